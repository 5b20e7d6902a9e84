import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { formatReference, sameReference } from '../../model/reference.ts';
import type { CompiledPolicies, PolicyDirection } from '../compiledPolicy.ts';
import { kubernetesDialect, type PolicyDialect } from '../dialect.ts';
import { concludeQuery, prepareQuery } from '../evaluatePolicies.ts';
import type { Traffic } from '../matchRule.ts';
import type { DecidingPolicy, DirectionVerdict, PolicyQuery, PolicyVerdict } from '../policyQuery.ts';
import type { TrafficEnd } from '../trafficEnd.ts';
import { type NearestMiss, nearestMiss } from './nearestMiss.ts';

/** Why a direction is decided as it is. */
export interface DirectionExplanation extends DirectionVerdict {
  /** One sentence for people. */
  readonly summary: string;
  /** With a denial by isolation: the rule that came closest. Absent when none is near. */
  readonly nearestMiss?: NearestMiss;
}

/** Why policies let a connection through, or do not. */
export interface PolicyExplanation {
  readonly verdict: PolicyVerdict;
  readonly ingress: DirectionExplanation;
  readonly egress: DirectionExplanation;
}

function names(by: readonly DecidingPolicy[]): string {
  return [...new Set(by.map(({ policy }) => formatReference(policy)))].join(', ');
}

/** The place that an editor can jump to, and a reader can find. */
function placeOf({ policy, rulePath, peerPath }: DecidingPolicy): string {
  const path = peerPath ?? rulePath;
  return path === undefined ? formatReference(policy) : `${formatReference(policy)} ${path}`;
}

function summarise(
  { direction, verdict, reason, by, unknown }: DirectionVerdict,
  subject: TrafficEnd,
  other: TrafficEnd,
): string {
  const way = direction === 'ingress' ? `from ${other.title}` : `to ${other.title}`;
  const into = `${direction} ${direction === 'ingress' ? 'into' : 'from'} ${subject.title}`;
  switch (reason) {
    case 'self':
      return `${subject.title} can always talk to itself`;
    case 'local-node':
      return `${other.title} is on the node of ${subject.title}, which no policy can cut off`;
    case 'not-covered':
      return `no policy covers ${subject.title}: it is no pod with a network of its own`;
    case 'no-policy':
      return `no policy decides about ${into}, so it is open`;
    case 'isolated':
      return `${into} is isolated by ${names(by)}, and none of their rules allows it ${way}`;
    case 'rule':
      return `${by.map(placeOf).join(' and ')} ${verdict === 'allow' ? 'allows' : 'denies'} ${into} ${way}`;
    case 'unknown':
      return `whether ${into} is allowed is not known: ${unknown.join('; ')}`;
  }
}

function explainDirection(
  policies: CompiledPolicies,
  verdict: DirectionVerdict,
  subject: TrafficEnd,
  traffic: Traffic,
): DirectionExplanation {
  const explained = { ...verdict, summary: summarise(verdict, subject, traffic.other) };
  if (verdict.reason !== 'isolated' || subject.kind !== 'pod') return explained;
  const isolating = (policies.networkPolicies.get(subject.pod.namespace) ?? []).filter((policy) =>
    verdict.by.some((deciding) => sameReference(deciding.policy, policy.reference)),
  );
  const direction: PolicyDirection = verdict.direction;
  const miss = nearestMiss(isolating, direction, traffic);
  return miss === undefined ? explained : { ...explained, nearestMiss: miss };
}

/**
 * Evaluates a connection as {@link evaluatePolicies} does, and says why: the deciding rules with their places, and for a denial the
 * rule that came closest to allowing it with the smallest change that it would have needed. Never throws.
 */
export function explainPolicies(
  snapshot: ClusterSnapshot,
  query: PolicyQuery,
  dialect: PolicyDialect = kubernetesDialect,
): PolicyExplanation {
  const prepared = prepareQuery(snapshot, query, dialect);
  const { verdict, ingress, egress } = concludeQuery(prepared);
  const { policies, source, destination } = prepared;
  return {
    verdict,
    ingress: explainDirection(policies, ingress, destination, prepared.atDestination),
    egress: explainDirection(policies, egress, source, prepared.atSource),
  };
}
