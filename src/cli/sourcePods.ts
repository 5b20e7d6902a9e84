import type { ClusterSnapshot, Pod } from '../core/model/clusterSnapshot.ts';
import { isComplete } from '../core/model/coverage.ts';
import { formatReference, type ObjectReference } from '../core/model/reference.ts';
import { isReady } from '../core/model/serviceEndpoints.ts';
import { reachTargetOf } from '../core/policy/reach/targetPorts.ts';
import { UsageError } from './usageError.ts';

/** The live pods of a workload, ready ones first. Throws a {@link UsageError} where it has none. */
export function sourcePods(workload: ObjectReference, snapshot: ClusterSnapshot): readonly Pod[] {
  const pods = reachTargetOf(snapshot, workload)?.pods ?? [];
  if (pods.length === 0) {
    const seen = isComplete(snapshot.coverage, 'pods', workload.namespace);
    throw new UsageError(
      `--from ${formatReference(workload)}: ${seen ? 'it has no pods, or does not exist' : 'its pods are not readable'}.`,
    );
  }
  return [...pods].sort(
    (left, right) => Number(isReady(right)) - Number(isReady(left)) || (left.name < right.name ? -1 : 1),
  );
}
