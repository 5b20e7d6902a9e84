import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import {
  type BasicResourceName,
  type Coverage,
  coverageOfEach,
  helperResourceNames,
  otherPolicyNames,
  type ResourceCoverage,
  type ResourceName,
  resourceNames,
  routingResourceNames,
} from '../model/coverage.ts';
import { type OtherPolicyKind, otherPolicyKinds } from '../model/otherPolicies.ts';
import type { Projection } from '../model/projection.ts';
import { projectEndpointSlice } from '../model/projectEndpointSlice.ts';
import { projectNamespace } from '../model/projectNamespace.ts';
import { projectNetworkPolicy } from '../model/projectNetworkPolicy.ts';
import { projectNode } from '../model/projectNode.ts';
import { projectPod } from '../model/projectPod.ts';
import { projectOtherPolicy } from '../model/projectOtherPolicy.ts';
import { projectService } from '../model/projectService.ts';
import { partitionResourceNames } from '../model/resourcePlaces.ts';
import { type RoutingKind, routingKinds } from '../model/routingKinds.ts';
import type { ObjectByResource } from '../model/snapshotChange.ts';
import { assembleSnapshot } from './snapshotConversion.ts';
import { newestEventsOfEachNamespace as newestEvents } from '../model/newestEvents.ts';
import type { ParsedDocument } from './parseDocuments.ts';
import { podsOfWorkload, withHealthyStatus } from '../model/podsOfWorkload.ts';

const gatewayRouteResources = ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'] as const;

type Raw = Readonly<Record<string, unknown>>;

/** Where objects came from decides what their absence means. */
type Origin = 'list' | 'manifests';

type Objects = { readonly [Resource in ResourceName]: ObjectByResource[Resource][] };

interface RawObject {
  readonly at: string;
  readonly kind: string;
  /** '' for the core group. */
  readonly apiGroup: string;
  readonly raw: Raw;
}

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function apiGroupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** The objects of a document: itself, or the items of a list. Items of a typed list (PodList) do not repeat their kind. */
function objectsOf({
  at,
  raw,
}: ParsedDocument): { objects: readonly RawObject[]; isList: boolean } | undefined {
  if (!isRaw(raw) || typeof raw['kind'] !== 'string' || typeof raw['apiVersion'] !== 'string')
    return undefined;
  const kind = raw['kind'];
  const apiGroup = apiGroupOf(raw['apiVersion']);
  const items = raw['items'];
  if (!kind.endsWith('List') || !Array.isArray(items))
    return { objects: [{ at, kind, apiGroup, raw }], isList: false };
  const itemKind = kind.slice(0, -'List'.length);
  return {
    isList: true,
    objects: items.filter(isRaw).map((item, index) => ({
      at: `${at} items[${index}]`,
      kind: typeof item['kind'] === 'string' ? item['kind'] : itemKind,
      apiGroup: typeof item['apiVersion'] === 'string' ? apiGroupOf(item['apiVersion']) : apiGroup,
      raw: item,
    })),
  };
}

/** The namespace that kubectl would use for an object that names none. */
function inNamespace(raw: Raw): Raw {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  return { ...raw, metadata: { ...metadata, namespace: metadata['namespace'] ?? 'default' } };
}

/** Calico calls its own kind NetworkPolicy too: the group tells them apart. */
function otherPolicyKindOf({ kind, apiGroup }: RawObject): OtherPolicyKind | undefined {
  return otherPolicyKinds.find((other) => other.kind === kind && other.apiGroups.includes(apiGroup));
}

function routingKindOf({ kind, apiGroup }: RawObject): RoutingKind | undefined {
  return routingKinds.find((routing) => routing.kind === kind && routing.apiGroups.includes(apiGroup));
}

