import { askNodeRules } from '../inquiry/askOnNode.ts';
import type { Answer } from '../inquiry/inquiry.ts';
import { expectedBackends, type ExpectedBackend } from '../dataplane/expectedBackends.ts';
import { nodeAgents } from '../dataplane/nodeAgents.ts';
import { familyOfAddress, type ProgrammedService } from '../dataplane/programmedService.ts';
import { serviceProxyOwner } from '../dataplane/serviceProxyOwner.ts';
import { slicesOf } from '../model/addressIndex.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import type { Observation } from '../probes/observation.ts';
import { slicesProbe } from '../probes/slicesProbe.ts';
import type { CheckTools } from './defineCheck.ts';
import type { ProxySubject } from './scopes/proxy.ts';

/**
 * Seconds between two looks. kube-proxy writes at most once every minSyncPeriod after a change: one second unless
 * configured, and ten is what large clusters choose.
 */
const settleSeconds = 11;

/** Seconds between two looks where the endpoints have kept still for so long that every proxy must have written them. */
const shortSettleSeconds = 3;

/** So long every configuration of kube-proxy has written once (syncPeriod is 30 s), clocks that differ somewhat included. */
const quietMilliseconds = 60_000;

/** Whether the endpoints of a Service were last written long before the snapshot; false where nobody knows when. */
function endpointsAreQuiet({ service }: ProxySubject, { snapshot }: CheckTools): boolean {
  const written = slicesOf(snapshot, service).map(({ lastChange }) => Date.parse(lastChange?.time ?? ''));
  return written.length > 0 && written.every((time) => Date.parse(snapshot.asOf) - time >= quietMilliseconds);
}

/** One look at the rules of a node and the endpoints of the same moment. */
export interface ProxyLook {
  readonly mode: 'iptables' | 'nftables';
  readonly programmed: ProgrammedService;
  readonly expected: readonly ExpectedBackend[];
  /** Programmed and not expected, expected and not programmed: `10.244.0.3:8080`. */
  readonly extra: readonly string[];
  readonly missing: readonly string[];
  readonly rules: Observation;
  readonly slices: Observation;
}

/** What two looks at a node's rules for one Service port told. */
export type ProxyFacts =
  | { readonly state: 'pending' }
  | { readonly state: 'unknown'; readonly reason: string }
  /** The rules and the endpoints agree, at once or after a while. */
  | { readonly state: 'agree'; readonly look: ProxyLook }
  /** They still differ in the same way after a while; `settled`: that while was waited for, and the endpoints kept still. */
  | {
      readonly state: 'differ';
      readonly look: ProxyLook;
      readonly first: ProxyLook;
      readonly settled: boolean;
    };

type Look =
  { readonly state: 'pending' } | { readonly state: 'unknown'; readonly reason: string } | ProxyLook;

function addressOf({ address, port }: ExpectedBackend): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function lookOnce(subject: ProxySubject, { snapshot, inquiry }: CheckTools, look?: number): Look {
  const { service, servicePort, node, address, port, protocol } = subject;
  const family = familyOfAddress(address);
  const reason = `what node ${node} does with connections to ${address}:${port}`;
  const rules = askNodeRules({ inquiry, snapshot, node, reason }, family, look);
  const slices = inquiry.ask(
    slicesProbe,
    { namespace: service.namespace, service: service.name, ...(look === undefined ? {} : { look }) },
    `which endpoints ${service.name} has at the moment of looking at the rules`,
  );
  const waiting: readonly Answer<unknown>[] = [rules, slices];
  if (waiting.some(({ state }) => state === 'pending')) return { state: 'pending' };
  if (rules.state !== 'answered')
    return { state: 'unknown', reason: rules.state === 'unavailable' ? rules.reason : '' };
  if (slices.state !== 'answered')
    return { state: 'unknown', reason: slices.state === 'unavailable' ? slices.reason : '' };
  const owner = serviceProxyOwner(rules.value, nodeAgents(snapshot, node), family);
  if (owner.kind === 'other')
    return {
      state: 'unknown',
      reason: `on ${node} ${owner.name} translates ClusterIPs, not kube-proxy: ${owner.because}`,
    };
  if (owner.kind !== 'proxy') {
    const because = owner.kind === 'none' ? 'no rule of a Service proxy is in force there' : owner.because;
    return { state: 'unknown', reason: `who translates ClusterIPs on ${node} is not proven: ${because}` };
  }
  const expected = expectedBackends(service, servicePort, slices.value.slices, node, family);
  if (expected.kind === 'cannot-compare') return { state: 'unknown', reason: expected.because };
  if (slices.value.hinted && service.internalTrafficPolicy !== 'Local')
    return { state: 'unknown', reason: 'topology hints choose among the endpoints' };
  const programmed = owner.lookUp({ address, port, protocol });
  if (programmed.verdict === 'unknown')
    return { state: 'unknown', reason: `a rule of ${node} for ${address}:${port} is not understood` };
  const wanted = new Set(expected.backends.map(addressOf));
  const present = new Set(programmed.backends.map(addressOf));
  return {
    mode: programmed.mode,
    programmed,
    expected: expected.backends,
    extra: [...present].filter((backend) => !wanted.has(backend)),
    missing: [...wanted].filter((backend) => !present.has(backend)),
    rules: rules.observation,
    slices: slices.observation,
  };
}

/** Without endpoints kube-proxy rejects or drops, or (before 1.29 for some) has no rule: all of it sends nobody anywhere. */
function agrees({ programmed, expected, extra, missing }: ProxyLook): boolean {
  if (expected.length === 0) return programmed.verdict !== 'forward';
  return programmed.verdict === 'forward' && extra.length === 0 && missing.length === 0;
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return [...left].sort().join(' ') === [...right].sort().join(' ');
}

/**
 * Compares the rules of the source's node with the endpoints that should be there; where they differ it waits until
 * kube-proxy must have written, and compares again.
 */
export function proxyFacts(subject: ProxySubject, tools: CheckTools): ProxyFacts {
  const first = lookOnce(subject, tools);
  if ('state' in first) return first;
  if (agrees(first)) return { state: 'agree', look: first };
  const { address, port, node } = subject;
  const seconds = endpointsAreQuiet(subject, tools) ? shortSettleSeconds : settleSeconds;
  const waited = tools.inquiry.askInPod(
    connectProbe,
    subject.containers,
    { targets: [{ address, port }], attempts: 2, afterSeconds: seconds },
    `whether the rules of ${node} only lag behind: ${seconds} s later they are read again`,
  );
  if (waited.state === 'pending') return { state: 'pending' };
  const second = lookOnce(subject, tools, 2);
  if ('state' in second) return second;
  if (agrees(second)) return { state: 'agree', look: second };
  const still =
    same(first.expected.map(addressOf), second.expected.map(addressOf)) &&
    same(first.extra, second.extra) &&
    same(first.missing, second.missing) &&
    first.programmed.verdict === second.programmed.verdict;
  return { state: 'differ', look: second, first, settled: still && waited.state === 'answered' };
}
