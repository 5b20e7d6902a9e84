import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningCluster } from '../testBed.ts';
import type { PodObject } from './podObject.ts';

/** What a watch of pods needs beside the pods. */
export interface WatchOptions {
  /** Says what is awaited, for the error. */
  readonly what: string;
  /** In milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** One line of `kubectl get --watch --output-watch-events --output=json`; what is there already comes as ADDED. */
interface WatchEvent {
  readonly type: string;
  readonly object: PodObject;
}

/** Follows one watch until the pods are as wanted. Resolves with why it ended before, or with undefined. */
function followWatch(
  argv: readonly string[],
  pods: Map<string, PodObject>,
  isWanted: (pods: readonly PodObject[]) => boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [program = '', ...own] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, own, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, KUBERC: 'off' },
    });
    let errors = '';
    const stop = (): void => {
      child.kill('SIGKILL');
    };
    const end = (words: string | undefined): void => {
      signal.removeEventListener('abort', stop);
      stop();
      resolve(words);
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors = (errors + chunk).slice(-2000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      // A kubectl that is stopped may leave a part of a line.
      if (!line.endsWith('}')) return;
      const { type, object } = JSON.parse(line) as WatchEvent;
      if (type === 'DELETED') pods.delete(object.metadata.name);
      else pods.set(object.metadata.name, object);
      if (isWanted([...pods.values()])) end(undefined);
    });
    child.once('error', (error) => {
      end(error.message);
    });
    child.once('close', () => {
      end(errors.trim());
    });
  });
}

/**
 * Awaits that the pods with a label are as wanted, by a watch: one kubectl, and no time between a change and its being
 * seen.
 * @param isWanted of all pods as they are, in no order; not asked while there is none
 * @throws Error naming what was awaited when the time is over, or the signal's reason
 */
export async function watchPods(
  cluster: RunningCluster,
  namespace: string,
  label: string,
  isWanted: (pods: readonly PodObject[]) => boolean,
  { what, timeout, signal }: WatchOptions,
): Promise<void> {
  const either = AbortSignal.any([AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])]);
  const watch = ['get', 'pod', '-n', namespace, '-l', label, '--watch', '--output-watch-events'];
  const argv = [cluster.kubectlPath, `--kubeconfig=${cluster.kubeconfigPath}`, ...watch, '--output=json'];
  const pods = new Map<string, PodObject>();
  // The API server ends watches now and then: the next one begins with what is there.
  const isOver = (): boolean => either.aborted;
  while (!isOver()) {
    pods.clear();
    const why = await followWatch(argv, pods, isWanted, either);
    if (why === undefined) return;
    // A server that is not there is not asked all the time.
    if (why !== '' && !isOver()) await delay(500);
  }
  signal?.throwIfAborted();
  const seen = [...pods.values()].map((pod) => JSON.stringify(pod).slice(0, 2000));
  throw new Error(
    `waited ${Math.round(timeout / 1000)} s for ${what} in vain; the pods were: ${seen.join('\n')}`,
  );
}
