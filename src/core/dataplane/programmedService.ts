import type { AddressFamily } from '../address/addressFamily.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';

/** The address and port that a client dials, as a proxy's rules know them. */
export interface ServiceTarget {
  readonly address: string;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

/** One backend that the rules send connections to. */
export interface ProgrammedBackend {
  readonly address: string;
  readonly port: number;
  /** The share of new connections that it gets, from 0 to 1. */
  readonly probability: number;
}

/** What the rules of one node do with new connections to a Service's port. */
export interface ProgrammedService {
  readonly mode: 'iptables' | 'nftables';
  /**
   * `forward`: to the backends; `reject` and `drop`: the proxy's own answer for a Service without usable endpoints;
   * `missing`: no rule speaks of it; `unknown`: a rule that is not understood decides.
   */
  readonly verdict: 'forward' | 'reject' | 'drop' | 'missing' | 'unknown';
  /** Sorted by address and port. */
  readonly backends: readonly ProgrammedBackend[];
  /** Connections of one client keep to one backend (sessionAffinity ClientIP). */
  readonly affinity: boolean;
  /** Whose source address is rewritten: of nobody, of clients outside of the cluster's range, of everybody. */
  readonly masquerade: 'none' | 'off-cluster' | 'all';
  /** The chains that were followed, the first one first. */
  readonly chains: readonly string[];
  /** The rules that decide, as they were printed or as near as can be. */
  readonly lines: readonly string[];
}

/** Collects a {@link ProgrammedService} while chains are followed. */
export interface ServiceDraft {
  verdict: ProgrammedService['verdict'];
  readonly backends: Map<string, ProgrammedBackend>;
  affinity: boolean;
  masquerade: ProgrammedService['masquerade'];
  readonly chains: string[];
  readonly lines: string[];
}

/** An empty draft. */
export function startDraft(): ServiceDraft {
  return {
    verdict: 'missing',
    backends: new Map(),
    affinity: false,
    masquerade: 'none',
    chains: [],
    lines: [],
  };
}

/** Adds a backend's share of the connections. */
export function addBackend(draft: ServiceDraft, address: string, port: number, probability: number): void {
  const key = `${address} ${port}`;
  const known = draft.backends.get(key);
  draft.backends.set(key, { address, port, probability: (known?.probability ?? 0) + probability });
}

/** The finished facts. */
export function finishDraft(mode: ProgrammedService['mode'], draft: ServiceDraft): ProgrammedService {
  const backends = [...draft.backends.values()].sort(
    (left, right) =>
      left.address.localeCompare(right.address, 'en', { numeric: true }) || left.port - right.port,
  );
  return { ...draft, mode, backends };
}

/** `tcp`, as rules spell it. */
export function protocolWord(protocol: TransportProtocol): string {
  return protocol.toLowerCase();
}

/** The family of an address literal. */
export function familyOfAddress(address: string): AddressFamily {
  return address.includes(':') ? 6 : 4;
}
