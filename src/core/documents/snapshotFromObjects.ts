import type { ClusterSnapshot, Namespace, Pod } from '../model/clusterSnapshot.ts';
import { type ResourceName, resourceNames } from '../model/coverage.ts';
import { makerOfReplicaSet } from '../model/podWorkload.ts';
import type { Projection } from '../model/projection.ts';
import { sameValue } from '../model/sameValue.ts';
import { partitionResourceNames } from '../model/resourcePlaces.ts';
import type { ObjectByResource } from '../model/snapshotChange.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { newestEventsOfEachNamespace as newestEvents } from '../model/newestEvents.ts';
import { coverageOfObjects, coverageWithout } from './coverageOfObjects.ts';
import { apiGroupOf, isHarmless, roleOf } from './objectRoles.ts';
import { isRaw, objectsOfDocuments, type RawObject } from './objectsOfDocuments.ts';
import type { ParsedDocument, UnreadDocument } from './parseDocuments.ts';
import { type ObjectReading, readObject } from './readObject.ts';
import { assembleSnapshot } from './snapshotConversion.ts';

const gatewayRouteResources = ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'] as const;

type Objects = { readonly [Resource in ResourceName]: ObjectByResource[Resource][] };

/** What objects are read with. */
export interface ObjectOptions {
  /** What the snapshot is called. */
  readonly context: string;
  /** The age of the input, which only its files know. */
  readonly asOf: Timestamp;
  /** Nothing exists beside the input: `--assume-complete`. */
  readonly assumeComplete?: boolean;
}

/** A named object that could not be read, so that nobody says that it does not exist. */
export interface UnreadObject {
  readonly kind: string;
  readonly apiGroup: string;
  readonly namespace?: string;
  readonly name: string;
  readonly problems: readonly string[];
}

/** What objects give. */
export interface ObjectsSnapshot {
  /** `list`: from `kubectl get`. `manifests`: what somebody wants a cluster to have, alone or beside lists. */
  readonly kind: 'list' | 'manifests';
  readonly snapshot: ClusterSnapshot;
  readonly unread: readonly UnreadObject[];
}

class ObjectReader {
  // Each list is empty, so it is of any type.
  readonly objects = Object.fromEntries(resourceNames.map((name) => [name, []])) as unknown as Objects;
  readonly origins = new Map<ResourceName, { listed?: Set<string>; written?: Set<string> }>();
  readonly unreadable = new Map<ResourceName, string[]>();
  readonly unread: UnreadObject[] = [];
  readonly errors: string[] = [];
  readonly #places = new Map<ResourceName, Map<string, unknown>>();
  hasManifests = false;

  read(object: RawObject, standsForPods: boolean): void {
    const reading = readObject(object, standsForPods);
    this.#take(object, reading);
    this.errors.push(...reading.errors.map((error) => `${object.at}: ${error}`));
    for (const resource of reading.unreadable) this.lose(resource, reading.errors[0] ?? '');
    if (reading.unreadable.length > 0 && reading.values.length === 0) this.#remember(object, reading);
  }

  lose(resource: ResourceName, why: string): void {
    const lost = this.unreadable.get(resource) ?? [];
    this.unreadable.set(resource, lost);
    lost.push(why);
  }

  list(resource: ResourceName): void {
    const origin = this.origins.get(resource) ?? {};
    this.origins.set(resource, origin);
    origin.listed ??= new Set();
  }

  #take({ isListed }: RawObject, { values }: ObjectReading): void {
    if (!isListed && values.length > 0) this.hasManifests = true;
    for (const { resource, value } of values) {
      if (this.#isThere(resource, value)) continue;
      // Whoever read it made what the resource holds.
      (this.objects[resource] as unknown[]).push(value);
      const origin = this.origins.get(resource) ?? {};
      this.origins.set(resource, origin);
      const namespaces = isListed ? (origin.listed ??= new Set()) : (origin.written ??= new Set());
      const { namespace } = value as { readonly namespace?: string };
      if (namespace !== undefined) namespaces.add(namespace);
    }
  }

  /** Whether an object is there already. Of two that differ nobody knows which one a cluster gets, so neither is taken. */
  #isThere(resource: ResourceName, value: unknown): boolean {
    const {
      namespace = '',
      name,
      kind = '',
    } = value as {
      readonly namespace?: string;
      readonly name: string;
      readonly kind?: string;
    };
    const key = `${namespace}/${kind}/${name}`;
    const places = this.#places.get(resource) ?? new Map<string, unknown>();
    this.#places.set(resource, places);
    if (!places.has(key)) {
      places.set(key, value);
      return false;
    }
    const known = places.get(key);
    // The last writes of one object are read from both.
    if (resource === 'events' || sameValue(known, value)) return true;
    const problem = `${namespace === '' ? '' : `${namespace}/`}${name} (${resource}) is there twice, and the two differ`;
    this.errors.push(problem);
    this.lose(resource, problem);
    const list = this.objects[resource] as unknown[];
    const index = list.indexOf(known);
    if (index !== -1) list.splice(index, 1);
    return true;
  }

  #remember({ kind, apiGroup, raw }: RawObject, { errors }: ObjectReading): void {
    const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
    const { name, namespace } = metadata;
    if (typeof name !== 'string') return;
    this.unread.push({
      kind,
      apiGroup,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      name,
      problems: errors,
    });
  }
}

function isPod({ kind, apiGroup }: RawObject): boolean {
  return kind === 'Pod' && apiGroup === '';
}

