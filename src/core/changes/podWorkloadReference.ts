import type { Pod } from '../model/clusterSnapshot.ts';
import { workloadOf } from '../model/podWorkload.ts';

/** The formatted reference of a pod's workload: that of the Deployment rather than its ReplicaSet. */
export function podWorkloadReference(pod: Pod): string {
  const { kind, namespace, name } = workloadOf(pod);
  return `${namespace}/${kind.toLowerCase()}/${name}`;
}
