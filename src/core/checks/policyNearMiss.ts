import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { labelValue, type Labels } from '../model/labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../model/labelSelector.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../model/networkPolicy.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import { cidrContains, parseCidr, parseIpAddress } from '../address/cidr.ts';
import { requirementsOf, satisfies } from '../model/matchSelector.ts';
import { namespaceLabelsOf } from '../model/namespaceLabels.ts';

/** One thing that keeps a rule from matching a connection. */
export type Miss =
  | {
      readonly kind: 'pod-label' | 'namespace-label';
      readonly requirement: LabelSelectorRequirement;
      readonly found: string | undefined;
    }
  /** A peer without a namespaceSelector means the policy's own namespace. */
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'address'; readonly cidr: string }
  | { readonly kind: 'port'; readonly ports: readonly NetworkPolicyPort[] };

/** A rule of a policy that does not match a connection, and why not. */
export interface RuleMiss {
  readonly policy: NetworkPolicy;
  readonly direction: PolicyDirection;
  readonly ruleIndex: number;
  /** Its nearest peer; absent when the rule is for every peer. */
  readonly peerIndex?: number;
  readonly misses: readonly Miss[];
}

/** The other end of the connection as the rule's peers see it, and the port. */
export interface OtherEnd {
  readonly pod?: Pod;
  readonly address: string;
  /** The pod on whose ports names are looked up: always the destination. */
  readonly destination?: Pod;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

function unmet(selector: LabelSelector, labels: Labels, kind: 'pod-label' | 'namespace-label'): Miss[] {
  return requirementsOf(selector).flatMap((requirement): Miss[] => {
    const found = labelValue(labels, requirement.key);
    return satisfies(requirement, found) ? [] : [{ kind, requirement, found }];
  });
}

function missesOfPeer(
  peer: NetworkPolicyPeer,
  policy: NetworkPolicy,
  { pod, address }: OtherEnd,
  snapshot: ClusterSnapshot,
): readonly Miss[] {
  if (peer.ipBlock !== undefined) {
    const { cidr, except } = peer.ipBlock;
    const parsed = parseIpAddress(address);
    const isIn = (text: string): boolean => {
      const block = parseCidr(text);
      return block !== undefined && parsed !== undefined && cidrContains(block, parsed);
    };
    return isIn(cidr) && !except.some(isIn) ? [] : [{ kind: 'address', cidr }];
  }
  if (pod === undefined) return [{ kind: 'address', cidr: 'pods' }];
  const ofNamespace: Miss[] =
    peer.namespaceSelector !== undefined
      ? unmet(peer.namespaceSelector, namespaceLabelsOf(snapshot, pod.namespace).labels, 'namespace-label')
      : pod.namespace === policy.namespace
        ? []
        : [{ kind: 'namespace', namespace: policy.namespace }];
  const ofPod = peer.podSelector === undefined ? [] : unmet(peer.podSelector, pod.labels, 'pod-label');
  return [...ofNamespace, ...ofPod];
}

function allowsPort({ port, endPort, protocol }: NetworkPolicyPort, end: OtherEnd): boolean {
  if (protocol !== end.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= end.port && end.port <= (endPort ?? port);
  const declared = (end.destination?.containers ?? []).flatMap(({ ports }) => ports);
  return declared.some(
    (own) => own.name === port && own.containerPort === end.port && own.protocol === protocol,
  );
}

function missOfRule(
  rule: NetworkPolicyRule,
  ruleIndex: number,
  direction: PolicyDirection,
  policy: NetworkPolicy,
  end: OtherEnd,
  snapshot: ClusterSnapshot,
): RuleMiss {
  const ofPort: Miss[] =
    rule.ports.length === 0 || rule.ports.some((port) => allowsPort(port, end))
      ? []
      : [{ kind: 'port', ports: rule.ports }];
  const peers = rule.peers.map((peer) => missesOfPeer(peer, policy, end, snapshot));
  const [nearest] = peers
    .map((misses, peerIndex) => ({ misses, peerIndex }))
    .sort((left, right) => left.misses.length - right.misses.length);
  return {
    policy,
    direction,
    ruleIndex,
    ...(nearest === undefined ? {} : { peerIndex: nearest.peerIndex }),
    misses: [...(nearest?.misses ?? []), ...ofPort],
  };
}

/** What tells most clearly that the connection was meant stands first. */
const clearest: readonly Miss['kind'][] = ['port', 'namespace-label', 'pod-label', 'namespace', 'address'];

function rankOf({ misses }: RuleMiss): number {
  return misses[0] === undefined ? 0 : clearest.indexOf(misses[0].kind);
}

/**
 * Another address says nothing of this one. Nor does a rule for everybody on other ports, such as the one that allows
 * lookups: with one more port it would open that port to everybody.
 */
function speaksForConnection({ misses, peerIndex }: RuleMiss, end: OtherEnd): boolean {
  const [miss] = misses;
  if (miss?.kind === 'port' && peerIndex === undefined)
    return miss.ports.some(({ port }) => port === end.port);
  return miss?.kind !== 'address';
}

/**
 * The rule that lacks exactly one thing to allow the connection, among those of the policies that deny it: most likely
 * it was meant to. `undefined` where no rule comes that near, so that nobody seems to have meant it.
 */
export function nearestMiss(
  policies: readonly NetworkPolicy[],
  direction: PolicyDirection,
  end: OtherEnd,
  snapshot: ClusterSnapshot,
): RuleMiss | undefined {
  const near = policies
    .flatMap((policy) => {
      const rules = direction === 'ingress' ? policy.ingress : (policy.egress ?? []);
      return rules.map((rule, index) => missOfRule(rule, index, direction, policy, end, snapshot));
    })
    .filter(({ misses }) => misses.length === 1)
    .filter((miss) => speaksForConnection(miss, end));
  return near.sort((left, right) => rankOf(left) - rankOf(right))[0];
}
