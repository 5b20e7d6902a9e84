import { isComplete, type OtherPolicyName } from '../model/coverage.ts';
import { otherPolicyKinds } from '../model/otherPolicies.ts';
import { formatReference } from '../model/reference.ts';
import type { CompiledPolicies, PolicyDirection } from './compiledPolicy.ts';
import { evaluateNetworkPolicies } from './evaluateNetworkPolicies.ts';
import { evaluateTier } from './evaluateTier.ts';
import type { Traffic } from './matchRule.ts';
import { andThen, anything, type Outcome, type Outcomes, passing } from './outcomes.ts';
import type { DecidingPolicy, DirectionVerdict } from './policyQuery.ts';
import type { PodEnd, TrafficEnd } from './trafficEnd.ts';
import type { Truth } from '../model/truth.ts';

type SettledReason = 'not-covered' | 'self' | 'local-node' | 'no-policy';

function settled(direction: PolicyDirection, reason: SettledReason): DirectionVerdict {
  return { direction, verdict: 'allow', reason, by: [], unknown: [] };
}

/** Why policies of a kind may exist that the snapshot does not hold; '' when there are none. */
function unlisted(
  { snapshot }: Pick<Traffic, 'snapshot'>,
  resource: OtherPolicyName,
  namespace: string,
): string {
  if (isComplete(snapshot.coverage, resource, namespace)) return '';
  const { state, reason, namespaces } = snapshot.coverage[resource];
  // A cluster-scoped kind that was listed is known as a whole.
  const clusterScoped = otherPolicyKinds.some((kind) => kind.resource === resource && !kind.namespaced);
  if (state === 'complete' && clusterScoped) return '';
  const why = state === 'complete' ? `listed only in ${(namespaces ?? []).join(', ')}` : state;
  return `${resource}: ${why}${reason === undefined ? '' : ` (${reason})`}`;
}

/** A tier of which some kinds of policy could not be listed may hold anything. */
export function unlistedTier(
  traffic: Pick<Traffic, 'snapshot'>,
  resources: readonly OtherPolicyName[],
  namespace: string,
): Outcomes {
  return resources
    .map((resource) => unlisted(traffic, resource, namespace))
    .filter((reason) => reason !== '')
    .reduce<Outcomes>((outcomes, reason) => andThen(outcomes, () => anything(reason)), passing);
}

/** The kinds of policy that can be in the tier `admin`. */
export const adminKinds: readonly OtherPolicyName[] = ['adminnetworkpolicies', 'clusternetworkpolicies'];
/** The kinds of policy that can be in the tier `baseline`. */
export const baselineKinds: readonly OtherPolicyName[] = [
  'baselineadminnetworkpolicies',
  'clusternetworkpolicies',
];
const opaqueKinds: readonly OtherPolicyName[] = [
  'ciliumnetworkpolicies',
  'ciliumclusterwidenetworkpolicies',
  'caliconetworkpolicies',
  'calicoglobalnetworkpolicies',
  'antreanetworkpolicies',
  'antreaclusternetworkpolicies',
  'egressfirewalls',
  'egressnetworkpolicies',
  'otherapipolicies',
];

/** Policies of other APIs may decide anything about a pod of their namespace, and whoever is cluster-scoped about every pod. */
export function opaqueOutcomes(
  policies: CompiledPolicies,
  traffic: Pick<Traffic, 'snapshot'>,
  namespace: string,
): Outcomes {
  const present = policies.opaque.filter(
    (policy) => policy.namespace === undefined || policy.namespace === namespace,
  );
  const known = present.map(({ reference }) =>
    anything(`${formatReference(reference)} may decide it, and its rules are not evaluated`),
  );
  return [...known, unlistedTier(traffic, opaqueKinds, namespace)].reduce(
    (outcomes, each) => andThen(outcomes, () => each),
    passing,
  );
}

/** Whether the other end is the node of the pod. */
function isLocalNode(subject: PodEnd, other: TrafficEnd): Truth {
  if (other.kind === 'unknown') return 'unknown';
  if (other.kind === 'external') return other.doubt === '' ? false : 'unknown';
  if (other.kind !== 'node') return false;
  if (other.name === undefined || subject.pod.nodeName === undefined) return 'unknown';
  return other.name === subject.pod.nodeName;
}

function localNodeOutcomes(direction: PolicyDirection, subject: PodEnd, traffic: Traffic): Outcomes {
  const { dialect, other } = traffic;
  const allowed = direction === 'ingress' ? dialect.localNodeReachesPods : dialect.podsReachLocalNode;
  const local = allowed ? isLocalNode(subject, other) : false;
  if (local === false) return passing;
  const outcome: Outcome = { verdict: 'allow', reason: 'local-node', by: [] };
  if (local === true) return { possible: [outcome], passes: false, unknown: [] };
  const doubt = other.kind === 'external' && other.doubt !== '' ? ` (${other.doubt})` : '';
  return {
    possible: [outcome],
    passes: true,
    unknown: [`whether ${other.title} is the node of ${subject.title} is not known${doubt}`],
  };
}

function compareDeciding(left: DecidingPolicy, right: DecidingPolicy): number {
  const key = ({ policy, rulePath = '' }: DecidingPolicy): string => `${formatReference(policy)} ${rulePath}`;
  return key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0;
}

/** One verdict from everything that is possible: they agree, or it is unknown. */
function conclude(direction: PolicyDirection, outcomes: Outcomes): DirectionVerdict {
  const open: Outcome = { verdict: 'allow', reason: 'no-policy', by: [] };
  const possible = outcomes.passes ? [...outcomes.possible, open] : outcomes.possible;
  // The last is what holds when nothing that is not known interferes.
  const last = possible.at(-1) ?? open;
  const by = [...last.by].sort(compareDeciding);
  if (possible.every(({ verdict }) => verdict === last.verdict))
    return { direction, verdict: last.verdict, reason: last.reason, by, unknown: [] };
  return { direction, verdict: 'unknown', reason: 'unknown', by, unknown: [...new Set(outcomes.unknown)] };
}

/**
 * What all policies say about one direction of a connection.
 * @param subject the end at which the direction is enforced
 */
export function evaluateDirection(
  policies: CompiledPolicies,
  direction: PolicyDirection,
  subject: TrafficEnd,
  traffic: Traffic,
): DirectionVerdict {
  if (subject.kind === 'node') return settled(direction, 'not-covered');
  if (subject.kind === 'unknown' || (subject.kind === 'external' && subject.doubt !== '')) {
    const reason = subject.kind === 'unknown' ? subject.reason : subject.doubt;
    return { direction, verdict: 'unknown', reason: 'unknown', by: [], unknown: [reason] };
  }
  if (subject.kind === 'external') return settled(direction, 'not-covered');
  const { other } = traffic;
  if (other.kind === 'pod' && other.pod === subject.pod) return settled(direction, 'self');
  const { namespace } = subject.pod;
  const tiers: readonly (() => Outcomes)[] = [
    () => opaqueOutcomes(policies, traffic, namespace),
    () => unlistedTier(traffic, adminKinds, namespace),
    () => evaluateTier(policies.admin, direction, subject, traffic),
    () => localNodeOutcomes(direction, subject, traffic),
    () => evaluateNetworkPolicies(policies.networkPolicies.get(namespace) ?? [], direction, subject, traffic),
    () => unlistedTier(traffic, baselineKinds, namespace),
    () => evaluateTier(policies.baseline, direction, subject, traffic),
  ];
  return conclude(
    direction,
    tiers.reduce((outcomes, tier) => andThen(outcomes, tier), passing),
  );
}
