import type { ClusterSnapshot, Namespace, NamespacePartition } from './clusterSnapshot.ts';
import { type Coverage, type OtherPolicyName, otherPolicyNames } from './coverage.ts';
import { emptyPartition } from './emptySnapshot.ts';
import type { NetworkEvent } from './networkEvent.ts';
import { newestEvents } from './newestEvents.ts';
import {
  clusterMaps,
  type ClusterResourceName,
  partitionMapNames,
  partitionPlaces,
  type PartitionResourceName,
} from './resourcePlaces.ts';
import { sameValue } from './sameValue.ts';
import type { ObjectByResource } from './snapshotChange.ts';

type PartitionObject = ObjectByResource[PartitionResourceName];
type ClusterObject = ObjectByResource[ClusterResourceName | OtherPolicyName];
type ObjectMap<Value> = ReadonlyMap<string, Value>;

const noObjects: ObjectMap<never> = new Map<string, never>();
const otherPolicyResources: ReadonlySet<string> = new Set(otherPolicyNames);

function isEmpty(partition: NamespacePartition): boolean {
  return partition.namespace === undefined && partitionMapNames.every((name) => partition[name].size === 0);
}

/** `next`, but with every object that says the same as before kept as it was; `held` itself when that is all of them. */
function keepSame<Value>(held: ObjectMap<Value>, next: Map<string, Value>): ObjectMap<Value> {
  let changed = held.size !== next.size;
  for (const [key, object] of next) {
    const before = held.get(key);
    if (before === object) continue;
    if (before !== undefined && sameValue(before, object)) next.set(key, before);
    else changed = true;
  }
  return changed ? next : held;
}

/** A copy that is made of a snapshot as far as changes demand it: what nothing touched, or says the same, stays shared. */
export class SnapshotDraft {
  readonly #base: ClusterSnapshot;
  #coverage: Coverage | undefined;
  readonly #clusterObjects = new Map<ClusterResourceName | OtherPolicyName, ObjectMap<ClusterObject>>();
  readonly #partitions = new Map<string, NamespacePartition>();
  /** The events of a namespace by their own names, which are what a watch speaks of. */
  readonly #events = new Map<string, Map<string, NetworkEvent>>();
  /** Maps that belong to this draft alone, and so may be written. */
  readonly #ownMaps = new WeakSet<ObjectMap<unknown>>();

  constructor(base: ClusterSnapshot) {
    this.#base = base;
  }

  partition(name: string): NamespacePartition | undefined {
    return this.#partitions.get(name) ?? this.#base.namespaces.get(name);
  }

