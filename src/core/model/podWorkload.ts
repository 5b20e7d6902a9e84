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
 * The Deployment that made a ReplicaSet, as names and labels tell: it names its ReplicaSets NAME-HASH, and labels them and their
 * pods pod-template-hash=HASH (Deployment controller). Any other owner is given back.
 * @param labels of the owner, or of a pod of it
 */
export function makerOfReplicaSet(
  { kind, name }: { readonly kind: string; readonly name: string },
  labels: Labels,
): { readonly kind: string; readonly name: string } {
  const hash = labelValue(labels, 'pod-template-hash');
  return kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }
    : { kind, name };
}

/**
 * The workload of a pod. Where its ReplicaSet or Job could be read, and says something else than the pod itself, that is whoever
 * controls it. Elsewhere the owner reference and the labels tell.
 */
export function workloadOf(pod: Pod, owners: NamespacePartition['workloadOwners'] = noOwners): PodWorkload {
  const { namespace, owner } = pod;
  if (owner === undefined) return { kind: 'Pod', namespace, name: pod.name };
  const known = owners.get(`${owner.kind}/${owner.name}`);
  if (known !== undefined) {
    const { kind, name } = known.owner ?? known;
    return { kind, namespace, name };
  }
  return { namespace, ...makerOfReplicaSet(owner, pod.labels) };
}

/** The labels that the workload's author chose. */
export function authoredLabels(pod: Pod): Labels {
  return Object.fromEntries(Object.entries(pod.labels).filter(([key]) => !controllerLabels.has(key)));
}
