import { isComplete } from '../../model/coverage.ts';
import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import type { PolicyDirection } from '../../policy/compiledPolicy.ts';
import type { DirectionVerdict } from '../../policy/policyQuery.ts';
import { policiesSelecting } from '../../policy/selectingPolicies.ts';
import { describeConnection, outcomeOf, type ConnectionFact } from '../../inquiry/connection.ts';
import { errorAt, type PathView } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';
import { decidingNames } from '../../policy/evaluatePacket.ts';

/** What the policies of one direction predict, in words. */
function predictionOf(verdict: DirectionVerdict, pod: Pod): string {
  const names = decidingNames(verdict).join(', ');
  switch (verdict.reason) {
    case 'rule':
      return verdict.verdict === 'allow' ? `allowed by ${names}` : `denied by ${names}`;
    case 'isolated':
      return `denied: ${pod.name} is isolated by ${names}, and no rule allows this`;
    case 'unknown':
      return `not decided: ${verdict.unknown.join('; ')}`;
    case 'self':
      return 'a pod can always talk to itself';
    case 'local-node':
      return 'a pod’s own node is always allowed';
    case 'no-policy':
      return `no NetworkPolicy isolates ${pod.name} (${verdict.direction})`;
    case 'not-covered':
      return 'policies do not cover this end';
  }
}

/** Where no backend is known there is no packet to judge, only who isolates the pod. */
function withoutPacket(direction: PolicyDirection, pod: Pod, snapshot: ClusterSnapshot): HopDraft {
  const policies = policiesSelecting(snapshot, pod, direction === 'ingress' ? 'Ingress' : 'Egress');
  return policies.length === 0
    ? notApplicable(`no NetworkPolicy isolates ${pod.name} (${direction})`)
    : unknownHop(`isolated by ${policies.map(({ name }) => name).join(', ')}`, 'nothing is known to send to');
}

/** One direction of the policies: what they predict for the packet at this end, beside what the connection showed. */
function judgeDirection(
  direction: PolicyDirection,
  verdict: DirectionVerdict | undefined,
  pod: Pod | undefined,
  snapshot: ClusterSnapshot,
  direct: ConnectionFact,
): HopDraft {
  if (pod === undefined) return notApplicable('no pod is known at this end');
  const at = `pod ${pod.namespace}/${pod.name}`;
  if (pod.hostNetwork) return { ...notApplicable('policies do not cover host-network pods'), at };
  const observed = describeConnection(direct);
  const passed = outcomeOf(direct) === 'all';
  const judge = (predicted: string): HopDraft =>
    passed ? { status: 'ok', predicted, observed, at } : { ...unknownHop(predicted, observed), at };
  if (!isComplete(snapshot.coverage, 'networkpolicies', pod.namespace))
    return judge(`NetworkPolicies of ${pod.namespace} are not readable`);
  if (verdict === undefined) return { ...withoutPacket(direction, pod, snapshot), at };
  const predicted = predictionOf(verdict, pod);
  if (verdict.reason === 'no-policy' || verdict.reason === 'not-covered')
    return { ...notApplicable(predicted), at };
  if (verdict.verdict !== 'deny') return judge(predicted);
  // Traffic that flows in spite of a denial is no fault of the connection: nobody enforces the policy here.
  if (passed) return { status: 'ok', predicted: `${predicted}; it is not enforced here`, observed, at };
  return { ...unknownHop(predicted, observed), at };
}

/** One direction of the policies: what they predict for the packet of a path, with what was found wrong worked in. */
export function policyDraft(direction: PolicyDirection, view: PathView): HopDraft {
  const { facts, backend, policies, direct, own } = view;
  const pod = direction === 'egress' ? facts.source.pod : backend?.pod;
  const draft = judgeDirection(direction, policies?.[direction], pod, facts.snapshot, direct);
  // A finding may be about other backends; what is denied here is said by the verdict for this one.
  const denied = policies?.[direction].verdict === 'deny' && outcomeOf(direct) === 'none';
  return denied && errorAt(`policy-${direction}`, own) !== undefined ? { ...draft, status: 'broken' } : draft;
}
