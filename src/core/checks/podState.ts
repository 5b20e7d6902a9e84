import type { Container, Pod } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { isAlive, isReady } from '../model/serviceEndpoints.ts';

/** Why nothing can be sent to a pod, or by it. Each pod is in one of these states. */
export type PodState = 'ready' | 'ended' | 'unscheduled' | 'crash-looping' | 'starting' | 'not-ready';

/** A pod whose containers are still being made after this time does not start as it should: most are in seconds. */
const longestStartMilliseconds = 60_000;

/** Why a container waits that is on its way: the kubelet's words before the first start (pkg/kubelet/kubelet_pods.go). */
const onItsWay: ReadonlySet<string | undefined> = new Set([
  undefined,
  'ContainerCreating',
  'PodInitializing',
]);

/**
 * For how many milliseconds a pod has been starting; `undefined` for one that is not: a container waits for something else
 * than being made, has ended badly or was started before, or all of them run.
 */
export function startingFor({ startup, containers }: Pod, asOf: Timestamp): number | undefined {
  if (startup?.since === undefined) return undefined;
  const all = [...startup.initContainers, ...containers];
  const isUndisturbed = all.every(
    ({ state, restartCount }) =>
      restartCount === 0 &&
      (state.kind === 'running' ||
        (state.kind === 'waiting' && onItsWay.has(state.reason)) ||
        (state.kind === 'terminated' && state.exitCode === 0)),
  );
  const isMade = containers.length > 0 && containers.every(({ state }) => state.kind !== 'waiting');
  const milliseconds = Math.max(0, Date.parse(asOf) - Date.parse(startup.since));
  return isUndisturbed && !isMade && milliseconds < longestStartMilliseconds ? milliseconds : undefined;
}

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
  if (crashingContainers(pod, asOf).length > 0) return 'crash-looping';
  return startingFor(pod, asOf) === undefined ? 'not-ready' : 'starting';
}
