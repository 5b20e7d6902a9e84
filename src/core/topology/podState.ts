import type { Container, Pod } from '../model/clusterSnapshot.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import type { PodRecord } from './podRecord.ts';
import type { TopologyState } from '../model/topologyState.ts';
import { countOf } from './topology.ts';

/** The state of a thing with its reason and the few words of its badge. */
export interface JudgedState {
  readonly state: TopologyState;
  readonly reason: string;
  readonly badge: string;
}

/** Waiting reasons that are ordinary steps of a start (kubelet, container runtime), not failures. */
const startingReasons: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function failingContainer(pod: Pod): Container | undefined {
  return pod.containers.find(
    ({ state }) =>
      state.kind === 'waiting' && state.reason !== undefined && !startingReasons.has(state.reason),
  );
}

function sentence(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(': ');
}

/** Whether the pod counts for its workload: neither ended nor on its way out. */
export function isActive(pod: Pod): boolean {
  return isAlive(pod) && pod.deletionTimestamp === undefined;
}

/** Judges a pod by its phase, conditions and containers. */
export function judgePod(pod: Pod): JudgedState {
  if (pod.phase === 'Succeeded') return { state: 'inactive', reason: 'finished', badge: 'finished' };
  if (pod.phase === 'Failed') {
    return { state: 'inactive', reason: sentence('failed', pod.reason), badge: pod.reason ?? 'failed' };
  }
  if (pod.deletionTimestamp !== undefined) {
    return { state: 'inactive', reason: 'is being deleted', badge: 'terminating' };
  }
  const failing = failingContainer(pod);
  if (failing !== undefined) {
    const { reason, message } = failing.state;
    return {
      state: 'error',
      reason: sentence(`container ${failing.name} waits: ${reason ?? 'no reason given'}`, message),
      badge: reason ?? 'waiting',
    };
  }
  const condition = (type: string) => pod.conditions.find((candidate) => candidate.type === type);
  if (pod.phase === 'Unknown') {
    return { state: 'unknown', reason: 'its node does not report', badge: 'unknown' };
  }
  const ready = condition('Ready');
  if (pod.phase === 'Running' && ready?.status === 'True') return { state: 'ok', reason: '', badge: 'ready' };
  if (pod.phase === 'Pending') {
    const scheduled = condition('PodScheduled');
    if (scheduled?.status === 'False') {
      const reason = sentence('cannot be scheduled', scheduled.message ?? scheduled.reason);
      return { state: 'error', reason, badge: 'unscheduled' };
    }
    return { state: 'warning', reason: 'is starting', badge: 'pending' };
  }
  const unready = pod.containers.filter((container) => !container.ready).map(({ name }) => name);
  const reason =
    unready.length === 0
      ? sentence('is not ready', ready?.message ?? ready?.reason)
      : `is not ready: ${countOf(unready.length, 'container')} of ${pod.containers.length} not ready (${unready.join(', ')})`;
  return { state: 'warning', reason, badge: 'not ready' };
}

/** What the pods of a workload are, counted. */
export class PodTally {
  active = 0;
  alive = 0;
  ready = 0;
  unknown = 0;

  /** Counts one more pod. */
  add({ alive, active, judged }: Pick<PodRecord, 'alive' | 'active' | 'judged'>): void {
    if (alive) this.alive += 1;
    if (!active) return;
    this.active += 1;
    if (judged.state === 'ok') this.ready += 1;
    else if (judged.state === 'unknown') this.unknown += 1;
  }
}

/**
 * Judges a workload by the pods that it has: no object of its own is read.
 * @param tally of all its pods
 */
export function judgeWorkload(
  pods: readonly Pod[],
  { active, alive, ready, unknown }: PodTally,
): JudgedState {
  if (active === 0) {
    const finished = alive === 0;
    return {
      state: 'inactive',
      reason: finished ? 'all its pods have finished' : 'its pods are being deleted',
      badge: finished ? 'finished' : 'terminating',
    };
  }
  const badge = `${ready}/${active} ready`;
  if (ready === active) return { state: 'ok', reason: '', badge };
  if (unknown === active) return { state: 'unknown', reason: 'the nodes of its pods do not report', badge };
  if (ready === 0) {
    const only = active === 1 ? pods.find(isActive) : undefined;
    const reason =
      only === undefined ? `none of ${active} pods is ready` : `its only pod ${judgePod(only).reason}`;
    return { state: 'error', reason, badge };
  }
  return { state: 'warning', reason: `${ready} of ${active} pods are ready`, badge };
}
