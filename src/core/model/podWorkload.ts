import type { NamespacePartition, Pod } from './clusterSnapshot.ts';
import { labelValue, type Labels } from './labels.ts';

/** The controller that a person would name for a pod: the Deployment rather than its ReplicaSet, the pod itself when bare. */
export interface PodWorkload {
  /** As the API spells it: `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, …, `Pod`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Labels that controllers add to tell their pods apart; they say nothing about what an author selected. */
const controllerLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'job-name',
]);

const noOwners: NamespacePartition['workloadOwners'] = new Map();

/**
 * The workload of a pod. Where its ReplicaSet or Job could be read that is whoever controls it. Elsewhere the owner reference
 * alone tells: a Deployment names its ReplicaSets NAME-HASH and labels their pods pod-template-hash=HASH (Deployment
 * controller), so it can be told without reading the ReplicaSet.
 */
export function workloadOf(pod: Pod, owners: NamespacePartition['workloadOwners'] = noOwners): PodWorkload {
  const { namespace, owner } = pod;
  if (owner === undefined) return { kind: 'Pod', namespace, name: pod.name };
  const known = owners.get(`${owner.kind}/${owner.name}`);
  if (known !== undefined) {
    const { kind, name } = known.owner ?? known;
    return { kind, namespace, name };
  }
  const hash = labelValue(pod.labels, 'pod-template-hash');
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', namespace, name: owner.name.slice(0, -hash.length - 1) };
  }
  return { kind: owner.kind, namespace, name: owner.name };
}

/** The labels that the workload's author chose. */
export function authoredLabels(pod: Pod): Labels {
  return Object.fromEntries(Object.entries(pod.labels).filter(([key]) => !controllerLabels.has(key)));
}
