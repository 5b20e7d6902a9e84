import type { Pod } from '../model/clusterSnapshot.ts';
import { labelValue } from '../model/labels.ts';

/** What a pod belongs to for people, by the API kind that they know it by. */
export interface Workload {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `ReplicaSet`, or any other kind that controls pods. */
  readonly objectKind: string;
  readonly name: string;
}

/**
 * The workload that a pod belongs to, from its controlling owner alone. A ReplicaSet that is named after the pod's own
 * pod-template-hash was made by the Deployment controller (DeploymentController names it DEPLOYMENT-HASH).
 * `undefined` for a pod that nothing controls; a static pod's mirror is controlled by its Node, which is no workload.
 */
export function workloadOf(pod: Pod): Workload | undefined {
  const { owner } = pod;
  if (owner === undefined || owner.kind === 'Node') return undefined;
  const hash = labelValue(pod.labels, 'pod-template-hash');
  if (owner.kind === 'ReplicaSet' && hash !== undefined && hash !== '') {
    const suffix = `-${hash}`;
    if (owner.name.endsWith(suffix) && owner.name.length > suffix.length) {
      return { objectKind: 'Deployment', name: owner.name.slice(0, -suffix.length) };
    }
  }
  return { objectKind: owner.kind, name: owner.name };
}

/** The identity of a workload on the map: a formatted reference, for kinds that references cannot name too. */
export function workloadId(namespace: string, workload: Workload): string {
  return `${namespace}/${workload.objectKind.toLowerCase()}/${workload.name}`;
}
