import { applyChanges } from '../../model/applyChanges.ts';
import type { ClusterSnapshot, Namespace } from '../../model/clusterSnapshot.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../model/networkPolicy.ts';
import type { PolicyDirection } from '../compiledPolicy.ts';
import type { PolicyDialect } from '../dialect.ts';

/** One step of a JSON patch (RFC 6902) on a NetworkPolicy as the API has it. */
export interface PatchStep {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/** What would have to be otherwise so that a connection is allowed. */
export type PolicyChange =
  | { readonly kind: 'policy'; readonly mended: NetworkPolicy; readonly steps: readonly PatchStep[] }
  | {
      readonly kind: 'namespace-label';
      readonly namespace: Namespace;
      readonly key: string;
      readonly value: string;
    }
  /** No NetworkPolicy can say it to this enforcer: only with other settings would the policy mean it. */
  | { readonly kind: 'dialect'; readonly dialect: PolicyDialect };

/** The place of a rule in the lists of a policy. */
export interface RulePlace {
  readonly policy: NetworkPolicy;
  readonly direction: PolicyDirection;
  readonly ruleIndex: number;
  readonly rule: NetworkPolicyRule;
}

/** The rules of a policy in one direction, whether they have an effect or not. */
export function rulePlacesOf(policy: NetworkPolicy, direction: PolicyDirection): readonly RulePlace[] {
  const rules = direction === 'ingress' ? policy.ingress : (policy.egress ?? []);
  return rules.map((rule, ruleIndex) => ({ policy, direction, ruleIndex, rule }));
}

/** `spec.ingress[0].from[1]` or `spec.ingress[0].ports[1]`; without an entry the rule's own place. */
export function fieldPathOf(
  { direction, ruleIndex }: RulePlace,
  entry?: { readonly list: 'peers' | 'ports'; readonly index: number },
): string {
  const rule = `spec.${direction}[${String(ruleIndex)}]`;
  if (entry === undefined) return rule;
  const list = entry.list === 'ports' ? 'ports' : peersField(direction);
  return `${rule}.${list}[${String(entry.index)}]`;
}

function peersField(direction: PolicyDirection): 'from' | 'to' {
  return direction === 'ingress' ? 'from' : 'to';
}

function withRule({ policy, direction, ruleIndex }: RulePlace, rule: NetworkPolicyRule): NetworkPolicy {
  const rules = (direction === 'ingress' ? policy.ingress : (policy.egress ?? [])).map((own, index) =>
    index === ruleIndex ? rule : own,
  );
  return { ...policy, [direction]: rules };
}

function pointerOf(place: RulePlace): string {
  return `/spec/${place.direction}/${String(place.ruleIndex)}`;
}

/** One entry of a rule's ports in place of another. */
export function replacePort(place: RulePlace, index: number, port: NetworkPolicyPort): PolicyChange {
  const ports = place.rule.ports.map((own, at) => (at === index ? port : own));
  return {
    kind: 'policy',
    mended: withRule(place, { ...place.rule, ports }),
    steps: [{ op: 'replace', path: `${pointerOf(place)}/ports/${String(index)}`, value: port }],
  };
}

/** One or more entries of a rule's peers in place of one. */
export function replacePeer(
  place: RulePlace,
  index: number,
  peers: readonly NetworkPolicyPeer[],
): PolicyChange {
  const list = place.rule.peers.flatMap((own, at) => (at === index ? peers : [own]));
  const pointer = `${pointerOf(place)}/${peersField(place.direction)}`;
  return {
    kind: 'policy',
    mended: withRule(place, { ...place.rule, peers: list }),
    steps: peers.map((value, at) =>
      at === 0
        ? { op: 'replace', path: `${pointer}/${String(index)}`, value }
        : { op: 'add', path: `${pointer}/-`, value },
    ),
  };
}

/** One more rule at the end of a direction's list. */
export function addRule(
  policy: NetworkPolicy,
  direction: PolicyDirection,
  rule: NetworkPolicyRule,
): PolicyChange {
  const before = direction === 'ingress' ? policy.ingress : (policy.egress ?? []);
  const { peers, ports } = rule;
  const value = { [peersField(direction)]: peers, ports };
  return {
    kind: 'policy',
    mended: { ...policy, [direction]: [...before, rule] },
    steps:
      before.length === 0
        ? [{ op: 'add', path: `/spec/${direction}`, value: [value] }]
        : [{ op: 'add', path: `/spec/${direction}/-`, value }],
  };
}

/** Other policyTypes. */
export function withPolicyTypes(
  policy: NetworkPolicy,
  policyTypes: NetworkPolicy['policyTypes'],
): PolicyChange {
  return {
    kind: 'policy',
    mended: { ...policy, policyTypes },
    steps: [{ op: 'add', path: '/spec/policyTypes', value: policyTypes }],
  };
}

/** The cluster as it would be after a change, and the meaning that policies would have then. */
export function afterChange(
  snapshot: ClusterSnapshot,
  dialect: PolicyDialect,
  change: PolicyChange,
): { readonly snapshot: ClusterSnapshot; readonly dialect: PolicyDialect } {
  switch (change.kind) {
    case 'dialect':
      return { snapshot, dialect: change.dialect };
    case 'policy': {
      const upsert = { type: 'upsert', resource: 'networkpolicies', object: change.mended } as const;
      return { snapshot: applyChanges(snapshot, [upsert], snapshot.asOf), dialect };
    }
    case 'namespace-label': {
      const { namespace, key, value } = change;
      const object = { ...namespace, labels: { ...namespace.labels, [key]: value } };
      const upsert = { type: 'upsert', resource: 'namespaces', object } as const;
      return { snapshot: applyChanges(snapshot, [upsert], snapshot.asOf), dialect };
    }
  }
}
