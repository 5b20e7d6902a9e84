import type { NamespacePartition, Pod } from '../model/clusterSnapshot.ts';
import { type PodWorkload, workloadOf } from '../model/podWorkload.ts';

/** A workload as a mark of the map. */
export interface WorkloadGroup extends PodWorkload {
  /** A formatted reference, for kinds that references cannot name too. */
  readonly id: string;
}

/**
 * The workload that a pod folds into; `undefined` for a pod that nothing controls, which stands for itself. A static pod's
 * mirror is controlled by its Node (kubelet), which is no workload.
 */
export function workloadGroupOf(
  pod: Pod,
  owners: NamespacePartition['workloadOwners'],
): WorkloadGroup | undefined {
  const workload = workloadOf(pod, owners);
  if (workload.kind === 'Pod' || workload.kind === 'Node') return undefined;
  return { ...workload, id: `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}` };
}
