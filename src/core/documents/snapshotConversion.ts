import type { ClusterSnapshot, NamespacePartition, Node } from '../model/clusterSnapshot.ts';
import {
  type Coverage,
  coverageOfEach,
  type OtherPolicyName,
  otherPolicyNames,
  type ResourceName,
  resourceNames,
} from '../model/coverage.ts';
import { snapshotShape } from './snapshotShape.ts';
import { emptyPartition } from '../model/emptySnapshot.ts';
import type { GatewayClass } from '../model/gateway.ts';
import type { IngressClass } from '../model/ingress.ts';
import { type NetworkEvent, networkEventKey } from '../model/networkEvent.ts';
import { type OtherPolicies, otherPolicyKey } from '../model/otherPolicies.ts';
import type { Projection } from '../model/projection.ts';
import {
  clusterMaps,
  type ClusterResourceName,
  partitionMapNames,
  partitionPlaces,
  type PartitionMapName,
  type PartitionResourceName,
} from '../model/resourcePlaces.ts';
import type { DocumentCoverage, OtherPoliciesDocument, SnapshotDocument } from './snapshotDocument.ts';

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
}

/** Lists that a document always has; the others are left out when they are empty. */
const alwaysThere: ReadonlySet<string> = new Set([
  'nodes',
  'pods',
  'services',
  'endpointSlices',
  'networkPolicies',
]);
/** How messages name an object of a list. */
const singular: Readonly<Record<string, string>> = {
  nodes: 'node',
  ingressClasses: 'ingressclass',
  gatewayClasses: 'gatewayclass',
  pods: 'pod',
  services: 'service',
  endpointSlices: 'endpointslice',
  networkPolicies: 'networkpolicy',
  ingresses: 'ingress',
  gateways: 'gateway',
};
/** Maps of several kinds, where a name alone is no key. */
const keyedByKind: ReadonlySet<string> = new Set<PartitionMapName>(['gatewayRoutes', 'workloadOwners']);

function sortKey({ namespace = '', kind = '', name }: Named): string {
  return `${namespace}/${name}/${kind}`;
}

function byName(left: Named, right: Named): number {
  const leftKey = sortKey(left);
  const rightKey = sortKey(right);
  return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}

function otherPoliciesToDocument(policies: OtherPolicies): OtherPoliciesDocument | undefined {
  const held = otherPolicyNames.filter((resource) => policies[resource].size > 0);
  if (held.length === 0) return undefined;
  // Each list is of the type that its map has.
  return Object.fromEntries(
    held.map((resource) => [resource, [...policies[resource].values()].sort(byName)]),
  );
}

/** The snapshot as one JSON document. Objects are sorted by namespace and name, so that two documents can be compared. */
export function snapshotToDocument(snapshot: ClusterSnapshot): SnapshotDocument {
  const partitions = [...snapshot.namespaces.values()];
  const otherPolicies = otherPoliciesToDocument(snapshot.otherPolicies);
  const lists = [
    ...Object.values(clusterMaps).map((map): [string, Named[]] => [map, [...snapshot[map].values()]]),
    ...partitionMapNames.map((map): [string, Named[]] => [
      map,
      partitions.flatMap((partition): Named[] => [...partition[map].values()]),
    ]),
  ]
    .filter(([map, objects]) => objects.length > 0 || alwaysThere.has(map))
    .map(([map, objects]) => [map, objects.sort(byName)] as const);
  const events = [...snapshot.networkEvents.values()].flatMap((own) => [...own.values()]);
  return {
    schema: 'podpath/snapshot/v1',
    asOf: snapshot.asOf,
    context: snapshot.context,
    coverage: snapshot.coverage,
    namespaces: partitions
      .flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace]))
      .sort(byName),
    // Each list is of the type that its map has.
    ...(Object.fromEntries(lists) as unknown as Pick<
      SnapshotDocument,
      'nodes' | 'pods' | 'services' | 'endpointSlices' | 'networkPolicies'
    >),
    ...(otherPolicies === undefined ? {} : { otherPolicies }),
    ...(events.length === 0 ? {} : { networkEvents: events.sort(byName) }),
  };
}

type MutablePartition = { -readonly [Key in keyof NamespacePartition]: NamespacePartition[Key] };

function otherPoliciesFromDocument(document: OtherPoliciesDocument, errors: string[]): OtherPolicies {
  const mapOf = (resource: OtherPolicyName): ReadonlyMap<string, unknown> => {
    const map = new Map<string, unknown>();
    for (const policy of document[resource] ?? []) {
      const key = otherPolicyKey(policy);
      if (map.has(key)) errors.push(`${resource}/${key} is there twice`);
      else map.set(key, policy);
    }
    return map;
  };
  // Each map is of the type that its list has.
  return Object.fromEntries(
    otherPolicyNames.map((resource) => [resource, mapOf(resource)]),
  ) as unknown as OtherPolicies;
}

