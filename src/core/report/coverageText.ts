import { isBeyondManifests } from '../documents/coverageOfObjects.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { basicResourceNames, type ResourceName } from '../model/coverage.ts';

const coverageWords = {
  loading: 'still being listed',
  forbidden: 'forbidden',
  failed: 'not known',
  stale: 'stale',
} as const;

/** What falls short of a complete view, one line a resource; nothing when all is known. */
export function coverageLines(
  { coverage }: Pick<ClusterSnapshot, 'coverage'>,
  resources: readonly ResourceName[] = basicResourceNames,
): readonly string[] {
  return resources.flatMap((resource) => {
    const { state, reason, namespaces } = coverage[resource];
    const why = reason === undefined ? '' : ` (${reason})`;
    // Without a reason the rest was left out on purpose (-n).
    if (state === 'complete' && namespaces !== undefined && reason !== undefined) {
      return [`${resource}: known in ${namespaces.join(', ')} only${why}`];
    }
    if (state === 'complete') return [];
    return [`${resource}: ${coverageWords[state]}${why}`];
  });
}

/**
 * The resources of these that could not be listed, or not in full. Namespaces that nobody asked for are no gap, and neither is what
 * manifests never say.
 */
export function gapsIn(
  { coverage }: Pick<ClusterSnapshot, 'coverage'>,
  resources: readonly ResourceName[],
): readonly ResourceName[] {
  return resources.filter(
    (resource) => coverage[resource].state !== 'complete' && !isBeyondManifests(resource, coverage[resource]),
  );
}
