import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { type OtherPolicies, otherPolicyKinds } from '../model/otherPolicies.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledOpaquePolicy } from './compiledPolicy.ts';
import { compileNetworkPolicy } from './compileNetworkPolicy.ts';
import { compileTieredPolicy } from './compileTieredPolicy.ts';
import type { PolicyDialect } from './dialect.ts';
import { resolveEgressPortNames } from './resolveEgressPortNames.ts';

function byPriority(left: CompiledPolicy, right: CompiledPolicy): number {
  return left.priority - right.priority || byName(left, right);
}

function byName(left: CompiledPolicy, right: CompiledPolicy): number {
  const [one, other] = [left.reference.name, right.reference.name];
  return one < other ? -1 : one > other ? 1 : 0;
}

function compileTiered(policies: OtherPolicies, tier: 'admin' | 'baseline'): readonly CompiledPolicy[] {
  const { adminnetworkpolicies, baselineadminnetworkpolicies, clusternetworkpolicies } = policies;
  return [adminnetworkpolicies, baselineadminnetworkpolicies, clusternetworkpolicies]
    .flatMap((map) => [...map.values()].map(compileTieredPolicy))
    .filter((policy) => policy.tier === tier)
    .sort(byPriority);
}

function opaqueOf(policies: OtherPolicies): readonly CompiledOpaquePolicy[] {
  return otherPolicyKinds.flatMap(({ resource, reference }) =>
    [...policies[resource].values()].flatMap((policy): CompiledOpaquePolicy[] => {
      if (!('apiGroup' in policy)) return [];
      const { name, namespace } = policy;
      if (namespace === undefined) return [{ reference: { kind: reference, name } }];
      return [{ reference: { kind: reference, namespace, name }, namespace }];
    }),
  );
}

/** What was made for each dialect from something immutable, so that it is made once. */
type Remembered<Key extends object, Value> = WeakMap<PolicyDialect, WeakMap<Key, Value>>;

function remember<Key extends object, Value>(
  memory: Remembered<Key, Value>,
  dialect: PolicyDialect,
  key: Key,
  make: () => Value,
): Value {
  let ofDialect = memory.get(dialect);
  if (ofDialect === undefined) {
    ofDialect = new WeakMap();
    memory.set(dialect, ofDialect);
  }
  let value = ofDialect.get(key);
  if (value === undefined) {
    value = make();
    ofDialect.set(key, value);
  }
  return value;
}

/** Policies are immutable as everything in a snapshot, so each is compiled once however often a snapshot changes around it. */
const compiledOf: Remembered<ReadonlyMap<string, NetworkPolicy>, readonly CompiledPolicy[]> = new WeakMap();

function compileNamespace(
  policies: ReadonlyMap<string, NetworkPolicy>,
  dialect: PolicyDialect,
): readonly CompiledPolicy[] {
  return remember(compiledOf, dialect, policies, () =>
    [...policies.values()].map((policy) => compileNetworkPolicy(policy, dialect)).sort(byName),
  );
}

function compileAll(snapshot: ClusterSnapshot, dialect: PolicyDialect): CompiledPolicies {
  const networkPolicies = new Map<string, readonly CompiledPolicy[]>();
  for (const [name, partition] of snapshot.namespaces) {
    if (partition.networkPolicies.size > 0)
      networkPolicies.set(name, compileNamespace(partition.networkPolicies, dialect));
  }
  return {
    admin: compileTiered(snapshot.otherPolicies, 'admin'),
    networkPolicies: dialect.egressPortNamesOfDestination
      ? networkPolicies
      : resolveEgressPortNames(networkPolicies, snapshot),
    baseline: compileTiered(snapshot.otherPolicies, 'baseline'),
    opaque: opaqueOf(snapshot.otherPolicies),
  };
}

const allOf: Remembered<ClusterSnapshot, CompiledPolicies> = new WeakMap();

/**
 * Every policy of a snapshot in the one shape that pairwise evaluation and the matrix share, as an enforcer reads it; remembered per
 * snapshot and dialect.
 */
export function compilePolicies(snapshot: ClusterSnapshot, dialect: PolicyDialect): CompiledPolicies {
  return remember(allOf, dialect, snapshot, () => compileAll(snapshot, dialect));
}
