import { applyChanges } from '../../core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { emptySnapshot } from '../../core/model/emptySnapshot.ts';
import type { SnapshotChange } from '../../core/model/snapshotChange.ts';
import { ConnectionError, type Clock, type Cluster, type Log, type WatchScope } from '../ports.ts';

/**
 * Lists everything in scope once. What may not be read shows in the snapshot's coverage; a server that cannot be used at
 * all is a {@link ConnectionError}.
 */
export async function loadSnapshot(
  cluster: Cluster,
  scope: WatchScope,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<ClusterSnapshot> {
  const changes: SnapshotChange[] = [];
  await cluster.list(
    scope,
    {
      changes: (seen) => {
        for (const change of seen) changes.push(change);
      },
      problem: (problem) => {
        if (problem !== undefined) throw new ConnectionError(problem);
      },
      unreadable: (errors) => {
        for (const error of errors) log.warn(`left out, not readable: ${error}`);
      },
    },
    signal,
  );
  return applyChanges(emptySnapshot(cluster.describe().context, clock.now()), changes, clock.now());
}
