import { applyChanges } from '../../core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ConnectionProblem } from '../../core/model/connection.ts';
import { questionResourceNames } from '../../core/model/coverage.ts';
import { emptySnapshot } from '../../core/model/emptySnapshot.ts';
import type { SnapshotChange } from '../../core/model/snapshotChange.ts';
import type { Clock, Cluster, Log, WatchScope, WatchSink } from '../ports.ts';

/** Between two snapshots at least, so that a storm of events is a few changes to their readers. */
const batchMilliseconds = 50;

/** After a quiet time changes are gathered only so long: what belongs together, as a pod and its slice, comes together. */
const gatherMilliseconds = 10;

/**
 * Part of the time that readers of snapshots get while the first lists come in: what they make of a half listed cluster costs
 * more with each page, is soon out of date, and keeps the lists waiting.
 */
const readersShareOfLoading = 0.1;

/** Unreadable objects that are named in the log for each batch; a broken CRD conversion could bring thousands. */
const namedErrors = 5;

/** One context's life: a live snapshot and whatever is wrong with its connection. */
export interface Session {
  readonly cluster: Cluster;
  current(): ClusterSnapshot;
  /** What is wrong with the connection now. */
  problem(): ConnectionProblem | undefined;
  /** Calls back after each published batch and each change of the problem; returns what ends that. */
  onChange(listener: () => void): () => void;
  /** Resolves when the first list of everything that a question needs has ended, well or badly; rejects when the signal aborts. */
  whenListed(signal: AbortSignal): Promise<void>;
  /** Aborts when the session is closed. */
  readonly ended: AbortSignal;
  /**
   * Ends the watches at once and closes the cluster.
   * @param unused what still uses the connection; it is closed when this has settled
   */
  close(unused?: Promise<unknown>): Promise<void>;
}

export interface SessionOptions {
  readonly cluster: Cluster;
  readonly scope: WatchScope;
  readonly clock: Clock;
  readonly log: Log;
}

function isListed({ coverage }: ClusterSnapshot): boolean {
  return questionResourceNames.every((resource) => coverage[resource].state !== 'loading');
}

function describeErrors(errors: readonly string[]): string {
  const more = errors.length > namedErrors ? ` and ${String(errors.length - namedErrors)} more` : '';
  return `left out, not readable: ${errors.slice(0, namedErrors).join('; ')}${more}`;
}

/** Starts watching a cluster. */
export function openSession({ cluster, scope, clock, log }: SessionOptions): Session {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  let snapshot = emptySnapshot(cluster.describe().context, clock.now());
  let problem: ConnectionProblem | undefined;
  let pending: SnapshotChange[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** When the timer fires. */
  let due = 0;
  /** When the last publication ended, and the milliseconds that it took, its readers included. */
  let lastEnded = -Infinity;
  let lastCost = 0;
  let listed = false;

  const notify = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const publish = (): void => {
    timer = undefined;
    const began = clock.elapsed();
    const changes = pending;
    pending = [];
    snapshot = applyChanges(snapshot, changes, clock.now());
    listed ||= isListed(snapshot);
    notify();
    lastEnded = clock.elapsed();
    lastCost = lastEnded - began;
  };
  const schedule = (delay: number): void => {
    const at = clock.elapsed() + delay;
    if (timer !== undefined && at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(publish, delay);
  };
  const sink: WatchSink = {
    changes: (changes) => {
      // What was on its way when the session was closed keeps no timer, and so no process, alive.
      if (controller.signal.aborted) return;
      for (const change of changes) pending.push(change);
      // That a list is complete is news at any time.
      const isNews = listed || changes.some(({ type }) => type === 'coverage');
      const pause = isNews ? 0 : lastCost * (1 / readersShareOfLoading - 1);
      const sinceLast = clock.elapsed() - lastEnded;
      schedule(Math.max(gatherMilliseconds, batchMilliseconds - sinceLast, pause));
    },
    problem: (next) => {
      if (controller.signal.aborted) return;
      problem = next;
      if (next !== undefined) log.warn(`${next.message} ${next.advice}`);
      notify();
    },
    unreadable: (errors) => {
      log.warn(describeErrors(errors));
    },
  };
  const watching = cluster.watch(scope, sink, controller.signal).catch((error: unknown) => {
    log.warn(`the watches ended: ${error instanceof Error ? error.message : String(error)}`);
  });

  return {
    cluster,
    ended: controller.signal,
    current: () => snapshot,
    problem: () => problem,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whenListed: (signal) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          listeners.delete(look);
          signal.removeEventListener('abort', abort);
        };
        const look = (): void => {
          if (!isListed(snapshot)) return;
          end();
          resolve();
        };
        const abort = (): void => {
          end();
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        listeners.add(look);
        signal.addEventListener('abort', abort);
        if (signal.aborted) abort();
        else look();
      }),
    close: async (unused) => {
      controller.abort();
      clearTimeout(timer);
      listeners.clear();
      await Promise.allSettled([watching, unused]);
      cluster.close();
    },
  };
}
