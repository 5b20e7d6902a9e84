import { isComplete } from '../model/coverage.ts';
import type { CompiledPolicy, PolicyDirection } from './compiledPolicy.ts';
import { decidingPolicy, matchSubject } from './evaluateTier.ts';
import { matchRule, type Traffic } from './matchRule.ts';
import { andThen, anything, type Outcomes, passing } from './outcomes.ts';
import type { DecidingPolicy } from './policyQuery.ts';
import type { PodEnd } from './trafficEnd.ts';

/** Why policies of a namespace may exist that are not in the snapshot; '' when there are no others. */
export function unlistedPolicies({ snapshot }: Pick<Traffic, 'snapshot'>, namespace: string): string {
  if (isComplete(snapshot.coverage, 'networkpolicies', namespace)) return '';
  const { state, reason, namespaces } = snapshot.coverage.networkpolicies;
  const why = state === 'complete' ? `listed only in ${(namespaces ?? []).join(', ')}` : state;
  return `networkpolicies of ${namespace}: ${why}${reason === undefined ? '' : ` (${reason})`}`;
}

/**
 * What the NetworkPolicies of a pod's namespace say about one direction of a connection: nothing when none selects the pod, else what
 * their rules allow together, whatever their order (networking.k8s.io/v1).
 */
export function evaluateNetworkPolicies(
  policies: readonly CompiledPolicy[],
  direction: PolicyDirection,
  subject: PodEnd,
  traffic: Traffic,
): Outcomes {
  const selecting = policies.filter(
    (policy) => policy[direction] !== undefined && matchSubject(policy, subject).truth === true,
  );
  const allowing: DecidingPolicy[] = [];
  const maybe: DecidingPolicy[] = [];
  const unknown: string[] = [];
  for (const policy of selecting) {
    for (const rule of policy[direction] ?? []) {
      const match = matchRule(rule, traffic);
      if (match.truth === true) allowing.push(decidingPolicy(policy, rule, match));
      else if (match.truth === 'unknown') {
        maybe.push(decidingPolicy(policy, rule, match));
        unknown.push(...match.unknown);
      }
    }
  }
  if (allowing.length > 0) {
    return {
      possible: [{ verdict: 'allow', reason: 'rule', by: allowing }],
      passes: false,
      unknown: [],
    };
  }
  const unlisted = unlistedPolicies(traffic, subject.pod.namespace);
  const unlistedOutcomes = unlisted === '' ? passing : anything(unlisted);
  if (selecting.length === 0) return unlistedOutcomes;
  const isolating = selecting.map((policy): DecidingPolicy => ({
    policy: policy.reference,
    tier: policy.tier,
    action: 'isolate',
  }));
  return andThen(unlistedOutcomes, () => ({
    possible: [
      ...(maybe.length === 0 ? [] : [{ verdict: 'allow', reason: 'rule', by: maybe } as const]),
      { verdict: 'deny', reason: 'isolated', by: isolating },
    ],
    passes: false,
    unknown,
  }));
}
