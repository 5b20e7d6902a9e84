import { setTimeout as delay } from 'node:timers/promises';
import type { WatchSink } from '../app/ports.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import type { CoverageState } from '../core/model/coverage.ts';
import { isRecord, readNonEmptyText, readNumber, readRecord, readText } from '../core/model/readField.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import { listResource } from './listResource.ts';
import { ApiError, isAbort, problemOf } from './problems.ts';
import { type Collection, pathOf, type Resource, upsertOf } from './resources.ts';
import type { Transport } from './transport.ts';
import { BrokenWatch, readWatchStream, type WatchEvent } from './watchStream.ts';

/** Where the watch of one collection stands. */
export interface CollectionState {
  readonly state: CoverageState;
  readonly reason?: string;
}

/** What a watch tells. */
export interface CollectionSink extends Pick<WatchSink, 'changes' | 'unreadable'> {
  state(state: CollectionState): void;
  /** The server cannot be used (a problem), or can again. */
  problem(problem: ConnectionProblem | undefined): void;
}

/** Times in milliseconds. */
export interface WatchTiming {
  /** After the first failure; doubled with each further one up to the longest, and spread by half. */
  readonly firstBackoff: number;
  readonly longestBackoff: number;
  /** Without an event or bookmark for so long a watch is opened again: its connection may be dead without having ended. */
  readonly longestSilence: number;
  /** How often something is asked again that is refused, or that may be listed but not watched. */
  readonly recheck: number;
}

/** The API server sends a bookmark about every minute to whoever asked for them. */
export const usualTiming: WatchTiming = {
  firstBackoff: 500,
  longestBackoff: 30_000,
  longestSilence: 100_000,
  recheck: 30_000,
};

/** The server ends a watch after this long and we open the next; spread, so that six do not end together. */
const watchSeconds = 300;
/** A watch that ends sooner failed somehow, and is not opened again without a pause. */
const shortestWatch = 1_000;

/** Waits between attempts. */
class Backoff {
  readonly #timing: WatchTiming;
  #failures = 0;

  constructor(timing: WatchTiming) {
    this.#timing = timing;
  }

  reset(): void {
    this.#failures = 0;
  }

  /** Longer each time; at least as long as the server asks for. */
  async wait(signal: AbortSignal, atLeast = 0): Promise<void> {
    const { firstBackoff, longestBackoff } = this.#timing;
    const full = Math.min(longestBackoff, firstBackoff * 2 ** this.#failures);
    this.#failures += 1;
    await delay(Math.max(atLeast, full * (0.5 + Math.random() / 2)), undefined, { signal });
  }
}

function errorOfStatus(object: unknown): ApiError {
  const status = isRecord(object) ? object : {};
  return new ApiError(
    readNumber(status, 'code') ?? 0,
    readNonEmptyText(status, 'reason') ?? '',
    readNonEmptyText(status, 'message') ?? 'the watch ended with an error',
  );
}

/** What an event changes. An object that cannot be read is left out, as in a list. */
function changeOf(
  resource: Resource,
  type: string,
  object: unknown,
): { change?: SnapshotChange; errors: readonly string[] } {
  const { value, errors } = resource.project(object);
  if (type !== 'DELETED' && value !== undefined) return { change: upsertOf(resource, value), errors };
  const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
  const name = readText(metadata, 'name');
  const namespace = readText(metadata, 'namespace');
  if (name === undefined || (resource.namespaced && namespace === undefined)) return { errors };
  const change: SnapshotChange = {
    type: 'delete',
    resource: resource.name,
    ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
    name,
  };
  // What is gone need not be readable.
  return { change, errors: type === 'DELETED' ? [] : errors };
}

/** The watch of one collection: one run of {@link watchResource}. */
class CollectionWatch {
  readonly #transport: Transport;
  readonly #collection: Collection;
  readonly #sink: CollectionSink;
  readonly #timing: WatchTiming;
  readonly #signal: AbortSignal;
  readonly #backoff: Backoff;
  /** From where a watch can go on; absent when a list is due. */
  #version: string | undefined;
  #listedOnce = false;

  constructor(
    transport: Transport,
    collection: Collection,
    sink: CollectionSink,
    timing: WatchTiming,
    signal: AbortSignal,
  ) {
    this.#transport = transport;
    this.#collection = collection;
    this.#sink = sink;
    this.#timing = timing;
    this.#signal = signal;
    this.#backoff = new Backoff(timing);
  }

