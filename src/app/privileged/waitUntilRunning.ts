import { urlPart } from '../../core/text/urlPart.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { isRecord } from '../../core/model/readField.ts';
import type { Clock, Cluster } from '../ports.ts';
import { containerProgress } from './containerProgress.ts';

export interface AwaitedContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly statuses: 'containerStatuses' | 'ephemeralContainerStatuses';
}

/** Time for an image of some hundred megabytes to be pulled. */
const patienceMilliseconds = 120_000;

/** A container whose image is there runs within a second; one whose image is pulled takes long, so asking gets slower. */
const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 1000;
const pauseGrowth = 1.4;

const readTimeoutMilliseconds = 10_000;

/** The path of a pod in the API. */
export function podPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${urlPart(namespace)}/pods/${urlPart(pod)}`;
}

/**
 * Waits until a container runs. Resolves with why it does not, or with `undefined` when it does; rejects when the signal
 * aborts.
 */
export async function waitUntilRunning(
  { namespace, pod, container, statuses }: AwaitedContainer,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const started = clock.elapsed();
  let pause = firstPauseMilliseconds;
  let lastProblem = '';
  while (clock.elapsed() - started < patienceMilliseconds) {
    const answer = await cluster.read(podPath(namespace, pod), readTimeoutMilliseconds, signal);
    if (answer.kind === 'not-found') return 'the pod was deleted while its container was starting';
    if (answer.kind === 'forbidden') return answer.reason;
    if (answer.kind === 'found') {
      const progress = containerProgress(isRecord(answer.body) ? answer.body : {}, statuses, container);
      if (progress.kind === 'running') return undefined;
      if (progress.kind === 'failed') return progress.reason;
      lastProblem = '';
    } else {
      lastProblem = `: ${answer.reason}`;
    }
    await delay(pause, undefined, { signal });
    pause = Math.min(pause * pauseGrowth, longestPauseMilliseconds);
  }
  return `it did not run within ${patienceMilliseconds / 1000} s${lastProblem}; the node may not answer, or the image is slow to pull`;
}
