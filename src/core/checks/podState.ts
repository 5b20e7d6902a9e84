import type { Container, Pod } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { isAlive, isReady } from '../model/serviceEndpoints.ts';

/** Why nothing can be sent to a pod, or by it. Each pod is in one of these states. */
export type PodState = 'ready' | 'ended' | 'unscheduled' | 'crash-looping' | 'not-ready';

/** A container that ran this long without a failure starts its back-off anew (kubelet's MaxContainerBackOff, twice). */
const settledAfterMilliseconds = 10 * 60_000;

/** Restarts from which a container that runs, is not ready and started lately counts as one that goes on crashing. */
const fewestRestarts = 2;

function startedLately(since: Timestamp | undefined, asOf: Timestamp): boolean {
  if (since === undefined) return false;
  return Date.parse(asOf) - Date.parse(since) < settledAfterMilliseconds;
}

function crashes(container: Container, runningSince: Timestamp | undefined, asOf: Timestamp): boolean {
  const { state, lastState, restartCount, ready } = container;
  switch (state.kind) {
    case 'waiting':
      return (
        state.reason === 'CrashLoopBackOff' || (state.reason === 'RunContainerError' && restartCount > 0)
      );
    case 'terminated':
      return state.exitCode !== 0 && restartCount > 0;
    case 'running':
      return (
        !ready &&
        lastState?.kind === 'terminated' &&
        restartCount >= fewestRestarts &&
        startedLately(runningSince, asOf)
      );
    case 'unknown':
      return false;
  }
}

/** The containers of a pod that start and end again and again, init containers first. */
export function crashingContainers(pod: Pod, asOf: Timestamp): readonly Container[] {
  const { startup } = pod;
  return [...(startup?.initContainers ?? []), ...pod.containers].filter((container) => {
    const own = startup?.containers.find(({ name }) => name === container.name);
    return crashes(container, own?.runningSince, asOf);
  });
}

/** The state of a pod as the API tells it. */
export function podStateOf(pod: Pod, asOf: Timestamp): PodState {
  if (!isAlive(pod)) return 'ended';
  if (isReady(pod)) return 'ready';
  if (pod.nodeName === undefined) return 'unscheduled';
  return crashingContainers(pod, asOf).length > 0 ? 'crash-looping' : 'not-ready';
}