  async run(whenForbidden: 'end' | 'ask-again'): Promise<string | undefined> {
    while (!this.#signal.aborted) {
      try {
        if (this.#version === undefined) {
          this.#version = await listResource(this.#transport, this.#collection, this.#sink, this.#signal);
          this.#listedOnce = true;
          this.#works();
        }
        await this.#follow();
      } catch (error) {
        if (isAbort(error, this.#signal)) break;
        const forbidden = error instanceof ApiError && error.status === 403 && this.#version === undefined;
        if (forbidden && whenForbidden === 'end') return error.message;
        await this.#afterFailure(error).catch(() => undefined);
      }
    }
    return undefined;
  }

  #works(reason?: string): void {
    this.#sink.state({ state: 'complete', ...(reason === undefined ? {} : { reason }) });
    this.#sink.problem(undefined);
  }

  /** Says what failed and waits; rejects only when the signal aborts. */
  async #afterFailure(error: unknown): Promise<void> {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 410) {
      // The version that we know was compacted away.
      this.#version = undefined;
      await this.#backoff.wait(this.#signal);
      return;
    }
    if (status === 403 && this.#version !== undefined) {
      this.#version = undefined;
      const seconds = Math.round(this.#timing.recheck / 1000);
      this.#works(`it may be listed but not watched, so it is listed every ${seconds} seconds`);
      await delay(this.#timing.recheck, undefined, { signal: this.#signal });
      return;
    }
    if (status === 403 || status === 404) {
      const reason = error instanceof Error ? error.message : '';
      this.#sink.state(
        status === 403
          ? { state: 'forbidden', reason }
          : { state: 'failed', reason: `the API server does not serve ${pathOf(this.#collection)}` },
      );
      this.#sink.problem(undefined);
      await delay(this.#timing.recheck, undefined, { signal: this.#signal });
      return;
    }
    const problem = problemOf(error, this.#transport.server);
    this.#sink.state({ state: this.#listedOnce ? 'stale' : 'failed', reason: problem.message });
    this.#sink.problem(problem);
    await this.#backoff.wait(this.#signal, error instanceof ApiError ? error.retryAfterMilliseconds : 0);
  }

  /** Watches until the server ends it. Throws what keeps a watch from being opened, and ERROR events. */
  async #follow(): Promise<void> {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#signal, silence.signal]);
    const timer = setTimeout(() => {
      silence.abort();
    }, this.#timing.longestSilence);
    const started = performance.now();
    try {
      const query = new URLSearchParams({
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: this.#version ?? '',
        timeoutSeconds: String(Math.round(watchSeconds * (1 + Math.random()))),
      });
      const response = await this.#transport.request(`${pathOf(this.#collection)}?${query.toString()}`, {
        signal,
      });
      this.#works();
      try {
        for await (const events of readWatchStream(response)) {
          timer.refresh();
          this.#take(events);
        }
      } catch (error) {
        if (error instanceof ApiError) throw error;
        // A connection that breaks is opened again from the last version: nothing is lost. A line that cannot be read is.
        if (error instanceof BrokenWatch) this.#version = undefined;
      }
    } finally {
      clearTimeout(timer);
      // Frees the connection when the stream was left before its end.
      silence.abort();
    }
    if (performance.now() - started < shortestWatch) await this.#backoff.wait(this.#signal);
    else this.#backoff.reset();
  }

  #take(events: readonly WatchEvent[]): void {
    const changes: SnapshotChange[] = [];
    const unreadable: string[] = [];
    try {
      for (const { type, object } of events) {
        if (type === 'ERROR') throw errorOfStatus(object);
        const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
        this.#version = readNonEmptyText(metadata, 'resourceVersion') ?? this.#version;
        if (type === 'BOOKMARK') continue;
        const { change, errors } = changeOf(this.#collection.resource, type, object);
        if (change !== undefined) changes.push(change);
        unreadable.push(...errors);
      }
    } finally {
      if (changes.length > 0) this.#sink.changes(changes);
      if (unreadable.length > 0) this.#sink.unreadable(unreadable);
    }
  }
}

/**
 * Lists and then watches one collection until the signal aborts, whatever happens in between.
 * @param whenForbidden `ask-again`: a list that is refused is a state, and is asked for again after a while. `end`: resolves
 * with the server's message.
 */
export async function watchResource(
  transport: Transport,
  collection: Collection,
  sink: CollectionSink,
  whenForbidden: 'end' | 'ask-again',
  signal: AbortSignal,
  timing: WatchTiming = usualTiming,
): Promise<string | undefined> {
  return new CollectionWatch(transport, collection, sink, timing, signal).run(whenForbidden);
}
