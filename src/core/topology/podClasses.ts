import type { NamespacePartition, Pod, Service } from '../model/clusterSnapshot.ts';
import { type Labels, labelValue, matchesEqualitySelector } from '../model/labels.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
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

/** A workload as its pods make it known. */
export interface WorkloadPods {
  readonly workload: WorkloadGroup;
  readonly pods: readonly Pod[];
  readonly classes: readonly PodClass[];
  readonly tally: PodTally;
}

/** The pods of a namespace, sorted for the graph. */
export interface PodClasses {
  /** What tells its classes apart: with equal ones, equal pods give equal classes. */
  readonly signature: string;
  readonly owners: NamespacePartition['workloadOwners'];
  readonly classOf: (pod: Pod) => PodClass | undefined;
  /** By id of the mark. */
  readonly workloads: ReadonlyMap<string, WorkloadPods>;
  /** The pods that nothing controls. */
  readonly bare: readonly Pod[];
  /** The classes that satisfy an equality selector with at least one pair. */
  readonly select: (selector: Labels) => readonly PodClass[];
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type DraftClass = Mutable<PodClass> & { readonly pods: Pod[] };
type DraftWorkload = WorkloadPods & { readonly pods: Pod[]; readonly classes: PodClass[] };

interface SelectorSources {
  readonly services: ReadonlyMap<string, Service>;
  readonly networkPolicies: ReadonlyMap<string, NetworkPolicy>;
}

const serviceKeys = new WeakMap<object, readonly string[]>();
const policyKeys = new WeakMap<object, readonly string[]>();

/** The label keys that selectors over the pods of a namespace ask for. */
function selectorKeysOf({ services, networkPolicies }: SelectorSources): SelectorKeys {
  let own = serviceKeys.get(services);
  if (own === undefined) {
    own = [...new Set([...services.values()].flatMap(({ selector = {} }) => Object.keys(selector)))];
    serviceKeys.set(services, own);
  }
  let ofPolicies = policyKeys.get(networkPolicies);
  if (ofPolicies === undefined) {
    const keys = [...networkPolicies.values()].flatMap(({ podSelector }) => [
      ...Object.keys(podSelector.matchLabels),
      ...podSelector.matchExpressions.map(({ key }) => key),
    ]);
    ofPolicies = [...new Set(keys)];
    policyKeys.set(networkPolicies, ofPolicies);
  }
  const keys = [...new Set([...own, ...ofPolicies])].sort();
  return { keys, signature: JSON.stringify(keys) };
}

function sortPods(
  pods: Iterable<Pod>,
  keys: SelectorKeys,
  owners: NamespacePartition['workloadOwners'],
): PodClasses {
  const byKey = new Map<string, DraftClass>();
  const workloads = new Map<string, DraftWorkload>();
  const bare: Pod[] = [];
  const workloadOf = new Map<DraftClass, DraftWorkload>();
  // One pass over what may be ten thousand pods at each change of one of them: nothing here is judged anew.
  for (const pod of pods) {
    const record = podRecord(pod);
    const key = record.classKey(keys, owners);
    let own = byKey.get(key);
    if (own === undefined) {
      const { labels, hostNetwork } = pod;
      const group = record.workload(owners);
      own = {
        key,
        traits: key.slice(key.indexOf(' ') + 1),
        workload: group,
        labels,
        hostNetwork,
        pods: [],
        alive: 0,
      };
      byKey.set(key, own);
      if (group !== undefined) {
        let workload = workloads.get(group.id);
        if (workload === undefined) {
          workload = { workload: group, pods: [], classes: [], tally: new PodTally() };
          workloads.set(group.id, workload);
        }
        workload.classes.push(own);
        workloadOf.set(own, workload);
      }
    }
    own.pods.push(pod);
    if (record.alive) own.alive += 1;
    const owner = workloadOf.get(own);
    if (owner === undefined) bare.push(pod);
    else {
      owner.pods.push(pod);
      owner.tally.add(pod, record);
    }
  }
  return {
    signature: keys.signature,
    owners,
    classOf: (pod) => byKey.get(podRecord(pod).classKey(keys, owners)),
    workloads,
    bare,
    select: selectFrom([...byKey.values()]),
  };
}

/** Finds classes by selector without asking all of them; keys are indexed when first used. */
function selectFrom(classes: readonly PodClass[]): PodClasses['select'] {
  const byLabel = new Map<string, Map<string, PodClass[]>>();
  const withLabel = (key: string): Map<string, PodClass[]> => {
    const known = byLabel.get(key);
    if (known !== undefined) return known;
    const made = new Map<string, PodClass[]>();
    for (const own of classes) {
      const value = labelValue(own.labels, key);
      if (value === undefined) continue;
      const same = made.get(value);
      if (same === undefined) made.set(value, [own]);
      else same.push(own);
    }
    byLabel.set(key, made);
    return made;
  };
  return (selector) => {
    let fewest: readonly PodClass[] | undefined;
    for (const [key, value] of Object.entries(selector)) {
      const found = withLabel(key).get(value) ?? [];
      if (fewest === undefined || found.length < fewest.length) fewest = found;
    }
    return (fewest ?? []).filter(({ labels }) => matchesEqualitySelector(selector, labels));
  };
}

const sorted = new WeakMap<object, PodClasses>();

/** The pods of a partition in classes; sorted again only when the pods, or the keys that tell them apart, changed. */
export function podClassesOf(partition: NamespacePartition): PodClasses {
  const keys = selectorKeysOf(partition);
  const known = sorted.get(partition.pods);
  if (known?.signature === keys.signature && known.owners === partition.workloadOwners) return known;
  const made = sortPods(partition.pods.values(), keys, partition.workloadOwners);
  sorted.set(partition.pods, made);
  return made;
}
