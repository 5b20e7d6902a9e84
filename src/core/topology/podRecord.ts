import type { NamespacePartition, Pod } from '../model/clusterSnapshot.ts';
import { labelValue } from '../model/labels.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { type JudgedState, isActive, judgePod } from './podState.ts';
import { type WorkloadGroup, workloadGroupOf } from './workloadGroup.ts';

/** Who controls the ReplicaSets and Jobs of a namespace. */
type Owners = NamespacePartition['workloadOwners'];

/** Which labels tell pods apart for the selectors of one namespace. */
export interface SelectorKeys {
  readonly keys: readonly string[];
  /** Equal texts: equal keys. */
  readonly signature: string;
}

/** What one pod is to the graph. A pod is immutable, so this is worked out once. */
export class PodRecord {
  readonly judged: JudgedState;
  readonly alive: boolean;
  readonly active: boolean;
  readonly #pod: Pod;
  // The last answers, and what they were given for: a pod is asked about in one state of its namespace after the other.
  #owners: Owners | undefined;
  #workload: WorkloadGroup | undefined;
  #signature: string | undefined;
  #classKey = '';

  constructor(pod: Pod) {
    this.#pod = pod;
    this.judged = judgePod(pod);
    this.alive = isAlive(pod);
    this.active = isActive(pod);
  }

  /** The workload that it belongs to; `undefined` for a pod that nothing controls. */
  workload(owners: Owners): WorkloadGroup | undefined {
    if (this.#owners !== owners) {
      const workload = workloadGroupOf(this.#pod, owners);
      if (workload?.id !== this.#workload?.id || this.#owners === undefined) {
        this.#workload = workload;
        this.#signature = undefined;
      }
      this.#owners = owners;
    }
    return this.#workload;
  }

  /** Equal for pods of one workload that no selector with these keys tells apart. */
  classKey({ keys, signature }: SelectorKeys, owners: Owners): string {
    const workload = this.workload(owners);
    if (this.#signature === signature) return this.#classKey;
    const { labels, hostNetwork, name } = this.#pod;
    const values = keys.map((key) => labelValue(labels, key) ?? null);
    this.#classKey = `${workload?.id ?? `/${name}`} ${hostNetwork ? 'host' : 'own'} ${JSON.stringify(values)}`;
    this.#signature = signature;
    return this.#classKey;
  }
}

const records = new WeakMap<Pod, PodRecord>();

/** The record of a pod. */
export function podRecord(pod: Pod): PodRecord {
  let record = records.get(pod);
  if (record === undefined) {
    record = new PodRecord(pod);
    records.set(pod, record);
  }
  return record;
}
