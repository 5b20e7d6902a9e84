import {
  type Coverage,
  coverageOfEach,
  helperResourceNames,
  otherPolicyNames,
  type ResourceCoverage,
  type ResourceName,
  resourceNames,
  routingResourceNames,
} from '../model/coverage.ts';
import { otherPolicyKinds } from '../model/otherPolicies.ts';
import { partitionResourceNames } from '../model/resourcePlaces.ts';

/** Where the objects of a resource came from, which decides what the absence of another one means. */
export interface ResourceOrigin {
  /** Namespaces of the objects that a server listed; the resource was listed at all when it is there. */
  readonly listed?: ReadonlySet<string>;
  /** Namespaces of the objects that somebody wrote down. */
  readonly written?: ReadonlySet<string>;
}

/** What is known of objects before they are put together. */
export interface ObjectOrigins {
  readonly resources: ReadonlyMap<ResourceName, ResourceOrigin>;
  /** Whether a server listed anything, and whether anything was written by hand. */
  readonly hasLists: boolean;
  readonly hasManifests: boolean;
  /** `--assume-complete`: there is nothing else in the world. */
  readonly assumeComplete: boolean;
}

const clusterScoped: ReadonlySet<ResourceName> = new Set<ResourceName>([
  'namespaces',
  'nodes',
  'ingressclasses',
  'gatewayclasses',
  ...otherPolicyKinds.flatMap(({ resource, namespaced }) => (namespaced ? [] : [resource])),
]);
const wanted = 'as the manifests want it';

/** What manifests never say. */
const notInManifests: Partial<Readonly<Record<ResourceName, string>>> = {
  ingressclasses: 'manifests do not say which classes a cluster has',
  gatewayclasses: 'manifests do not say which classes a cluster has',
  namespaces: 'manifests do not say which namespaces a cluster has',
  nodes: 'manifests do not say which nodes a cluster has',
  endpointslices: 'manifests do not hold the slices that the EndpointSlice controller makes',
  ...Object.fromEntries(
    helperResourceNames.map((name) => [name, 'manifests do not hold what controllers make']),
  ),
};

/** Whether a resource is not known only because manifests never say it: then nothing failed. */
export function isBeyondManifests(resource: ResourceName, { state, reason }: ResourceCoverage): boolean {
  return state === 'failed' && reason !== undefined && notInManifests[resource] === reason;
}

const isOptional: ReadonlySet<ResourceName> = new Set<ResourceName>(otherPolicyNames);

/**
 * A list holds everything of a kind that it holds at all: of every namespace when its objects are of several (then it was made with
 * -A), else of that one. A list made with a label selector cannot be told from a whole one, so the reason says it.
 */
function coverageOfList(
  resource: ResourceName,
  origin: ResourceOrigin,
  all: readonly string[],
): ResourceCoverage {
  // Most clusters have none of these APIs, and a list of one that they have not cannot be made.
  if (isOptional.has(resource))
    return { state: 'complete', reason: 'as far as the list goes; a cluster with this API may have more' };
  if (origin.listed === undefined)
    return {
      state: 'failed',
      reason: `the list holds no ${resource}: they were not asked for, or there are none`,
    };
  return {
    state: 'complete',
    reason: 'taken from a list, which is complete unless it was made with a selector',
    ...(!clusterScoped.has(resource) && all.length === 1 ? { namespaces: all } : {}),
  };
}

/** Manifests say everything about pods, Services and policies of their own namespaces, and nothing about the rest. */
function coverageOfManifests(resource: ResourceName, all: readonly string[]): ResourceCoverage {
  const reason = notInManifests[resource];
  if (reason !== undefined) return { state: 'failed', reason };
  return { state: 'complete', reason: wanted, ...(isOptional.has(resource) ? {} : { namespaces: all }) };
}

function isHelper(resource: ResourceName): boolean {
  return (helperResourceNames as readonly ResourceName[]).includes(resource);
}

function coverOne(resource: ResourceName, origins: ObjectOrigins, all: readonly string[]): ResourceCoverage {
  const origin = origins.resources.get(resource) ?? {};
  if (origins.assumeComplete && resource !== 'endpointslices' && !isHelper(resource))
    return { state: 'complete', reason: 'as --assume-complete says' };
  if (!origins.hasManifests) return coverageOfList(resource, origin, all);
  if (!origins.hasLists) return coverageOfManifests(resource, all);
  if (origin.listed !== undefined && origin.written === undefined)
    return coverageOfList(resource, origin, all);
  if (origin.listed === undefined) return coverageOfManifests(resource, all);
  return { state: 'complete', reason: 'from lists and manifests together', namespaces: all };
}

/** How much is known of each resource, by where its objects came from. */
export function coverageOfObjects(origins: ObjectOrigins): Coverage {
  const namespaces = new Set<string>();
  for (const resource of partitionResourceNames) {
    const { listed = [], written = [] } = origins.resources.get(resource) ?? {};
    for (const name of [...listed, ...written]) namespaces.add(name);
  }
  const all = [...namespaces].sort();
  return coverageOfEach(resourceNames, (resource) => coverOne(resource, origins, all));
}

/** What is missing although it was there. */
export interface Missing {
  /** By resource: why objects of it could not be read. */
  readonly unreadable: ReadonlyMap<ResourceName, readonly string[]>;
  /** Documents that could not be read, and may hold anything. */
  readonly unparsed: number;
}

/** Where objects could not be read, an absence means nothing. */
export function coverageWithout(coverage: Coverage, { unreadable, unparsed }: Missing): Coverage {
  const routing: ReadonlySet<ResourceName> = new Set(routingResourceNames);
  return coverageOfEach(resourceNames, (resource) => {
    const own = coverage[resource];
    const lost = unreadable.get(resource) ?? [];
    if (lost.length > 0)
      return { state: 'failed', reason: `not all of them could be read: ${lost[0] ?? ''}` };
    if (unparsed === 0 || own.state !== 'complete') return own;
    const documents = unparsed === 1 ? '1 document' : `${String(unparsed)} documents`;
    const may = routing.has(resource) ? 'may hold some' : 'may hold more';
    return { state: 'failed', reason: `${documents} could not be read and ${may}` };
  });
}