/** Projects one object into its list. Kinds that no network needs are passed over. */
function projectInto(objects: Objects, object: RawObject, origin: Origin, errors: string[]): void {
  const { at, kind, apiGroup, raw } = object;
  const add = <Value>(into: Value[], projection: Projection<Value>): void => {
    if (projection.value !== undefined) into.push(projection.value);
    errors.push(...projection.errors.map((error) => `${at}: ${error}`));
  };
  const routing = routingKindOf(object);
  if (routing !== undefined) {
    // As below: the list of a resource holds what its own projection makes.
    add<unknown>(objects[routing.resource], routing.project(routing.namespaced ? inNamespace(raw) : raw));
    // In manifests a workload stands for its pods as well.
    if (routing.resource !== 'jobs' && routing.resource !== 'replicasets') return;
  }
  const other = otherPolicyKindOf(object);
  if (other !== undefined) {
    const inPlace = other.namespaced ? inNamespace(raw) : raw;
    // The list of a resource holds what the projection of the same resource makes.
    add<unknown>(objects[other.resource], projectOtherPolicy(other.resource, apiGroup, inPlace));
    return;
  }
  switch (kind) {
    case 'Namespace':
      add(objects.namespaces, projectNamespace({ status: { phase: 'Active' }, ...raw }));
      return;
    case 'Node':
      add(objects.nodes, projectNode(raw));
      return;
    case 'Pod':
      add(objects.pods, projectPod(inNamespace(origin === 'list' ? raw : (withHealthyStatus(raw) as Raw))));
      return;
    case 'Service':
      add(objects.services, projectService(inNamespace(raw)));
      return;
    case 'EndpointSlice':
      add(objects.endpointslices, projectEndpointSlice(inNamespace(raw)));
      return;
    case 'NetworkPolicy':
      add(objects.networkpolicies, projectNetworkPolicy(inNamespace(raw)));
      return;
    default:
      if (origin === 'list') return;
      for (const pod of podsOfWorkload(raw) ?? []) add(objects.pods, projectPod(inNamespace(pod as Raw)));
  }
}

function namespacesOf(objects: Objects): readonly string[] {
  const names = partitionResourceNames.flatMap((resource) =>
    objects[resource].map(({ namespace }) => namespace),
  );
  return [...new Set(names)].sort();
}

/** Most clusters have none of these APIs, and a list of one that they have not cannot be made. */
const noneListed: ResourceCoverage = {
  state: 'complete',
  reason: 'as far as the list goes; a cluster with this API may have more',
};

/**
 * A list holds everything of a kind that it holds at all: of every namespace when its objects are of several (then it was
 * made with -A), else of that one. A list made with a label selector cannot be told from a whole one, so the reason says it.
 */
function coverageOfList(objects: Objects): Coverage {
  const namespaces = namespacesOf(objects);
  const cover = (resource: ResourceName, namespaced: boolean): ResourceCoverage => {
    if (objects[resource].length === 0) {
      return {
        state: 'failed',
        reason: `the list holds no ${resource}: they were not asked for, or there are none`,
      };
    }
    return {
      state: 'complete',
      reason: 'taken from a list, which is complete unless it was made with a selector',
      ...(namespaced && namespaces.length === 1 ? { namespaces } : {}),
    };
  };
  return {
    ...coverageOfEach(otherPolicyNames, () => noneListed),
    ...coverageOfEach([...routingResourceNames, ...helperResourceNames], (name) =>
      cover(name, name !== 'ingressclasses' && name !== 'gatewayclasses'),
    ),
    namespaces: cover('namespaces', false),
    nodes: cover('nodes', false),
    pods: cover('pods', true),
    services: cover('services', true),
    endpointslices: cover('endpointslices', true),
    networkpolicies: cover('networkpolicies', true),
  };
}

/** Manifests say everything about pods, Services and policies of their own namespaces, and nothing about the rest. */
function coverageOfManifests(objects: Objects): Coverage {
  const complete: ResourceCoverage = {
    state: 'complete',
    reason: 'as the manifests want it',
    namespaces: namespacesOf(objects),
  };
  const unknown = (reason: string): ResourceCoverage => ({ state: 'failed', reason });
  return {
    ...coverageOfEach(otherPolicyNames, () => ({ state: 'complete', reason: 'as the manifests want it' })),
    ...coverageOfEach(routingResourceNames, () => complete),
    ingressclasses: unknown('manifests do not say which classes a cluster has'),
    gatewayclasses: unknown('manifests do not say which classes a cluster has'),
    ...coverageOfEach(helperResourceNames, () => unknown('manifests do not hold what controllers make')),
    namespaces: unknown('manifests do not say which namespaces a cluster has'),
    nodes: unknown('manifests do not say which nodes a cluster has'),
    pods: complete,
    services: complete,
    endpointslices: unknown('manifests do not hold the slices that the EndpointSlice controller makes'),
    networkpolicies: complete,
  };
}

