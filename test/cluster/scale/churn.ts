import { setTimeout as delay } from 'node:timers/promises';
import { startRandom } from '../suite/random.ts';
import { ChurnState } from './churnState.ts';
import { statusChange, structuralChange, type Change } from './churnOperations.ts';
import type { WorldPlan } from './objects/worldPlan.ts';
import { ApiRefusal, isLost, type ScaleApi } from './scaleApi.ts';

/** How a cluster is kept busy. */
export interface ChurnOptions {
  readonly api: ScaleApi;
  readonly world: WorldPlan;
  /** Writes a second; what cannot be sent in time is left out and counted. */
  readonly rate: number;
  /** Share of the writes that make, delete or relabel something; the others only change readiness. */
  readonly structural: number;
  readonly seed: number;
  /** Ends the churn; what is under way is awaited. */
  readonly signal: AbortSignal;
  readonly onWrite?: (write: ChurnWrite) => void;
  /** Of an earlier churn on the same cluster; read from the cluster unless given. */
  readonly state?: ChurnState;
}

/** One write that the API server accepted. */
export interface ChurnWrite {
  readonly operation: Change['operation'];
  readonly structural: boolean;
  readonly resource: 'pods' | 'services';
  readonly namespace: string;
  readonly name: string;
  /** Value of {@link writeLabel} that the object has from this write on; absent for what only changes a status. */
  readonly label?: string;
  readonly resourceVersion: string;
  /** Milliseconds since the epoch, by the writer's clock, when the request was sent and when its answer was there. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** What a churn came to. */
export interface ChurnSummary {
  readonly writes: number;
  /** Left out because so many were still under way. */
  readonly leftOut: number;
  /** Refused, e.g. because a controller had changed or removed the object. */
  readonly refused: number;
  readonly seconds: number;
}

/** Writes under way at once. */
const mostUnderWay = 100;
const tickMilliseconds = 10;

/** Milliseconds since the epoch with fractions, comparable between processes of one machine. */
export function epochMilliseconds(): number {
  return performance.timeOrigin + performance.now();
}

/** Changes the cluster at a rate until the signal aborts. The number of pods stays about the same. */
export async function churn(options: ChurnOptions): Promise<ChurnSummary> {
  const { api, world, rate, structural, seed, signal, onWrite } = options;
  const random = startRandom(seed, 'churn');
  const state = options.state ?? (await ChurnState.read(api, world));
  const underWay = new Set<Promise<void>>();
  const counts = { writes: 0, leftOut: 0, refused: 0 };
  const started = performance.now();

  const write = async (): Promise<void> => {
    const isStructural = random.integer(1, 1000) <= structural * 1000;
    const change = isStructural ? structuralChange(state, random) : statusChange(state, random);
    if (change === undefined) return;
    const sentAt = epochMilliseconds();
    try {
      const answer = await change.send(api);
      const { metadata } = answer as { metadata?: { resourceVersion?: string } };
      counts.writes += 1;
      onWrite?.({
        operation: change.operation,
        structural: isStructural,
        resource: change.resource,
        namespace: change.namespace,
        name: change.name,
        ...(change.label === undefined ? {} : { label: change.label }),
        resourceVersion: metadata?.resourceVersion ?? '',
        sentAt,
        answeredAt: epochMilliseconds(),
      });
    } catch (error) {
      if (!(error instanceof ApiRefusal) && !isLost(error)) throw error;
      counts.refused += 1;
    }
  };

  let due = 0;
  let failure: unknown;
  while (!signal.aborted && failure === undefined) {
    const target = ((performance.now() - started) / 1000) * rate;
    for (; due < target; due++) {
      if (underWay.size >= mostUnderWay) {
        counts.leftOut += 1;
        continue;
      }
      const promise: Promise<void> = write()
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => underWay.delete(promise));
      underWay.add(promise);
    }
    await delay(tickMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure as Error;
  return { ...counts, seconds: (performance.now() - started) / 1000 };
}
