import { applyChanges } from '../../model/applyChanges.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { DesignedPolicy } from './designedPolicy.ts';

/** The cluster as it would be with these policies; one of the same name is replaced. */
export function withPolicies(
  snapshot: ClusterSnapshot,
  policies: readonly DesignedPolicy[],
): ClusterSnapshot {
  return applyChanges(
    snapshot,
    policies.map(({ policy }) => ({ type: 'upsert', resource: 'networkpolicies', object: policy })),
    snapshot.asOf,
  );
}