/** Where objects could not be read, an absence means nothing. */
function coverageAfterErrors(
  coverage: Coverage,
  unreadable: ReadonlyMap<ResourceName, number>,
  unparsed: number,
): Coverage {
  return Object.fromEntries(
    Object.entries(coverage).map(([resource, own]) => {
      const lost = unreadable.get(resource as ResourceName) ?? 0;
      if (unparsed > 0 && own.state === 'complete') {
        return [
          resource,
          { state: 'failed', reason: `${unparsed} documents are not valid YAML and may hold more` },
        ];
      }
      return [resource, lost === 0 ? own : { state: 'failed', reason: `${lost} of them could not be read` }];
    }),
  ) as Coverage;
}

const resourceOfKind: Readonly<Record<string, BasicResourceName>> = {
  Namespace: 'namespaces',
  Node: 'nodes',
  Pod: 'pods',
  Service: 'services',
  EndpointSlice: 'endpointslices',
  NetworkPolicy: 'networkpolicies',
};

/** Whatever is no kind of its own may be a workload, which stands for its pods. */
function resourceOf(object: RawObject): ResourceName {
  const own = Object.hasOwn(resourceOfKind, object.kind) ? resourceOfKind[object.kind] : undefined;
  return otherPolicyKindOf(object)?.resource ?? routingKindOf(object)?.resource ?? own ?? 'pods';
}

/**
 * A snapshot from API objects: from lists that `kubectl get` wrote, or from manifests, whose workloads stand for their
 * pods. There is no value when no document is an object that a network has.
 * @param unparsed documents that are no YAML at all: whatever they hold is missing
 */
export function snapshotFromObjects(
  documents: readonly ParsedDocument[],
  unparsed: number,
  context: string,
  asOf: Timestamp,
): Projection<{ readonly kind: Origin; readonly snapshot: ClusterSnapshot }> {
  const errors: string[] = [];
  const groups = documents.map((document) => ({ document, group: objectsOf(document) }));
  for (const { document, group } of groups) {
    if (group === undefined)
      errors.push(`${document.at}: not a Kubernetes object (it has no apiVersion and kind)`);
  }
  const known = groups.flatMap(({ group }) => (group === undefined ? [] : [group]));
  const origin: Origin = known.some(({ isList }) => isList) ? 'list' : 'manifests';
  // Each list is empty, so it is of any type.
  const objects = Object.fromEntries(resourceNames.map((name) => [name, []])) as unknown as Objects;
  const unreadable = new Map<ResourceName, number>();
  for (const object of known.flatMap((group) => group.objects)) {
    const resource = resourceOf(object);
    const before = objects[resource].length;
    const errorsBefore = errors.length;
    projectInto(objects, object, origin, errors);
    const failed = errors.length > errorsBefore && objects[resource].length === before;
    if (failed) unreadable.set(resource, (unreadable.get(resource) ?? 0) + 1);
  }
  if (Object.values(objects).every((list) => list.length === 0)) {
    return {
      errors: [...errors, 'nothing in it that a network has: no pods, workloads, Services or policies'],
    };
  }
  const coverage = origin === 'list' ? coverageOfList(objects) : coverageOfManifests(objects);
  const { namespaces, nodes, pods, services, endpointslices, networkpolicies } = objects;
  const snapshot = assembleSnapshot(
    {
      asOf,
      context,
      coverage: coverageAfterErrors(coverage, unreadable, unparsed),
      namespaces,
      nodes,
      pods,
      services,
      endpointSlices: endpointslices,
      networkPolicies: networkpolicies,
      otherPolicies: objects,
      ingresses: objects.ingresses,
      ingressClasses: objects.ingressclasses,
      gatewayClasses: objects.gatewayclasses,
      gateways: objects.gateways,
      gatewayRoutes: gatewayRouteResources.flatMap((resource) => objects[resource]),
      workloadOwners: [...objects.replicasets, ...objects.jobs],
      networkEvents: newestEvents(objects.events),
    },
    errors,
  );
  return { value: { kind: origin, snapshot }, errors };
}
