import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { CompiledRule } from './compiledPolicy.ts';
import type { PolicyDialect } from './dialect.ts';
import { isMatch, type Match, noMatch } from './match.ts';
import { matchPeer } from './matchPeer.ts';
import { type DialledPort, matchPort } from './matchPort.ts';
import type { TrafficEnd } from './trafficEnd.ts';

/** One connection as every rule of one direction is asked about it. */
export interface Traffic {
  readonly snapshot: ClusterSnapshot;
  readonly dialect: PolicyDialect;
  /** The end that is not the policy's subject. */
  readonly other: TrafficEnd;
  readonly destination: TrafficEnd;
  readonly port: DialledPort;
  readonly protocol: TransportProtocol;
}

/** Whether a rule matches, and by which of its entries. */
export interface RuleMatch extends Match {
  readonly peerPath?: string;
  readonly portPath?: string;
}

interface Entry extends Match {
  readonly path?: string;
}

/** The first entry that matches, else what is open about the others. */
function matchAny<Item extends { readonly path: string }>(
  items: 'any' | readonly Item[],
  matchItem: (item: Item) => Match,
): Entry {
  if (items === 'any') return isMatch;
  const open: Entry[] = [];
  for (const item of items) {
    const match = matchItem(item);
    if (match.truth === true) return { ...match, path: item.path };
    if (match.truth === 'unknown') open.push({ ...match, path: item.path });
  }
  const [first] = open;
  if (first === undefined) return noMatch;
  return { ...first, unknown: open.flatMap(({ unknown }) => unknown) };
}

/** Whether a rule matches a connection: one of its peers and one of its ports has to. */
export function matchRule(rule: CompiledRule, traffic: Traffic): RuleMatch {
  const { snapshot, dialect, other, destination, port, protocol } = traffic;
  const ports = matchAny(rule.ports, (entry) => matchPort(entry, port, protocol, destination, dialect));
  if (ports.truth === false) return noMatch;
  const peers = matchAny(rule.peers, (entry) => matchPeer(entry, other, snapshot, dialect));
  if (peers.truth === false) return noMatch;
  return {
    truth: ports.truth === true && peers.truth === true ? true : 'unknown',
    unknown: [...peers.unknown, ...ports.unknown],
    ...(peers.path === undefined ? {} : { peerPath: peers.path }),
    ...(ports.path === undefined ? {} : { portPath: ports.path }),
  };
}