/** Workloads of pods that are there, as `KIND NAMESPACE/NAME`, with the makers of their ReplicaSets and Jobs. */
function ownersOf(pods: readonly Pod[]): ReadonlySet<string> {
  return new Set(
    pods.flatMap(({ namespace, owner, labels }) => {
      if (owner === undefined) return [];
      const maker = makerOfReplicaSet(owner, labels);
      return [`${owner.kind} ${namespace}/${owner.name}`, `${maker.kind} ${namespace}/${maker.name}`];
    }),
  );
}

function isControlled({ raw }: RawObject, workloads: ReadonlySet<string>): boolean {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  const owners = metadata['ownerReferences'];
  if (!Array.isArray(owners)) return false;
  return owners.some(
    (owner: unknown) =>
      isRaw(owner) &&
      workloads.has(`${String(owner['kind'])} ${namespaceOf(metadata)}/${String(owner['name'])}`),
  );
}

function namespaceOf(metadata: Readonly<Record<string, unknown>>): string {
  return typeof metadata['namespace'] === 'string' ? metadata['namespace'] : 'default';
}

/** `KIND NAMESPACE/NAME` */
function workloadKey({ kind, raw }: RawObject): string {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  return `${kind} ${namespaceOf(metadata)}/${String(metadata['name'])}`;
}

function readAll(reader: ObjectReader, all: readonly RawObject[]): void {
  for (const object of all.filter(isPod)) reader.read(object, false);
  const owners = ownersOf(reader.objects.pods);
  const listed = reader.origins.get('pods')?.listed;
  const others = all.filter((object) => !isPod(object));
  const workloads = new Set(others.map(workloadKey));
  for (const object of others) {
    const metadata = isRaw(object.raw['metadata']) ? object.raw['metadata'] : {};
    // Who lists pods lists those of its workloads too: one without pods has none.
    const hasPodList = object.isListed && listed?.has(namespaceOf(metadata)) === true;
    const hasPods = owners.has(workloadKey(object)) || isControlled(object, workloads);
    reader.read(object, !hasPodList && !hasPods);
  }
}

/** Namespaces that objects are in and that nobody wrote down: they exist, with the one label that the API server gives each. */
function impliedNamespaces(objects: Objects): readonly Namespace[] {
  const known = new Set(objects.namespaces.map(({ name }) => name));
  const used = partitionResourceNames.flatMap((resource) =>
    objects[resource].map(({ namespace }) => namespace),
  );
  return [...new Set(used)]
    .filter((name) => !known.has(name))
    .map((name) => ({ name, labels: {}, phase: 'Active' }));
}

function needs({ kind = '', apiVersion = '' }: UnreadDocument): boolean {
  return !isHarmless({ kind, apiGroup: apiGroupOf(apiVersion) });
}

/**
 * A snapshot from API objects: from lists that `kubectl get` wrote, and from manifests, whose workloads stand for their
 * pods. There is no value when no document is an object that a network has.
 * @param unparsed documents that could not be read
 */
export function snapshotFromObjects(
  documents: readonly ParsedDocument[],
  unparsed: readonly UnreadDocument[],
  { context, asOf, assumeComplete = false }: ObjectOptions,
): Projection<ObjectsSnapshot> {
  const found = objectsOfDocuments(documents);
  const reader = new ObjectReader();
  readAll(reader, found.objects);
  for (const name of found.listed) {
    const role = roleOf(name);
    if (role.role === 'basic') reader.list(role.resource);
  }
  for (const { at, kinds } of found.cut) {
    const reason = `${at}: the list was cut (metadata.continue): get it again without --chunk-size and limit`;
    reader.errors.push(reason);
    for (const role of kinds.map(roleOf)) if (role.role === 'basic') reader.lose(role.resource, reason);
    if (kinds.length === 0) for (const resource of resourceNames) reader.lose(resource, reason);
  }
  const { objects, origins, unreadable, errors, hasManifests } = reader;
  const unread = [...unparsed, ...found.unread];
  const errorsOfDocuments = unread.map(
    (document) =>
      `${document.at}: ${document.problem}${needs(document) ? '' : ` (a ${document.kind ?? ''}, which no network needs)`}`,
  );
  const all = [...errorsOfDocuments, ...found.notes, ...errors];
  const isNothing = Object.values(objects).every((own) => own.length === 0) && unreadable.size === 0;
  if (isNothing && found.listed.length === 0) {
    return { errors: [...all, 'nothing in it that a network has: no pods, workloads, Services or policies'] };
  }
  const hasLists =
    found.listed.length > 0 || [...origins.values()].some(({ listed }) => listed !== undefined);
  const coverage = coverageWithout(
    coverageOfObjects({
      resources: origins,
      hasLists,
      hasManifests: hasManifests || !hasLists,
      assumeComplete,
    }),
    { unreadable, unparsed: unread.filter(needs).length },
  );
  const twice: string[] = [];
  const snapshot = assembleSnapshot(
    {
      asOf,
      context,
      coverage,
      namespaces: assumeComplete
        ? [...objects.namespaces, ...impliedNamespaces(objects)]
        : objects.namespaces,
      nodes: objects.nodes,
      pods: objects.pods,
      services: objects.services,
      endpointSlices: objects.endpointslices,
      networkPolicies: objects.networkpolicies,
      otherPolicies: objects,
      ingresses: objects.ingresses,
      ingressClasses: objects.ingressclasses,
      gatewayClasses: objects.gatewayclasses,
      gateways: objects.gateways,
      gatewayRoutes: gatewayRouteResources.flatMap((resource) => objects[resource]),
      workloadOwners: [...objects.replicasets, ...objects.jobs],
      networkEvents: newestEvents(objects.events),
    },
    twice,
  );
  const kind = hasLists && !hasManifests ? 'list' : 'manifests';
  return { value: { kind, snapshot, unread: reader.unread }, errors: [...all, ...twice] };
}
