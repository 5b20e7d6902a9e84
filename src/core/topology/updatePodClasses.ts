import type { Pod } from '../model/clusterSnapshot.ts';
import { type PodClass, PodClasses, type WorkloadPods, classFor } from './podClasses.ts';
import { podRecord } from './podRecord.ts';
import { PodTally } from './podState.ts';

/** Beyond this share of changed pods, sorting all of them again costs less. */
const mostChanged = 0.1;

interface PodChanges {
  readonly removed: readonly Pod[];
  readonly added: readonly Pod[];
}

/** What turns one list of pods into another; `undefined` when it is much, or when pods changed places. */
function compare(before: PodClasses, pods: ReadonlyMap<string, Pod>): PodChanges | undefined {
  const removed: Pod[] = [];
  const added: Pod[] = [];
  const most = 8 + before.order.length * mostChanged;
  let index = 0;
  for (const pod of pods.values()) {
    let old = before.order[index];
    while (old !== undefined && old !== pod && old.name !== pod.name && !pods.has(old.name)) {
      removed.push(old);
      index += 1;
      old = before.order[index];
    }
    if (old === pod) {
      index += 1;
      continue;
    }
    if (old?.name === pod.name) {
      removed.push(old);
      index += 1;
    } else if (before.byName.has(pod.name)) return undefined;
    added.push(pod);
    if (added.length + removed.length > most) return undefined;
  }
  removed.push(...before.order.slice(index));
  return { removed, added };
}

/** Replaces pods where they stand, and appends what is new. */
function replaceIn(pods: readonly Pod[], removed: ReadonlySet<Pod>, added: readonly Pod[]): Pod[] {
  const byName = new Map(added.map((pod) => [pod.name, pod]));
  const kept: Pod[] = [];
  for (const pod of pods) {
    if (!removed.has(pod)) {
      kept.push(pod);
      continue;
    }
    const instead = byName.get(pod.name);
    if (instead === undefined) continue;
    kept.push(instead);
    byName.delete(pod.name);
  }
  kept.push(...byName.values());
  return kept;
}

/**
 * Classes after some pods changed: equal to those sorted from scratch but for the order in which they stand.
 * @returns undefined when too much changed for it to be worth while
 */
export function updatePodClasses(before: PodClasses, pods: ReadonlyMap<string, Pod>): PodClasses | undefined {
  const changes = compare(before, pods);
  if (changes === undefined) return undefined;
  const { keys, owners } = before;
  const keyOf = (pod: Pod): string => podRecord(pod).classKey(keys, owners);
  const removed = new Set(changes.removed);
  const addedByKey = Map.groupBy(changes.added, keyOf);
  const byKey = new Map(before.byKey);
  const workloads = new Map(before.workloads);
  const touched = new Map<string, WorkloadPods['workload']>();
  let sameKeys = true;
  for (const key of new Set([...changes.removed.map(keyOf), ...addedByKey.keys()])) {
    const added = addedByKey.get(key) ?? [];
    const [first] = added;
    const known = before.byKey.get(key) ?? (first === undefined ? undefined : classFor(first, key, owners));
    if (known === undefined) continue;
    const own = replaceIn(known.pods, removed, added);
    if (known.workload !== undefined) touched.set(known.workload.id, known.workload);
    sameKeys &&= byKey.has(key) && own.length > 0;
    const [example] = own;
    if (example === undefined) byKey.delete(key);
    else {
      const { labels } = example;
      byKey.set(key, {
        ...known,
        labels,
        pods: own,
        alive: own.filter((pod) => podRecord(pod).alive).length,
      });
    }
  }
  for (const [id, workload] of touched) {
    const known = workloads.get(id);
    const added = changes.added.filter((pod) => podRecord(pod).workload(owners)?.id === id);
    const own = replaceIn(known?.pods ?? [], removed, added);
    if (own.length === 0) {
      workloads.delete(id);
      continue;
    }
    const tally = new PodTally();
    for (const pod of own) tally.add(podRecord(pod));
    workloads.set(id, { workload, pods: own, classes: classesAfter(known, added, byKey, keyOf), tally });
  }
  const content = { keys, owners, order: [...pods.values()], byName: pods, byKey, workloads };
  return sameKeys ? new PodClasses(content, before.labelIndex) : new PodClasses(content);
}

/** The classes of a workload as they are now. */
function classesAfter(
  known: WorkloadPods | undefined,
  added: readonly Pod[],
  byKey: ReadonlyMap<string, PodClass>,
  keyOf: (pod: Pod) => string,
): readonly PodClass[] {
  const keys = new Set([...(known?.classes.map(({ key }) => key) ?? []), ...added.map(keyOf)]);
  return [...keys].flatMap((key) => byKey.get(key) ?? []);
}
