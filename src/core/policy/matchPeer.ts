import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { type Cidr, cidrCovers, cidrsOverlap } from '../address/cidr.ts';
import type { CompiledPeer } from './compiledPolicy.ts';
import type { PolicyDialect } from './dialect.ts';
import { matchLabelSelector } from '../model/matchSelector.ts';
import { isMatch, type Match, matchOf, noMatch, openMatch } from './match.ts';
import { matchPod } from './podSelection.ts';
import type { TrafficEnd } from './trafficEnd.ts';
import type { Truth } from '../model/truth.ts';

type AddressPeer = Extract<CompiledPeer, { kind: 'addresses' }>;
type NodePeer = Extract<CompiledPeer, { kind: 'nodes' }>;
type PodPeer = Extract<CompiledPeer, { kind: 'pods' }>;
type KnownEnd = Exclude<TrafficEnd, { kind: 'unknown' }>;

/** Whether all addresses of a range are matched, none, or some. */
function matchRange({ blocks, except }: AddressPeer, range: Cidr): Truth {
  const inside = blocks.filter((block) => cidrsOverlap(block, range));
  if (inside.length === 0) return false;
  if (except.some((block) => cidrCovers(block, range))) return false;
  const whole = inside.some((block) => cidrCovers(block, range));
  return whole && !except.some((block) => cidrsOverlap(block, range)) ? true : 'unknown';
}

/** 0.0.0.0/0 or ::/0. */
function isEverything({ text }: Cidr): boolean {
  return text.endsWith('/0');
}

function matchAddresses(peer: AddressPeer, end: KnownEnd, dialect: PolicyDialect): Match {
  if (end.kind === 'pod' && !dialect.ipBlockSelectsPods) return noMatch;
  if (end.kind === 'node' && !dialect.ipBlockSelectsNodes) return noMatch;
  if (end.addresses.length === 0) return openMatch(`no address of ${end.title} is known`);
  const answers = new Set(end.addresses.map((range) => matchRange(peer, range)));
  const [answer] = answers;
  if (answers.size > 1 || answer === 'unknown' || answer === undefined) {
    const texts = end.addresses.map(({ text }) => text).join(', ');
    return openMatch(`${end.title} may have any of the addresses ${texts}, and a block matches only some`);
  }
  if (end.kind === 'node' && !end.exhaustive && !peer.blocks.some(isEverything)) {
    return openMatch(`${end.title} may show another address than the known ones of its node`);
  }
  if (!answer) return noMatch;
  const mayBeInside = end.kind === 'external' && end.doubt !== '';
  const selectsInside = dialect.ipBlockSelectsPods && dialect.ipBlockSelectsNodes;
  return mayBeInside && !selectsInside ? openMatch(end.doubt) : isMatch;
}

function matchPods({ selection }: PodPeer, end: KnownEnd): Match {
  switch (end.kind) {
    case 'pod':
      return matchOf(
        matchPod(selection, end.pod, end.namespaceLabels),
        `the labels of namespace ${end.pod.namespace} are not known`,
      );
    case 'node':
      return noMatch;
    case 'external':
      return end.doubt === '' ? noMatch : openMatch(end.doubt);
  }
}

function matchNodes({ selector }: NodePeer, end: KnownEnd, snapshot: ClusterSnapshot): Match {
  switch (end.kind) {
    case 'pod':
      return noMatch;
    case 'node': {
      const known = { labels: end.node?.labels ?? {}, complete: end.node !== undefined };
      return matchOf(matchLabelSelector(selector, known), `the labels of ${end.title} are not known`);
    }
    case 'external':
      if (end.doubt === '' && isComplete(snapshot.coverage, 'nodes')) return noMatch;
      return openMatch(end.doubt === '' ? `${end.title} may be a node that is not listed` : end.doubt);
  }
}

/** Whether one entry of a rule's list of peers matches the other end of a connection. */
export function matchPeer(
  peer: CompiledPeer,
  end: TrafficEnd,
  snapshot: ClusterSnapshot,
  dialect: PolicyDialect,
): Match {
  if (end.kind === 'unknown') return openMatch(end.reason);
  switch (peer.kind) {
    case 'pods':
      return matchPods(peer, end);
    case 'addresses':
      return matchAddresses(peer, end, dialect);
    case 'nodes':
      return matchNodes(peer, end, snapshot);
    case 'unsupported':
      return openMatch(`${peer.path}: ${peer.reason}`);
  }
}
