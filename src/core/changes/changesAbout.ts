import type { ClusterSnapshot, NamespacePartition, Pod, Service } from '../model/clusterSnapshot.ts';
import { matchesEqualitySelector } from '../model/labels.ts';
import { podWorkloadReference } from './podWorkloadReference.ts';
import { matchesLabelSelector } from '../model/matchSelector.ts';
import { formatReference, type ObjectReference } from '../model/reference.ts';
import type { NetworkChange } from './networkChange.ts';

/** The pods that a thing stands for. */
function podsOf(partition: NamespacePartition | undefined, subject: ObjectReference): readonly Pod[] {
  if (partition === undefined) return [];
  if (subject.kind === 'pod') {
    const pod = partition.pods.get(subject.name);
    return pod === undefined ? [] : [pod];
  }
  const selector = subject.kind === 'service' ? partition.services.get(subject.name)?.selector : undefined;
  return [...partition.pods.values()].filter((pod) =>
    subject.kind === 'service'
      ? selector !== undefined && matchesEqualitySelector(selector, pod.labels)
      : podWorkloadReference(pod) === formatReference(subject),
  );
}

function selects({ selector }: Service, pods: readonly Pod[]): boolean {
  return selector !== undefined && pods.some((pod) => matchesEqualitySelector(selector, pod.labels));
}

/** Whether a change says something about a thing, in the cluster as it is now. */
export type IsAbout = (change: Pick<NetworkChange, 'reference'>) => boolean;

/**
 * Tells the changes that concern a thing: its own; for pods, workloads and Services also those of the Services that send to
 * its pods, and of the policies that select them or of the whole cluster; for a namespace everything in it.
 */
export function changesAbout(snapshot: ClusterSnapshot, subject: ObjectReference): IsAbout {
  const { kind, name, namespace } = subject;
  if (kind === 'namespace') return ({ reference }) => reference.namespace === name;
  const partition = namespace === undefined ? undefined : snapshot.namespaces.get(namespace);
  const pods = podsOf(partition, subject);
  const ids = new Set([formatReference(subject)]);
  for (const service of partition?.services.values() ?? []) {
    if (selects(service, pods)) {
      ids.add(formatReference({ kind: 'service', namespace: service.namespace, name: service.name }));
    }
  }
  for (const policy of partition?.networkPolicies.values() ?? []) {
    if (pods.some((pod) => matchesLabelSelector(policy.podSelector, pod.labels))) {
      ids.add(formatReference({ kind: 'networkpolicy', namespace: policy.namespace, name: policy.name }));
    }
  }
  return ({ reference }) =>
    ids.has(formatReference(reference)) || (reference.namespace === undefined && pods.length > 0);
}
