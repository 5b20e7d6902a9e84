import type { NamespacePartition } from '../model/clusterSnapshot.ts';
import { type PodClasses, sortPods } from './podClasses.ts';
import { selectorKeysOf } from './selectorKeys.ts';
import { updatePodClasses } from './updatePodClasses.ts';

const sorted = new WeakMap<object, PodClasses>();

/**
 * The last classes of a namespace, by something of it that stays while pods come and go. They only save work: whatever
 * stands here is compared with the pods that there are.
 */
const latest = new WeakMap<object, PodClasses>();

/** The pods of a partition in classes; of ten thousand pods only those that changed are sorted again. */
export function podClassesOf(partition: NamespacePartition): PodClasses {
  const { pods, workloadOwners, services } = partition;
  const keys = selectorKeysOf(partition);
  const holds = (classes: PodClasses | undefined): boolean =>
    classes?.keys.signature === keys.signature && classes.owners === workloadOwners;
  const known = sorted.get(pods);
  if (known !== undefined && holds(known)) return known;
  const before = latest.get(services);
  const updated = before !== undefined && holds(before) ? updatePodClasses(before, pods) : undefined;
  const made = updated ?? sortPods(pods, keys, workloadOwners);
  sorted.set(pods, made);
  latest.set(services, made);
  return made;
}