  partitionNames(): ReadonlySet<string> {
    return new Set([...this.#base.namespaces.keys(), ...this.#partitions.keys()]);
  }

  setNamespace(name: string, namespace: Namespace | undefined): void {
    const { namespace: before, ...rest } = this.partition(name) ?? emptyPartition(name);
    if (sameValue(before, namespace)) return;
    this.#partitions.set(name, namespace === undefined ? rest : { ...rest, namespace });
  }

  setCoverage(coverage: Partial<Coverage>): void {
    this.#coverage = { ...(this.#coverage ?? this.#base.coverage), ...coverage };
  }

  /** The objects of a resource in a namespace, by their keys; other resources' of the same map included. */
  objects(namespace: string, resource: PartitionResourceName): ObjectMap<PartitionObject> {
    return this.partition(namespace)?.[partitionPlaces[resource].map] ?? noObjects;
  }

  setObject(namespace: string, resource: PartitionResourceName, key: string, object: PartitionObject): void {
    if (sameValue(this.objects(namespace, resource).get(key), object)) return;
    this.#writable(namespace, resource).set(key, object);
  }

  removeObject(namespace: string, resource: PartitionResourceName, key: string): void {
    if (this.objects(namespace, resource).has(key)) this.#writable(namespace, resource).delete(key);
  }

  /** Puts a complete list in place of what a namespace holds of a resource. */
  setObjects(
    namespace: string,
    resource: PartitionResourceName,
    objects: ReadonlyMap<string, PartitionObject>,
  ): void {
    const { prefix } = partitionPlaces[resource];
    const held = this.objects(namespace, resource);
    const next = new Map(objects);
    if (prefix !== '') {
      for (const [key, object] of held) if (!key.startsWith(prefix)) next.set(key, object);
    }
    const kept = keepSame(held, next);
    if (kept === held) return;
    this.#put(namespace, resource, kept);
  }

  clusterObjects(resource: ClusterResourceName | OtherPolicyName): ObjectMap<ClusterObject> {
    return this.#clusterObjects.get(resource) ?? this.#clusterBase(resource);
  }

  setClusterObject(
    resource: ClusterResourceName | OtherPolicyName,
    key: string,
    object: ClusterObject | undefined,
  ): void {
    const held = this.clusterObjects(resource);
    if (sameValue(held.get(key), object)) return;
    const own = this.#ownMaps.has(held) ? (held as Map<string, ClusterObject>) : new Map(held);
    if (object === undefined) own.delete(key);
    else own.set(key, object);
    this.#putCluster(resource, own);
  }

  setClusterObjects(
    resource: ClusterResourceName | OtherPolicyName,
    objects: Map<string, ClusterObject>,
  ): void {
    const held = this.clusterObjects(resource);
    const kept = keepSame(held, objects);
    if (kept !== held) this.#putCluster(resource, kept);
  }

  eventNamespaces(): ReadonlySet<string> {
    return new Set([...this.#base.networkEvents.keys(), ...this.#events.keys()]);
  }

  /** The events of a namespace by name, to be written. */
  events(namespace: string): Map<string, NetworkEvent> {
    let own = this.#events.get(namespace);
    if (own === undefined) {
      const held = this.#base.networkEvents.get(namespace)?.values() ?? [];
      own = new Map([...held].map((event) => [event.name, event]));
      this.#events.set(namespace, own);
    }
    return own;
  }

  finish(asOf: string): ClusterSnapshot {
    const other = [...this.#clusterObjects].filter(([resource]) => otherPolicyResources.has(resource));
    const cluster = [...this.#clusterObjects].flatMap(([resource, objects]) =>
      resource in clusterMaps ? [[clusterMaps[resource as ClusterResourceName], objects] as const] : [],
    );
    return {
      ...this.#base,
      asOf,
      coverage: this.#coverage ?? this.#base.coverage,
      namespaces: this.#finishMap(this.#base.namespaces, this.#partitions, isEmpty),
      networkEvents: this.#finishMap(
        this.#base.networkEvents,
        this.#finishEvents(),
        (events) => events.size === 0,
      ),
      // Each map was filled with the objects of its own resource.
      ...(Object.fromEntries(cluster) as Partial<ClusterSnapshot>),
      otherPolicies:
        other.length === 0
          ? this.#base.otherPolicies
          : { ...this.#base.otherPolicies, ...Object.fromEntries(other) },
    };
  }

  #finishEvents(): ReadonlyMap<string, ObjectMap<NetworkEvent>> {
    const changed = new Map<string, ObjectMap<NetworkEvent>>();
    for (const [namespace, events] of this.#events) {
      const held = this.#base.networkEvents.get(namespace) ?? noObjects;
      const kept = keepSame(held, newestEvents(events.values()));
      if (kept !== held) changed.set(namespace, kept);
    }
    return changed;
  }

  #finishMap<Value>(
    base: ObjectMap<Value>,
    changed: ReadonlyMap<string, Value>,
    isGone: (value: Value) => boolean,
  ): ObjectMap<Value> {
    if (changed.size === 0) return base;
    const all = new Map(base);
    for (const [name, value] of changed) {
      if (isGone(value)) all.delete(name);
      else all.set(name, value);
    }
    return all;
  }

  #clusterBase(resource: ClusterResourceName | OtherPolicyName): ObjectMap<ClusterObject> {
    return resource in clusterMaps
      ? this.#base[clusterMaps[resource as ClusterResourceName]]
      : this.#base.otherPolicies[resource as OtherPolicyName];
  }

  #putCluster(resource: ClusterResourceName | OtherPolicyName, objects: ObjectMap<ClusterObject>): void {
    this.#ownMaps.add(objects);
    this.#clusterObjects.set(resource, objects);
  }

  #writable(namespace: string, resource: PartitionResourceName): Map<string, PartitionObject> {
    const current = this.objects(namespace, resource);
    if (this.#ownMaps.has(current)) return current as Map<string, PartitionObject>;
    const own = new Map(current);
    this.#put(namespace, resource, own);
    return own;
  }

  #put(namespace: string, resource: PartitionResourceName, objects: ObjectMap<PartitionObject>): void {
    this.#ownMaps.add(objects);
    const partition = this.partition(namespace) ?? emptyPartition(namespace);
    this.#partitions.set(namespace, { ...partition, [partitionPlaces[resource].map]: objects });
  }
}
