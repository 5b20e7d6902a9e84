import { urlPart } from '../core/text/urlPart.ts';
import type { ResourceName } from '../core/model/coverage.ts';
import type { Projection } from '../core/model/projection.ts';
import { projectEndpointSlice } from '../core/model/projectEndpointSlice.ts';
import { projectIngress, projectIngressClass } from '../core/model/projectIngress.ts';
import { projectNamespace } from '../core/model/projectNamespace.ts';
import { projectNetworkEvent } from '../core/model/projectNetworkEvent.ts';
import { projectNetworkPolicy } from '../core/model/projectNetworkPolicy.ts';
import { projectNode } from '../core/model/projectNode.ts';
import { projectPod } from '../core/model/projectPod.ts';
import { projectService } from '../core/model/projectService.ts';
import { projectWorkloadOwner } from '../core/model/projectWorkloadOwner.ts';
import type { ObjectByResource, SnapshotChange } from '../core/model/snapshotChange.ts';

/** How one resource is found in the API and read into the model. */
export interface Resource<Name extends ResourceName = ResourceName> {
  readonly name: Name;
  /** Plural name in the API, where it differs from ours. */
  readonly plural?: string;
  /** `/api/v1`, `/apis/GROUP/VERSION`. */
  readonly root: string;
  readonly namespaced: boolean;
  /** Which objects are wanted, where the server can choose (field selector). */
  readonly fieldSelector?: string;
  /** Only the metadata is read, so only that is asked for. */
  readonly metadataOnly?: true;
  readonly project: (raw: unknown) => Projection<ObjectByResource[Name]>;
}

export type AnyResource = { [Name in ResourceName]: Resource<Name> }[ResourceName];

/** What every server has. Namespaces and Services first: they are what a map shows first. */
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
  { name: 'ingresses', root: '/apis/networking.k8s.io/v1', namespaced: true, project: projectIngress },
  {
    name: 'ingressclasses',
    root: '/apis/networking.k8s.io/v1',
    namespaced: false,
    project: projectIngressClass,
  },
  {
    name: 'replicasets',
    root: '/apis/apps/v1',
    namespaced: true,
    // A Deployment keeps ten old ones, too; apps/v1 selects by no field but name and namespace.
    metadataOnly: true,
    project: (raw) => projectWorkloadOwner('ReplicaSet', raw),
  },
  {
    name: 'jobs',
    root: '/apis/batch/v1',
    namespaced: true,
    metadataOnly: true,
    project: (raw) => projectWorkloadOwner('Job', raw),
  },
  {
    // Of the core group: the usual roles (view, edit) allow them there, and not in events.k8s.io. Both are the same objects.
    name: 'events',
    root: '/api/v1',
    namespaced: true,
    fieldSelector: 'type=Warning',
    project: projectNetworkEvent,
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
  return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${urlPart(namespace)}/${plural}`;
}

/** What a list or a watch of a collection asks for beside its path: parameters of the query, and the form of the answer. */
export function wishesOf(
  { resource }: Collection,
  watching: boolean,
): {
  readonly parameters: Readonly<Record<string, string>>;
  readonly accept?: string;
} {
  const { fieldSelector, metadataOnly } = resource;
  const kind = watching ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
  return {
    parameters: fieldSelector === undefined ? {} : { fieldSelector },
    // The second form is for servers that do not know the first (aggregated ones).
    ...(metadataOnly === true
      ? { accept: `application/json;as=${kind};v=v1;g=meta.k8s.io,application/json` }
      : {}),
  };
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
