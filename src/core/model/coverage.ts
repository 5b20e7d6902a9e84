/** Resources that a snapshot holds, by their plural API names. */
export const resourceNames = [
  'namespaces',
  'nodes',
  'pods',
  'services',
  'endpointslices',
  'networkpolicies',
] as const;
export type ResourceName = (typeof resourceNames)[number];

/**
 * How much of one resource the snapshot knows.
 * `loading`: the first list has not ended. `stale`: it was complete, and the watch is down since `since`.
 */
export type CoverageState = 'loading' | 'complete' | 'forbidden' | 'failed' | 'stale';

/** Coverage of one resource, cluster-wide or, when `namespaces` is set, of those namespaces only. */
export interface ResourceCoverage {
  readonly state: CoverageState;
  /** Why it is not complete, in words for people (the API server's own message). */
  readonly reason?: string;
  /** RFC 3339; when this state began. */
  readonly since?: string;
  /** The namespaces that were listed; absent when the list was cluster-wide. */
  readonly namespaces?: readonly string[];
}

export type Coverage = Readonly<Record<ResourceName, ResourceCoverage>>;

/** Nothing asked yet. */
export const loadingCoverage: Coverage = {
  namespaces: { state: 'loading' },
  nodes: { state: 'loading' },
  pods: { state: 'loading' },
  services: { state: 'loading' },
  endpointslices: { state: 'loading' },
  networkpolicies: { state: 'loading' },
};

/**
 * Whether the absence of an object can be believed: the resource was listed completely and is not stale,
 * for that namespace (for every namespace when none is given).
 */
export function isComplete(coverage: Coverage, resource: ResourceName, namespace?: string): boolean {
  const { state, namespaces } = coverage[resource];
  if (state !== 'complete') return false;
  return namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace));
}
