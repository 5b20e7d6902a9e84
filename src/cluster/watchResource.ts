import { setTimeout as delay } from 'node:timers/promises';
import type { WatchSink } from '../app/ports.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import type { CoverageState } from '../core/model/coverage.ts';
import { isRecord, readNonEmptyText, readNumber, readRecord, readText } from '../core/model/readField.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import { Backoff } from './backoff.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { listResource } from './listResource.ts';
import { ApiError, isAbort, problemOf } from './problems.ts';
import { type Collection, pathOf, replaceOf, upsertOf, wishesOf } from './resources.ts';
import { UnreadableObjects } from './unreadableObjects.ts';
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
  /**
   * How often something is listed that may not be watched. What is refused altogether is asked for again after as long, then after
   * twice as long and so on: a role may be granted, and nobody's audit log is to fill until then.
   */
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
/** The longest pause before something refused is asked for again, in rechecks: ten minutes. */
const longestRefusal = 20;

function errorOfStatus(object: unknown): ApiError {
  const status = isRecord(object) ? object : {};
  return new ApiError(
    readNumber(status, 'code') ?? 0,
    readNonEmptyText(status, 'reason') ?? '',
    readNonEmptyText(status, 'message') ?? 'the watch ended with an error',
  );
}

/** How a watch ends and how it goes on; see {@link watchResource}. */
export interface WatchMode {
  /** `ask-again`: a list that is refused is a state, and is asked for again after a while. `end`: the watch ends with the refusal. */
  readonly whenForbidden: 'end' | 'ask-again';
  /** In place of a watch the list is made again after a pause of so many milliseconds. */
  readonly pollPause?: () => number;
}

/** The watch of one collection: one run of {@link watchResource}. */
class CollectionWatch {
  readonly #access: CollectionAccess;
  readonly #collection: Collection;
  readonly #sink: CollectionSink;
  readonly #timing: WatchTiming;
  readonly #signal: AbortSignal;
  readonly #backoff: Backoff;
  readonly #refusals: Backoff;
  #unreadable = new UnreadableObjects();
  /** Why the collection is listed and not watched; absent while it is watched. */
  #limitation: string | undefined;
  /** From where a watch can go on; absent when a list is due. */
  #version: string | undefined;
  #listedOnce = false;

  constructor(
    access: CollectionAccess,
    collection: Collection,
    sink: CollectionSink,
    timing: WatchTiming,
    signal: AbortSignal,
  ) {
    this.#access = access;
    this.#collection = collection;
    this.#sink = sink;
    this.#timing = timing;
    this.#signal = signal;
    this.#backoff = new Backoff(timing.firstBackoff, timing.longestBackoff);
    this.#refusals = new Backoff(timing.recheck, timing.recheck * longestRefusal);
  }

  async run({ whenForbidden, pollPause }: WatchMode): Promise<string | undefined> {
    while (!this.#signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list();
        if (pollPause === undefined) await this.#follow();
        else await this.#pause('there is too much to watch it all', pollPause());
      } catch (error) {
        if (isAbort(error, this.#signal)) break;
        const forbidden = error instanceof ApiError && error.status === 403 && this.#version === undefined;
        if (forbidden && whenForbidden === 'end') return error.message;
        await this.#afterFailure(error).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #list(): Promise<void> {
    const { version, unreadable } = await listResource(
      this.#access,
      this.#collection,
      this.#sink,
      this.#signal,
    );
    this.#version = version;
    this.#unreadable = unreadable;
    this.#listedOnce = true;
    this.#refusals.reset();
    this.#works();
  }

  #works(): void {
    const unreadable = this.#unreadable.reason();
    const state: CoverageState = unreadable === undefined ? 'complete' : 'failed';
    const reason = [unreadable, this.#limitation].filter((each) => each !== undefined).join('; ');
    this.#sink.state({ state, ...(reason === '' ? {} : { reason }) });
    this.#sink.problem(undefined);
  }

  /** Lets some time pass, after which the list is made again. */
  async #pause(why: string, milliseconds: number): Promise<void> {
    this.#version = undefined;
    this.#limitation = `${why}, so it is listed every ${Math.round(milliseconds / 1000)} seconds`;
    this.#works();
    await delay(milliseconds, undefined, { signal: this.#signal });
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
      await this.#pause('it may be listed but not watched', this.#timing.recheck);
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
      // What was seen before can no longer be vouched for.
      if (this.#listedOnce) this.#sink.changes([replaceOf(this.#collection, [])]);
      this.#listedOnce = false;
      await this.#refusals.wait(this.#signal);
      return;
    }
    const problem = problemOf(error, this.#access.transport.server);
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
      const { parameters, ...form } = wishesOf(this.#collection, true);
      const query = new URLSearchParams({
        ...parameters,
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: this.#version ?? '',
        timeoutSeconds: String(Math.round(watchSeconds * (1 + Math.random()))),
      });
      const response = await this.#access.transport.request(
        `${pathOf(this.#collection)}?${query.toString()}`,
        { signal, ...form },
      );
      this.#limitation = undefined;
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
    const errors: string[] = [];
    const before = this.#unreadable.count;
    try {
      for (const { type, object } of events) {
        if (type === 'ERROR') throw errorOfStatus(object);
        const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
        this.#version = readNonEmptyText(metadata, 'resourceVersion') ?? this.#version;
        if (type === 'BOOKMARK') continue;
        const change = this.#changeOf(type, object, errors);
        if (change !== undefined) changes.push(change);
      }
    } finally {
      if (changes.length > 0) this.#sink.changes(changes);
      if (errors.length > 0) this.#sink.unreadable(errors);
      if (before !== this.#unreadable.count) this.#works();
    }
  }

  /** What an event changes. An object that cannot be read is left out and remembered, as in a list. */
  #changeOf(type: string, object: unknown, errors: string[]): SnapshotChange | undefined {
    const { resource } = this.#collection;
    const { value, errors: found } = resource.project(object);
    // What is gone need not be readable.
    if (type !== 'DELETED') errors.push(...found);
    if (type !== 'DELETED' && value === undefined && found.length > 0) this.#unreadable.add(object, found);
    else this.#unreadable.remove(object);
    if (type !== 'DELETED' && value !== undefined) {
      return upsertOf(resource, this.#access.pool.object(value));
    }
    const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
    const name = readText(metadata, 'name');
    const namespace = readText(metadata, 'namespace');
    if (name === undefined || (resource.namespaced && namespace === undefined)) return undefined;
    return {
      type: 'delete',
      resource: resource.name,
      ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
      name,
    };
  }
}

/**
 * Lists and then watches one collection until the signal aborts, whatever happens in between.
 * Resolves with the server's message where the mode is to end with a refusal.
 */
export async function watchResource(
  access: CollectionAccess,
  collection: Collection,
  sink: CollectionSink,
  mode: WatchMode,
  signal: AbortSignal,
  timing: WatchTiming = usualTiming,
): Promise<string | undefined> {
  return new CollectionWatch(access, collection, sink, timing, signal).run(mode);
}
