import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import type { PodSelection } from '../compiledPolicy.ts';
import { matchesLabelSelector } from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import { matchNamespace } from '../podSelection.ts';

/** Which pods count: those that a policy can select, those that it cannot though its selector fits them, or both. */
export type PodNetwork = 'own' | 'host' | 'any';

/** The live pods of a selection. */
export function podsOfSelection(
  snapshot: ClusterSnapshot,
  selection: PodSelection,
  network: PodNetwork = 'own',
): readonly Pod[] {
  const { namespaces, pods } = selection;
  const partitions = [...snapshot.namespaces.values()].filter(
    ({ name }) => matchNamespace(namespaces, name, namespaceLabelsOf(snapshot, name)) === true,
  );
  return partitions.flatMap((partition) =>
    [...partition.pods.values()].filter(
      (pod) =>
        isAlive(pod) &&
        (network === 'any' || pod.hostNetwork === (network === 'host')) &&
        matchesLabelSelector(pods, pod.labels),
    ),
  );
}

/** Whether every pod that a selection may have is in the snapshot. */
export function knowsSelection({ coverage }: ClusterSnapshot, { namespaces }: PodSelection): boolean {
  if (namespaces.kind === 'name') return isComplete(coverage, 'pods', namespaces.name);
  return isComplete(coverage, 'pods') && isComplete(coverage, 'namespaces');
}
