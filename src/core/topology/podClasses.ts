import type { NamespacePartition, Pod } from '../model/clusterSnapshot.ts';
import { type Labels, labelValue, matchesEqualitySelector } from '../model/labels.ts';
import { podRecord, type SelectorKeys } from './podRecord.ts';
import { PodTally } from './podState.ts';
import type { WorkloadGroup } from './workloadGroup.ts';

/** Pods of one workload (or one pod that nothing controls) that no selector of their namespace tells apart. */
export interface PodClass {
  readonly key: string;
  /** Equal for classes that no selector of the namespace tells apart. */
  readonly traits: string;
  readonly workload: WorkloadGroup | undefined;
  /** Of one of them: as good as any for the selectors of the namespace. */
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  readonly pods: readonly Pod[];
  /** How many have not finished. */
  readonly alive: number;
}

/** A workload as its pods make it known. The same object as long as its pods are the same. */
export interface WorkloadPods {
  readonly workload: WorkloadGroup;
  readonly pods: readonly Pod[];
  readonly classes: readonly PodClass[];
  readonly tally: PodTally;
}

type Owners = NamespacePartition['workloadOwners'];

interface ClassContent {
  readonly keys: SelectorKeys;
  readonly owners: Owners;
  /** In the order of the partition. */
  readonly order: readonly Pod[];
  readonly byName: ReadonlyMap<string, Pod>;
  readonly byKey: ReadonlyMap<string, PodClass>;
  readonly workloads: ReadonlyMap<string, WorkloadPods>;
}

/** Class keys by the value of a label; made when a selector first asks for the label. */
type LabelIndex = Map<string, ReadonlyMap<string, readonly string[]>>;

/** The pods of a namespace, sorted for the graph. */
export class PodClasses {
  readonly keys: SelectorKeys;
  readonly owners: Owners;
  readonly order: readonly Pod[];
  readonly byName: ReadonlyMap<string, Pod>;
  readonly byKey: ReadonlyMap<string, PodClass>;
  /** By id of the mark. */
  readonly workloads: ReadonlyMap<string, WorkloadPods>;
  readonly labelIndex: LabelIndex;
  #bare: readonly Pod[] | undefined;

  /** @param labelIndex of classes with the same keys, when there is one */
  constructor(content: ClassContent, labelIndex: LabelIndex = new Map()) {
    this.keys = content.keys;
    this.owners = content.owners;
    this.order = content.order;
    this.byName = content.byName;
    this.byKey = content.byKey;
    this.workloads = content.workloads;
    this.labelIndex = labelIndex;
  }

  /** The pods that nothing controls. */
  get bare(): readonly Pod[] {
    this.#bare ??= [...this.byKey.values()].flatMap(({ workload, pods }) =>
      workload === undefined ? pods : [],
    );
    return this.#bare;
  }

  /** The class of one of its pods. */
  classOf(pod: Pod): PodClass | undefined {
    return this.byKey.get(podRecord(pod).classKey(this.keys, this.owners));
  }

  /** The classes that satisfy an equality selector with at least one pair. */
  select(selector: Labels): readonly PodClass[] {
    let fewest: readonly string[] | undefined;
    for (const [key, value] of Object.entries(selector)) {
      const found = this.#withLabel(key).get(value) ?? [];
      if (fewest === undefined || found.length < fewest.length) fewest = found;
    }
    return (fewest ?? []).flatMap((key) => {
      const own = this.byKey.get(key);
      return own !== undefined && matchesEqualitySelector(selector, own.labels) ? [own] : [];
    });
  }

  #withLabel(label: string): ReadonlyMap<string, readonly string[]> {
    const known = this.labelIndex.get(label);
    if (known !== undefined) return known;
    const made = new Map<string, string[]>();
    for (const { key, labels } of this.byKey.values()) {
      const value = labelValue(labels, label);
      if (value === undefined) continue;
      const same = made.get(value);
      if (same === undefined) made.set(value, [key]);
      else same.push(key);
    }
    this.labelIndex.set(label, made);
    return made;
  }
}

/** A class of no pods yet, for pods like this one. */
export function classFor(pod: Pod, key: string, owners: Owners): PodClass & { readonly pods: Pod[] } {
  const workload = podRecord(pod).workload(owners);
  const { labels, hostNetwork } = pod;
  return { key, traits: key.slice(key.indexOf(' ') + 1), workload, labels, hostNetwork, pods: [], alive: 0 };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type DraftClass = Mutable<PodClass> & { readonly pods: Pod[] };
type DraftWorkload = WorkloadPods & { readonly pods: Pod[]; readonly classes: PodClass[] };

/** Sorts all pods of a namespace. */
export function sortPods(byName: ReadonlyMap<string, Pod>, keys: SelectorKeys, owners: Owners): PodClasses {
  const byKey = new Map<string, DraftClass>();
  const workloads = new Map<string, DraftWorkload>();
  const workloadOf = new Map<DraftClass, DraftWorkload>();
  for (const pod of byName.values()) {
    const record = podRecord(pod);
    const key = record.classKey(keys, owners);
    let own = byKey.get(key);
    if (own === undefined) {
      own = classFor(pod, key, owners);
      byKey.set(key, own);
      if (own.workload !== undefined) {
        let workload = workloads.get(own.workload.id);
        if (workload === undefined) {
          workload = { workload: own.workload, pods: [], classes: [], tally: new PodTally() };
          workloads.set(own.workload.id, workload);
        }
        workload.classes.push(own);
        workloadOf.set(own, workload);
      }
    }
    own.pods.push(pod);
    if (record.alive) own.alive += 1;
    const owner = workloadOf.get(own);
    owner?.pods.push(pod);
    owner?.tally.add(record);
  }
  return new PodClasses({ keys, owners, order: [...byName.values()], byName, byKey, workloads });
}
