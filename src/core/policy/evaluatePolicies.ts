import type { AddressFamily } from '../address/addressFamily.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { CompiledPolicies } from './compiledPolicy.ts';
import { compilePolicies } from './compilePolicies.ts';
import { kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { evaluateDirection } from './evaluateDirection.ts';
import { dialledPort } from './matchPort.ts';
import type { DirectionVerdict, PolicyEvaluation, PolicyQuery, PolicyVerdict } from './policyQuery.ts';
import type { Traffic } from './matchRule.ts';
import { familiesOfEnd, resolveEnd, type TrafficEnd } from './trafficEnd.ts';

/** A connection has one family: that of the query, or the only one that both ends have. */
function familyOf(snapshot: ClusterSnapshot, query: PolicyQuery): AddressFamily | undefined {
  if (query.family !== undefined) return query.family;
  const source = familiesOfEnd(snapshot, query.source);
  const destination = familiesOfEnd(snapshot, query.destination);
  if (source.size === 0 || destination.size === 0) return undefined;
  const common = [...source].filter((family) => destination.has(family));
  return common.length === 1 ? common[0] : undefined;
}

function combine(ingress: DirectionVerdict, egress: DirectionVerdict): PolicyVerdict {
  const verdicts = [ingress.verdict, egress.verdict];
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('unknown') ? 'unknown' : 'allow';
}

/** A query with everything resolved that its evaluation and its explanation need. */
export interface PreparedQuery {
  readonly policies: CompiledPolicies;
  readonly source: TrafficEnd;
  readonly destination: TrafficEnd;
  /** The connection as rules of egress at its source see it. */
  readonly atSource: Traffic;
  /** The connection as rules of ingress at its destination see it. */
  readonly atDestination: Traffic;
}

/** Resolves the ends and the port of a query. Never throws. */
export function prepareQuery(
  snapshot: ClusterSnapshot,
  query: PolicyQuery,
  dialect: PolicyDialect,
): PreparedQuery {
  const family = familyOf(snapshot, query);
  const source = resolveEnd(snapshot, query.source, 'source', family);
  const destination = resolveEnd(snapshot, query.destination, 'destination', family);
  const { protocol } = query;
  const port = dialledPort(query.port, protocol, destination);
  const shared = { snapshot, dialect, destination, port, protocol };
  return {
    policies: compilePolicies(snapshot, dialect),
    source,
    destination,
    atSource: { ...shared, other: destination },
    atDestination: { ...shared, other: source },
  };
}

/** The verdict about a prepared query. */
export function concludeQuery(prepared: PreparedQuery): PolicyEvaluation {
  const { policies, source, destination, atSource, atDestination } = prepared;
  const ingress = evaluateDirection(policies, 'ingress', destination, atDestination);
  const egress = evaluateDirection(policies, 'egress', source, atSource);
  return { verdict: combine(ingress, egress), ingress, egress };
}

/**
 * Whether policies let a connection through: egress at its source, ingress at its destination, each decided by the tiers admin,
 * network-policy and baseline in this order. Never throws. What is not known is `unknown`, unless it makes no difference
 * (docs/networkPolicy.md has the table).
 * @param dialect what the enforcer makes of the policies; the API's meaning when absent
 */
export function evaluatePolicies(
  snapshot: ClusterSnapshot,
  query: PolicyQuery,
  dialect: PolicyDialect = kubernetesDialect,
): PolicyEvaluation {
  return concludeQuery(prepareQuery(snapshot, query, dialect));
}