function eventsFromDocument(
  events: readonly NetworkEvent[],
  errors: string[],
): ClusterSnapshot['networkEvents'] {
  const namespaces = new Map<string, Map<string, NetworkEvent>>();
  for (const event of events) {
    let own = namespaces.get(event.namespace);
    if (own === undefined) {
      own = new Map<string, NetworkEvent>();
      namespaces.set(event.namespace, own);
    }
    const key = networkEventKey(event);
    if (own.has(key)) errors.push(`${event.namespace}/event/${event.name} is there twice`);
    else own.set(key, event);
  }
  return namespaces;
}

/** Policies of APIs that were not looked for by the versions that wrote the first documents. */
const lateResources: ReadonlySet<ResourceName> = new Set([
  'antreanetworkpolicies',
  'antreaclusternetworkpolicies',
  'egressfirewalls',
  'egressnetworkpolicies',
  'otherapipolicies',
]);

/** What a document that does not speak of a resource says of it: nothing, which is not the same as none. */
function completeCoverageOf(coverage: DocumentCoverage): Coverage {
  return coverageOfEach(
    resourceNames,
    (name) =>
      coverage[name] ??
      (lateResources.has(name)
        ? { state: 'complete', reason: 'the document is older than the question after them' }
        : { state: 'failed', reason: 'the document does not speak of them' }),
  );
}

/** Objects by their place in the model; what is there twice is named in `errors`, and the first one stays. */
export function assembleSnapshot(
  document: Omit<SnapshotDocument, 'schema'>,
  errors: string[] = [],
): ClusterSnapshot {
  const partitions = new Map<string, MutablePartition>();
  const partition = (name: string): MutablePartition => {
    let found = partitions.get(name);
    if (found === undefined) partitions.set(name, (found = emptyPartition(name)));
    return found;
  };
  const add = (list: string, into: Map<string, unknown>, object: Named): void => {
    const key = keyedByKind.has(list) ? `${object.kind ?? ''}/${object.name}` : object.name;
    if (into.has(key)) {
      const place = object.namespace === undefined ? '' : `${object.namespace}/`;
      const kind = singular[list] ?? (object.kind ?? '').toLowerCase();
      errors.push(`${place}${kind}/${object.name} is there twice`);
    } else {
      into.set(key, object);
    }
  };
  for (const namespace of document.namespaces) {
    const found = partition(namespace.name);
    if (found.namespace === undefined) found.namespace = namespace;
    else errors.push(`namespace/${namespace.name} is there twice`);
  }
  const cluster = {
    nodes: new Map<string, Node>(),
    ingressClasses: new Map<string, IngressClass>(),
    gatewayClasses: new Map<string, GatewayClass>(),
  };
  for (const list of Object.values(clusterMaps)) {
    for (const object of document[list] ?? []) {
      // Each gets the objects of its own list.
      add(list, cluster[list], object);
    }
  }
  for (const list of partitionMapNames) {
    for (const object of document[list] ?? []) {
      // The maps of a new partition are its own, and each gets the objects of its own list.
      add(list, partition(object.namespace)[list] as Map<string, unknown>, object);
    }
  }
  return {
    asOf: document.asOf,
    context: document.context,
    coverage: completeCoverageOf(document.coverage),
    ...cluster,
    namespaces: partitions,
    otherPolicies: otherPoliciesFromDocument(document.otherPolicies ?? {}, errors),
    networkEvents: eventsFromDocument(document.networkEvents ?? [], errors),
  };
}

/** The list of a document that holds the objects of a resource; policies of other APIs are one level deeper. */
function listOf(document: Readonly<Record<string, unknown>>, resource: ResourceName): unknown {
  if (resource === 'namespaces') return document['namespaces'];
  if (resource === 'events') return document['networkEvents'];
  if (resource in clusterMaps) return document[clusterMaps[resource as ClusterResourceName]];
  if (resource in partitionPlaces) return document[partitionPlaces[resource as PartitionResourceName].map];
  return (document['otherPolicies'] as Readonly<Record<string, unknown>> | undefined)?.[resource];
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** Objects that could not be read are missing, so nobody may conclude anything from an absence there. */
function coverageAfterReading(document: SnapshotDocument, raw: unknown): DocumentCoverage {
  const readFields = { ...document } as Readonly<Record<string, unknown>>;
  const rawFields = raw as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(document.coverage).map(([resource, coverage]) => {
      // Which of the kinds of a shared list an unreadable object has cannot be told: it is missing in each.
      const name = resource as ResourceName;
      const lost = lengthOf(listOf(rawFields, name)) - lengthOf(listOf(readFields, name));
      return [
        resource,
        lost > 0
          ? { ...coverage, state: 'failed', reason: `${lost} objects of the document could not be read` }
          : coverage,
      ];
    }),
  ) as DocumentCoverage;
}

/**
 * Reads a snapshot document. Never throws. Objects that cannot be read are left out, named in `errors`, and the
 * coverage of their resource is no longer complete. There is no value when the document itself is none.
 */
export function snapshotFromDocument(raw: unknown): Projection<ClusterSnapshot> {
  const errors: string[] = [];
  const document = snapshotShape.read(raw, '$', errors);
  if (document === undefined) return { errors };
  const coverage = errors.length === 0 ? document.coverage : coverageAfterReading(document, raw);
  return { value: assembleSnapshot({ ...document, coverage }, errors), errors };
}
