import type { ClusterSnapshot, Namespace, NamespacePartition, Node } from './clusterSnapshot.ts';
import { type Coverage, type OtherPolicyName, otherPolicyNames } from './coverage.ts';
import { otherPolicyKey } from './otherPolicies.ts';
import type { ApplyChanges, ObjectByResource, SnapshotChange } from './snapshotChange.ts';

/** Which map of a partition holds the objects of a namespaced resource. */
const mapOfResource = {
  pods: 'pods',
  services: 'services',
  endpointslices: 'endpointSlices',
  networkpolicies: 'networkPolicies',
} as const;
type NamespacedResource = keyof typeof mapOfResource;
type NamespacedObject = ObjectByResource[NamespacedResource];
type ObjectMap = Map<string, NamespacedObject>;
type MapName = (typeof mapOfResource)[NamespacedResource];
const mapNames: readonly MapName[] = Object.values(mapOfResource);

type OtherPolicyChange = Extract<
  Exclude<SnapshotChange, { type: 'coverage' }>,
  { resource: OtherPolicyName }
>;
type OtherPolicy = ObjectByResource[OtherPolicyName];
type NamespacedChange = Exclude<
  SnapshotChange,
  { type: 'coverage' } | { resource: 'namespaces' | 'nodes' | OtherPolicyName }
>;

function emptyPartition(name: string): NamespacePartition {
  return {
    name,
    pods: new Map(),
    services: new Map(),
    endpointSlices: new Map(),
    networkPolicies: new Map(),
  };
}

function isEmpty(partition: NamespacePartition): boolean {
  return partition.namespace === undefined && mapNames.every((name) => partition[name].size === 0);
}

/** A copy that is made of a snapshot as far as changes demand it: what nothing touched stays shared. */
class Draft {
  readonly #base: ClusterSnapshot;
  #coverage: Coverage | undefined;
  #nodes: Map<string, Node> | undefined;
  readonly #otherPolicies = new Map<OtherPolicyName, Map<string, OtherPolicy>>();
  readonly #partitions = new Map<string, NamespacePartition>();
  /** Maps that belong to this draft alone, and so may be written. */
  readonly #ownMaps = new WeakSet<ReadonlyMap<string, NamespacedObject>>();

  constructor(base: ClusterSnapshot) {
    this.#base = base;
  }

  partition(name: string): NamespacePartition | undefined {
    return this.#partitions.get(name) ?? this.#base.namespaces.get(name);
  }

