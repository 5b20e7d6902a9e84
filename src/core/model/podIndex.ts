import type { NamespacePartition, Pod } from './clusterSnapshot.ts';
import { type Labels, labelValue, matchesEqualitySelector } from './labels.ts';

/** The pods of one namespace, found by selector and by address without walking over all of them each time. */
export interface PodIndex {
  /** Pods that satisfy an equality selector with at least one pair. */
  select(selector: Labels): readonly Pod[];
  /** Pod names by address; host-network pods are left out, because they share their node's address. */
  readonly byAddress: ReadonlyMap<string, string>;
}

/** Indexes a partition; label keys are indexed when the first selector uses them. */
export function indexPods(partition: NamespacePartition): PodIndex {
  const byKey = new Map<string, Map<string, Pod[]>>();
  const byAddress = new Map<string, string>();
  for (const pod of partition.pods.values()) {
    if (pod.hostNetwork) continue;
    for (const address of pod.podIPs) byAddress.set(address, pod.name);
  }

  function podsByValue(key: string): Map<string, Pod[]> {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const made = new Map<string, Pod[]>();
    for (const pod of partition.pods.values()) {
      const value = labelValue(pod.labels, key);
      if (value === undefined) continue;
      const pods = made.get(value);
      if (pods === undefined) made.set(value, [pod]);
      else pods.push(pod);
    }
    byKey.set(key, made);
    return made;
  }

  return {
    byAddress,
    select(selector) {
      let fewest: readonly Pod[] | undefined;
      for (const [key, value] of Object.entries(selector)) {
        const pods = podsByValue(key).get(value) ?? [];
        if (fewest === undefined || pods.length < fewest.length) fewest = pods;
      }
      return (fewest ?? []).filter((pod) => matchesEqualitySelector(selector, pod.labels));
    },
  };
}
