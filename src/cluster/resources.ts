import type { ResourceName } from '../core/model/coverage.ts';
import type { Projection } from '../core/model/projection.ts';
import { projectEndpointSlice } from '../core/model/projectEndpointSlice.ts';
import { projectNamespace } from '../core/model/projectNamespace.ts';
import { projectNetworkPolicy } from '../core/model/projectNetworkPolicy.ts';
import { projectNode } from '../core/model/projectNode.ts';
import { projectPod } from '../core/model/projectPod.ts';
import { projectService } from '../core/model/projectService.ts';
import type { ObjectByResource, SnapshotChange } from '../core/model/snapshotChange.ts';

/** How one resource is found in the API and read into the model. */
export interface Resource<Name extends ResourceName = ResourceName> {
  readonly name: Name;
  /** Plural name in the API, where it differs from ours. */
  readonly plural?: string;
  /** `/api/v1`, `/apis/GROUP/VERSION`. */
  readonly root: string;
  readonly namespaced: boolean;
  readonly project: (raw: unknown) => Projection<ObjectByResource[Name]>;
}

export type AnyResource = { [Name in ResourceName]: Resource<Name> }[ResourceName];

/** What every snapshot is made of. Namespaces and Services first: they are what a map shows first. */
export const resources: readonly AnyResource[] = [
  { name: 'namespaces', root: '/api/v1', namespaced: false, project: projectNamespace },
  { name: 'services', root: '/api/v1', namespaced: true, project: projectService },
  { name: 'pods', root: '/api/v1', namespaced: true, project: projectPod },
  {
    name: 'endpointslices',
    root: '/apis/discovery.k8s.io/v1',
    namespaced: true,
    project: projectEndpointSlice,
  },
  { name: 'nodes', root: '/api/v1', namespaced: false, project: projectNode },
  {
    name: 'networkpolicies',
    root: '/apis/networking.k8s.io/v1',
    namespaced: true,
    project: projectNetworkPolicy,
  },
];

/** What is listed or watched: a resource, everywhere or in one namespace. */
export interface Collection {
  readonly resource: Resource;
  readonly namespace?: string;
}

/** The path of a collection. */
export function pathOf({ resource, namespace }: Collection): string {
  const { root, name, plural = name } = resource;
  return namespace === undefined
    ? `${root}/${plural}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

type AnyObject = ObjectByResource[ResourceName];

/** The change that adds an object. `object` was made by the resource's own projection, which the types cannot follow. */
export function upsertOf(resource: Resource, object: AnyObject): SnapshotChange {
  return { type: 'upsert', resource: resource.name, object } as SnapshotChange;
}

/** The change that puts a complete list in place of what was known; of the same types as in {@link upsertOf}. */
export function replaceOf(
  { resource, namespace }: Collection,
  objects: readonly AnyObject[],
): SnapshotChange {
  return {
    type: 'replace',
    resource: resource.name,
    ...(namespace === undefined ? {} : { namespace }),
    objects,
  } as SnapshotChange;
}
