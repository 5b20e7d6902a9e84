import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { type OtherPolicies, otherPolicyKinds } from '../model/otherPolicies.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { CompiledPolicies, CompiledPolicy, CompiledOpaquePolicy } from './compiledPolicy.ts';
import { compileNetworkPolicy } from './compileNetworkPolicy.ts';
import { compileTieredPolicy } from './compileTieredPolicy.ts';

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

/** Policies are immutable as everything in a snapshot, so each is compiled once however often a snapshot changes around it. */
const compiledOf = new WeakMap<ReadonlyMap<string, NetworkPolicy>, readonly CompiledPolicy[]>();

function compileNamespace(policies: ReadonlyMap<string, NetworkPolicy>): readonly CompiledPolicy[] {
  let compiled = compiledOf.get(policies);
  if (compiled === undefined) {
    compiled = [...policies.values()].map(compileNetworkPolicy).sort(byName);
    compiledOf.set(policies, compiled);
  }
  return compiled;
}

const allOf = new WeakMap<ClusterSnapshot, CompiledPolicies>();

/** Every policy of a snapshot in the one shape that pairwise evaluation and the matrix share; remembered per snapshot. */
export function compilePolicies(snapshot: ClusterSnapshot): CompiledPolicies {
  let compiled = allOf.get(snapshot);
  if (compiled === undefined) {
    const networkPolicies = new Map<string, readonly CompiledPolicy[]>();
    for (const [name, partition] of snapshot.namespaces) {
      if (partition.networkPolicies.size > 0)
        networkPolicies.set(name, compileNamespace(partition.networkPolicies));
    }
    compiled = {
      admin: compileTiered(snapshot.otherPolicies, 'admin'),
      networkPolicies,
      baseline: compileTiered(snapshot.otherPolicies, 'baseline'),
      opaque: opaqueOf(snapshot.otherPolicies),
    };
    allOf.set(snapshot, compiled);
  }
  return compiled;
}
