import { setTimeout as delay } from 'node:timers/promises';
import { isRecord } from '../../core/model/readField.ts';
import type { Cluster } from '../ports.ts';
import { containerProgress } from './containerProgress.ts';
import { endCommand, lifetimeSeconds } from './keepAlive.ts';
import { describeCreated, type CreatedObject } from './runLedger.ts';
import { podPath } from './waitUntilRunning.ts';

const timeoutMilliseconds = 10_000;

/** The kubelet tells the API within a second or two that a container has ended. */
const pauses = 20;
const pauseMilliseconds = 150;

type DebugContainer = Extract<CreatedObject, { kind: 'debug-container' }>;

/** Ends the program of a debug container. `undefined` when it does not run any more, else why it may still run. */
async function endDebugContainer(
  { namespace, pod, container }: DebugContainer,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<string | undefined> {
  const look = async (): Promise<'running' | 'not-running' | 'starting' | { reason: string }> => {
    const answer = await cluster.read(podPath(namespace, pod), timeoutMilliseconds, signal);
    if (answer.kind === 'not-found') return 'not-running';
    if (answer.kind !== 'found') return { reason: answer.reason };
    const raw = isRecord(answer.body) ? answer.body : {};
    const { kind } = containerProgress(raw, 'ephemeralContainerStatuses', container);
    return kind === 'running' ? 'running' : kind === 'waiting' ? 'starting' : 'not-running';
  };
  const before = await look();
  if (before === 'not-running') return undefined;
  if (before === 'starting')
    return `it is still starting, and ends by itself ${lifetimeSeconds / 60} minutes after that`;
  if (typeof before === 'object') return before.reason;
  // The end of the container ends this command too, so only what can be seen afterwards tells.
  const argv = endCommand(container);
  const result = await cluster.exec({ namespace, pod, container, argv, timeoutMilliseconds }, signal);
  for (let pause = 0; pause < pauses; pause += 1) {
    if ((await look()) === 'not-running') return undefined;
    await delay(pauseMilliseconds, undefined, { signal });
  }
  return result.kind === 'exited' ? 'its program does not end' : result.reason;
}

/**
 * Takes away what was created: deletes a node pod, ends the program of a debug container. `undefined` when that is done or
 * was not needed, else what remains, in words. Rejects when the signal aborts.
 */
export async function removeCreated(
  created: CreatedObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (created.kind === 'debug-container') {
    const why = await endDebugContainer(created, cluster, signal);
    return why === undefined ? undefined : `${describeCreated(created)} may still run: ${why}`;
  }
  const result = await cluster.changes?.deletePod(created.namespace, created.name, signal);
  return result === undefined || result.kind === 'done'
    ? undefined
    : `${describeCreated(created)} could not be deleted: ${result.reason}`;
}
