import type { ClusterSnapshot } from './clusterSnapshot.ts';
import type { KnownLabels } from './matchSelector.ts';

/** The label that the API server puts on every namespace, and keeps equal to its name (KEP-2161). */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

/**
 * The labels of a namespace. Where its object cannot be read its name is still known, and so is the label that carries it; manifests
 * do not write that label, the API server adds it.
 */
export function namespaceLabelsOf(snapshot: ClusterSnapshot, name: string): KnownLabels {
  const namespace = snapshot.namespaces.get(name)?.namespace;
  if (namespace === undefined) return { labels: { [namespaceNameLabel]: name }, complete: false };
  return { labels: { ...namespace.labels, [namespaceNameLabel]: name }, complete: true };
}
