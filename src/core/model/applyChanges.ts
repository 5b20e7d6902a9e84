import type { Namespace } from './clusterSnapshot.ts';
import { type OtherPolicyName, otherPolicyNames } from './coverage.ts';
import { otherPolicyKey } from './otherPolicies.ts';
import {
  clusterMaps,
  type ClusterResourceName,
  partitionPlaces,
  type PartitionResourceName,
} from './resourcePlaces.ts';
import type { ApplyChanges, ObjectByResource, SnapshotChange } from './snapshotChange.ts';
import { SnapshotDraft } from './snapshotDraft.ts';

type ObjectChange = Exclude<SnapshotChange, { type: 'coverage' }>;
type ChangeOf<Resource extends keyof ObjectByResource> = Extract<ObjectChange, { resource: Resource }>;
type ClusterObject = ObjectByResource[ClusterResourceName | OtherPolicyName];

function applyNamespaces(draft: SnapshotDraft, change: ChangeOf<'namespaces'>): void {
  if (change.type === 'upsert') {
    draft.setNamespace(change.object.name, change.object);
  } else if (change.type === 'delete') {
    if (draft.partition(change.name) !== undefined) draft.setNamespace(change.name, undefined);
  } else {
    const listed = new Map(change.objects.map((object): [string, Namespace] => [object.name, object]));
    const names = change.namespace === undefined ? draft.partitionNames() : [change.namespace];
    for (const name of names) {
      if (draft.partition(name)?.namespace !== undefined && !listed.has(name))
        draft.setNamespace(name, undefined);
    }
    for (const [name, namespace] of listed) draft.setNamespace(name, namespace);
  }
}

function replaceInPartitions(
  draft: SnapshotDraft,
  change: Extract<ChangeOf<PartitionResourceName>, { type: 'replace' }>,
): void {
  const { resource, namespace } = change;
  const { prefix } = partitionPlaces[resource];
  const listed = new Map<string, Map<string, ObjectByResource[PartitionResourceName]>>();
  // Whoever is not in the list has none.
  for (const name of namespace === undefined ? draft.partitionNames() : [namespace])
    listed.set(name, new Map());
  for (const object of change.objects) {
    let objects = listed.get(object.namespace);
    if (objects === undefined) {
      objects = new Map<string, ObjectByResource[PartitionResourceName]>();
      listed.set(object.namespace, objects);
    }
    objects.set(`${prefix}${object.name}`, object);
  }
  for (const [name, objects] of listed) draft.setObjects(name, resource, objects);
}

function applyToPartition(draft: SnapshotDraft, change: ChangeOf<PartitionResourceName>): void {
  const { prefix } = partitionPlaces[change.resource];
  if (change.type === 'upsert') {
    const { namespace, name } = change.object;
    draft.setObject(namespace, change.resource, `${prefix}${name}`, change.object);
  } else if (change.type === 'delete') {
    draft.removeObject(change.namespace ?? '', change.resource, `${prefix}${change.name}`);
  } else {
    replaceInPartitions(draft, change);
  }
}

function applyToCluster(draft: SnapshotDraft, change: ChangeOf<ClusterResourceName | OtherPolicyName>): void {
  if (change.type === 'upsert') {
    draft.setClusterObject(change.resource, otherPolicyKey(change.object), change.object);
  } else if (change.type === 'delete') {
    draft.setClusterObject(change.resource, otherPolicyKey(change), undefined);
  } else {
    const next = new Map<string, ClusterObject>(draft.clusterObjects(change.resource));
    for (const [key, object] of next) {
      const namespace = 'namespace' in object ? object.namespace : undefined;
      if (change.namespace === undefined || change.namespace === namespace) next.delete(key);
    }
    for (const object of change.objects) next.set(otherPolicyKey(object), object);
    draft.setClusterObjects(change.resource, next);
  }
}

function applyEvents(draft: SnapshotDraft, change: ChangeOf<'events'>): void {
  if (change.type === 'upsert') {
    // A later state of an event says all that its earlier ones did.
    draft.events(change.object.namespace).set(change.object.name, change.object);
  } else if (change.type === 'delete') {
    draft.events(change.namespace ?? '').delete(change.name);
  } else {
    const replaced = change.namespace === undefined ? draft.eventNamespaces() : [change.namespace];
    for (const name of replaced) draft.events(name).clear();
    for (const event of change.objects) draft.events(event.namespace).set(event.name, event);
  }
}

const clusterWide: ReadonlySet<string> = new Set([...Object.keys(clusterMaps), ...otherPolicyNames]);

function isClusterChange(change: ObjectChange): change is ChangeOf<ClusterResourceName | OtherPolicyName> {
  return clusterWide.has(change.resource);
}

function apply(draft: SnapshotDraft, change: SnapshotChange): void {
  if (change.type === 'coverage') draft.setCoverage({ [change.resource]: change.coverage });
  else if (change.resource === 'namespaces') applyNamespaces(draft, change);
  else if (change.resource === 'events') applyEvents(draft, change);
  else if (isClusterChange(change)) applyToCluster(draft, change);
  else applyToPartition(draft, change);
}

/**
 * The snapshot after some changes. Pure; shares with the one before whatever no change touched: a partition, and in it the
 * map of each resource, is new only when something in it says something new. An object that is told again as it was (a list
 * after a reconnect, a heartbeat) keeps its identity. A partition goes with its last object: deleting the Namespace keeps it
 * while something is still inside.
 */
export const applyChanges: ApplyChanges = (snapshot, changes, asOf) => {
  if (changes.length === 0) return snapshot;
  const draft = new SnapshotDraft(snapshot);
  for (const change of changes) apply(draft, change);
  return draft.finish(asOf);
};
