import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledRule,
  PodSelection,
  PolicyDirection,
} from '../compiledPolicy.ts';

/** A rule with the direction under which it stands. */
export interface DirectedRule {
  readonly direction: PolicyDirection;
  readonly rule: CompiledRule;
}

/** Every rule of a policy that has an effect. */
export function rulesOf(policy: CompiledPolicy): readonly DirectedRule[] {
  return [
    ...(policy.ingress ?? []).map((rule): DirectedRule => ({ direction: 'ingress', rule })),
    ...(policy.egress ?? []).map((rule): DirectedRule => ({ direction: 'egress', rule })),
  ];
}

/** The selections of a rule's peers that select pods. */
export function podPeersOf({ peers }: CompiledRule): readonly Extract<CompiledPeer, { kind: 'pods' }>[] {
  return peers === 'any' ? [] : peers.filter((peer) => peer.kind === 'pods');
}

/**
 * The pods whose ports a rule speaks of: on ingress the policy's own, on egress those of its peers. `undefined` where that are not
 * pods alone.
 */
export function portOwnersOf(
  policy: CompiledPolicy,
  { direction, rule }: DirectedRule,
): readonly PodSelection[] | undefined {
  if (direction === 'ingress') return [policy.subject];
  const peers = podPeersOf(rule);
  return rule.peers === 'any' || peers.length < rule.peers.length
    ? undefined
    : peers.map(({ selection }) => selection);
}