  partitionNames(): Set<string> {
    return new Set([...this.#base.namespaces.keys(), ...this.#partitions.keys()]);
  }

  setNamespace(name: string, namespace: Namespace | undefined): void {
    const { namespace: before, ...rest } = this.partition(name) ?? emptyPartition(name);
    if (before !== namespace)
      this.#partitions.set(name, namespace === undefined ? rest : { ...rest, namespace });
  }

  nodes(): Map<string, Node> {
    this.#nodes ??= new Map(this.#base.nodes);
    return this.#nodes;
  }

  setNodes(nodes: readonly Node[]): void {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
  }

  /** The map of one kind of policy, to be written. */
  otherPolicies(resource: OtherPolicyName): Map<string, OtherPolicy> {
    let own = this.#otherPolicies.get(resource);
    if (own === undefined) {
      own = new Map<string, OtherPolicy>(this.#base.otherPolicies[resource]);
      this.#otherPolicies.set(resource, own);
    }
    return own;
  }

  setCoverage(coverage: Partial<Coverage>): void {
    this.#coverage = { ...(this.#coverage ?? this.#base.coverage), ...coverage };
  }

  /** The map of one resource in one partition, to be written. */
  objects(namespace: string, resource: NamespacedResource): ObjectMap {
    const current = (this.partition(namespace) ?? emptyPartition(namespace))[mapOfResource[resource]];
    if (this.#ownMaps.has(current)) return current as ObjectMap;
    const own: ObjectMap = new Map<string, NamespacedObject>(current);
    this.setObjects(namespace, resource, own);
    return own;
  }

  setObjects(namespace: string, resource: NamespacedResource, objects: ObjectMap): void {
    this.#ownMaps.add(objects);
    const partition = this.partition(namespace) ?? emptyPartition(namespace);
    this.#partitions.set(namespace, { ...partition, [mapOfResource[resource]]: objects });
  }

  finish(asOf: string): ClusterSnapshot {
    let { namespaces } = this.#base;
    if (this.#partitions.size > 0) {
      const all = new Map(namespaces);
      for (const [name, partition] of this.#partitions) {
        if (isEmpty(partition)) all.delete(name);
        else all.set(name, partition);
      }
      namespaces = all;
    }
    return {
      asOf,
      context: this.#base.context,
      coverage: this.#coverage ?? this.#base.coverage,
      nodes: this.#nodes ?? this.#base.nodes,
      namespaces,
      otherPolicies:
        this.#otherPolicies.size === 0
          ? this.#base.otherPolicies
          : // Each map was filled with the objects of its own resource.
            { ...this.#base.otherPolicies, ...Object.fromEntries(this.#otherPolicies) },
    };
  }
}

type ReplaceOf<Change> = Extract<Change, { type: 'replace' }>;

function replaceNamespaces(
  draft: Draft,
  change: ReplaceOf<SnapshotChange> & { resource: 'namespaces' },
): void {
  const listed = new Map(change.objects.map((object) => [object.name, object]));
  const names = change.namespace === undefined ? draft.partitionNames() : [change.namespace];
  for (const name of names) {
    if (draft.partition(name)?.namespace !== undefined && !listed.has(name))
      draft.setNamespace(name, undefined);
  }
  for (const [name, namespace] of listed) draft.setNamespace(name, namespace);
}

function replaceObjects(draft: Draft, change: ReplaceOf<NamespacedChange>): void {
  const listed = new Map<string, ObjectMap>();
  if (change.namespace !== undefined) listed.set(change.namespace, new Map());
  for (const object of change.objects) {
    const map = listed.get(object.namespace) ?? new Map<string, NamespacedObject>();
    map.set(object.name, object);
    listed.set(object.namespace, map);
  }
  if (change.namespace === undefined) {
    for (const name of draft.partitionNames()) {
      const held = draft.partition(name)?.[mapOfResource[change.resource]].size ?? 0;
      if (held > 0 && !listed.has(name)) listed.set(name, new Map());
    }
  }
  for (const [namespace, objects] of listed) {
    const held = draft.partition(namespace)?.[mapOfResource[change.resource]].size ?? 0;
    if (held > 0 || objects.size > 0) draft.setObjects(namespace, change.resource, objects);
  }
}

function applyNamespaced(draft: Draft, change: NamespacedChange): void {
  switch (change.type) {
    case 'upsert': {
      const { namespace, name } = change.object;
      const held = draft.partition(namespace)?.[mapOfResource[change.resource]].get(name);
      if (held !== change.object) draft.objects(namespace, change.resource).set(name, change.object);
      return;
    }
    case 'delete': {
      const { namespace = '', name } = change;
      if (draft.partition(namespace)?.[mapOfResource[change.resource]].has(name) !== true) return;
      draft.objects(namespace, change.resource).delete(name);
      return;
    }
    case 'replace':
      replaceObjects(draft, change);
  }
}

function applyOtherPolicy(draft: Draft, change: OtherPolicyChange): void {
  const policies = draft.otherPolicies(change.resource);
  switch (change.type) {
    case 'upsert':
      policies.set(otherPolicyKey(change.object), change.object);
      return;
    case 'delete':
      policies.delete(otherPolicyKey(change));
      return;
    case 'replace':
      for (const [key, policy] of policies) {
        const namespace = 'namespace' in policy ? policy.namespace : undefined;
        if (change.namespace === undefined || change.namespace === namespace) policies.delete(key);
      }
      for (const policy of change.objects) policies.set(otherPolicyKey(policy), policy);
  }
}

const otherPolicies: ReadonlySet<string> = new Set(otherPolicyNames);

function isOtherPolicyChange(
  change: Exclude<SnapshotChange, { type: 'coverage' }>,
): change is OtherPolicyChange {
  return otherPolicies.has(change.resource);
}

function apply(draft: Draft, change: SnapshotChange): void {
  if (change.type === 'coverage') {
    draft.setCoverage({ [change.resource]: change.coverage });
  } else if (change.resource === 'nodes') {
    if (change.type === 'replace') draft.setNodes(change.objects);
    else if (change.type === 'upsert') draft.nodes().set(change.object.name, change.object);
    else draft.nodes().delete(change.name);
  } else if (change.resource === 'namespaces') {
    if (change.type === 'replace') replaceNamespaces(draft, change);
    else if (change.type === 'upsert') draft.setNamespace(change.object.name, change.object);
    else if (draft.partition(change.name) !== undefined) draft.setNamespace(change.name, undefined);
  } else if (isOtherPolicyChange(change)) {
    applyOtherPolicy(draft, change);
  } else {
    applyNamespaced(draft, change);
  }
}

/**
 * The snapshot after some changes. Pure; shares with the one before whatever no change touched: a partition, and in it the
 * map of each resource, is new only when something in it is. A partition goes with its last object: deleting the Namespace
 * keeps it while something is still inside.
 */
export const applyChanges: ApplyChanges = (snapshot, changes, asOf) => {
  if (changes.length === 0) return snapshot;
  const draft = new Draft(snapshot);
  for (const change of changes) apply(draft, change);
  return draft.finish(asOf);
};
