import type { CompiledPolicy, CompiledRule, PolicyDirection } from './compiledPolicy.ts';
import { type Match, matchOf } from './match.ts';
import { matchRule, type RuleMatch, type Traffic } from './matchRule.ts';
import { andThen, type Outcome, type Outcomes, passing } from './outcomes.ts';
import { matchPod } from './podSelection.ts';
import type { DecidingPolicy } from './policyQuery.ts';
import type { PodEnd } from './trafficEnd.ts';

/** What one policy may do. Passing on to the next tier counts as leaving this one at once. */
interface PolicyOutcomes extends Outcomes {
  /** A `pass` rule may match: then the rest of the tier is not asked. */
  readonly leavesTier: boolean;
}

/** The part that a rule had in a verdict. */
export function decidingPolicy(
  policy: CompiledPolicy,
  rule: CompiledRule,
  { peerPath, portPath }: RuleMatch,
): DecidingPolicy {
  return {
    policy: policy.reference,
    tier: policy.tier,
    action: rule.action,
    rulePath: rule.path,
    ...(peerPath === undefined ? {} : { peerPath }),
    ...(portPath === undefined ? {} : { portPath }),
  };
}

/** Whether a policy selects a pod. */
export function matchSubject(policy: CompiledPolicy, subject: PodEnd): Match {
  return matchOf(
    matchPod(policy.subject, subject.pod, subject.namespaceLabels),
    `the labels of namespace ${subject.pod.namespace} are not known, and ${policy.reference.name} selects by them`,
  );
}

/** The rules of a policy in order: the first that matches decides, and each that may match may decide. */
function walkPolicy(
  policy: CompiledPolicy,
  rules: readonly CompiledRule[],
  traffic: Traffic,
): PolicyOutcomes {
  const possible: Outcome[] = [];
  const unknown: string[] = [];
  let leavesTier = false;
  for (const rule of rules) {
    const match = matchRule(rule, traffic);
    if (match.truth === false) continue;
    unknown.push(...match.unknown);
    if (rule.action === 'pass') leavesTier = true;
    else {
      possible.push({ verdict: rule.action, reason: 'rule', by: [decidingPolicy(policy, rule, match)] });
    }
    if (match.truth === true) return { possible, passes: false, unknown, leavesTier };
  }
  return { possible, passes: true, unknown, leavesTier };
}

function evaluatePolicy(
  policy: CompiledPolicy,
  direction: PolicyDirection,
  subject: PodEnd,
  traffic: Traffic,
): PolicyOutcomes | undefined {
  const rules = policy[direction];
  if (rules === undefined) return undefined;
  const selected = matchSubject(policy, subject);
  if (selected.truth === false) return undefined;
  const walked = walkPolicy(policy, rules, traffic);
  if (selected.truth === true) return walked;
  const decides = walked.possible.length > 0 || walked.leavesTier;
  return decides ? { ...walked, passes: true, unknown: [...walked.unknown, ...selected.unknown] } : undefined;
}

/** Policies of one priority: nobody may rely on which of them is asked first (policy.networking.k8s.io, `priority`). */
function evaluateEquals(group: readonly PolicyOutcomes[], priority: number): PolicyOutcomes {
  const [only, ...others] = group;
  if (only === undefined) return { ...passing, leavesTier: false };
  if (others.length === 0) return only;
  const possible = group.flatMap((each) => each.possible);
  const leavesTier = group.some((each) => each.leavesTier);
  const kinds = new Set([...possible.map(({ verdict }) => verdict), ...(leavesTier ? ['pass'] : [])]);
  const names = [...new Set(possible.flatMap(({ by }) => by.map(({ policy }) => policy.name)))];
  const tie =
    kinds.size > 1
      ? [`policies of the same priority ${String(priority)} decide differently: ${names.join(', ')}`]
      : [];
  return {
    possible,
    leavesTier,
    passes: group.every((each) => each.passes),
    unknown: [...group.flatMap((each) => each.unknown), ...tie],
  };
}

/**
 * What a tier of ordered policies (admin, baseline) says about one direction of a connection.
 * @param policies of the tier, by priority
 */
export function evaluateTier(
  policies: readonly CompiledPolicy[],
  direction: PolicyDirection,
  subject: PodEnd,
  traffic: Traffic,
): Outcomes {
  let outcomes: Outcomes = passing;
  let leavesTier = false;
  for (let index = 0; index < policies.length && outcomes.passes;) {
    const priority = policies[index]?.priority ?? 0;
    const end = policies.findIndex((policy, at) => at > index && policy.priority !== priority);
    const equals = policies.slice(index, end === -1 ? policies.length : end);
    index += equals.length;
    const group = evaluateEquals(
      equals.flatMap((policy) => evaluatePolicy(policy, direction, subject, traffic) ?? []),
      priority,
    );
    leavesTier ||= group.leavesTier;
    outcomes = andThen(outcomes, () => group);
  }
  // Who may have left the tier goes on behind it.
  return { ...outcomes, passes: outcomes.passes || leavesTier };
}
