import type { Response } from 'undici';
import type { WatchSink } from '../app/ports.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import type { CoverageState } from '../core/model/coverage.ts';
import { isRecord, readNonEmptyText, readRecord, readText } from '../core/model/readField.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import { readErrorEvent } from './apiError.ts';
import { Backoff } from './backoff.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { listResource } from './listResource.ts';
import { pause } from './pause.ts';
import { ApiError, isAbort, NetworkError, RequestTimeout, UnusableAnswer } from './problems.ts';
import { readObject } from './readObject.ts';
import { type Collection, pathOf, replaceOf, upsertOf, wishesOf } from './resources.ts';
import { UnreadableObjects } from './unreadableObjects.ts';
import { judgeFailure } from './watchFailure.ts';
import { readWatchStream, type WatchEvent } from './watchStream.ts';
import { usualTiming, type WatchTiming } from './watchTiming.ts';

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

/** The server ends a watch after this long and we open the next; spread, so that six do not end together. */
const watchSeconds = 300;
/** A watch that ends sooner failed somehow, and is not opened again without a pause. */
const shortestWatch = 1_000;
/** The longest pause before something refused is asked for again, in rechecks: ten minutes. */
const longestRefusal = 20;

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
  /** For a server that does not answer. */
  readonly #attempts: Backoff;
  /** For one that answers so that everything has to be listed again, over and over. */
  readonly #relists: Backoff;
  readonly #refusals: Backoff;
  #stage: 'list' | 'watch' = 'list';
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
    this.#attempts = new Backoff(timing.firstBackoff, timing.longestBackoff);
    this.#relists = new Backoff(timing.firstBackoff, timing.longestBackoff);
    this.#refusals = new Backoff(timing.recheck, timing.recheck * longestRefusal);
  }

  async run({ whenForbidden, pollPause }: WatchMode): Promise<string | undefined> {
    while (!this.#signal.aborted) {
      let wait: number;
      try {
        this.#stage = 'list';
        if (this.#version === undefined) await this.#list();
        this.#stage = 'watch';
        wait =
          pollPause === undefined
            ? await this.#follow()
            : this.#listLater('there is too much to watch it all', pollPause());
      } catch (error) {
        if (isAbort(error, this.#signal)) break;
        const forbidden = error instanceof ApiError && error.status === 403 && this.#stage === 'list';
        if (forbidden && whenForbidden === 'end') return error.message;
        wait = this.#afterFailure(error);
      }
      // The one way to the next round, whatever happened in this one.
      await pause(wait, this.#signal).catch(() => undefined);
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

  /** In so many milliseconds the list is made again, in place of a watch. */
  #listLater(why: string, milliseconds: number): number {
    this.#version = undefined;
    this.#limitation = `${why}, so it is listed every ${Math.round(milliseconds / 1000)} seconds`;
    this.#works();
    return milliseconds;
  }

  /** Says what failed, and for how many milliseconds nothing is asked. Throws nothing. */
  #afterFailure(error: unknown): number {
    const { transport } = this.#access;
    const failure = judgeFailure(
      error,
      this.#stage,
      this.#relists.failures > 0,
      pathOf(this.#collection),
      transport.server,
    );
    const { then, reason, problem, suspicious, retryAfter } = failure;
    if (then !== 'go-on') this.#version = undefined;
    const wasListed = this.#listedOnce;
    if (then === 'refused') this.#listedOnce = false;
    try {
      if (then === 'not-watchable') {
        return this.#listLater('it may be listed but not watched', this.#timing.recheck);
      }
      if (then === 'refused') {
        const forbidden = error instanceof ApiError && error.status === 403;
        this.#sink.state({ state: forbidden ? 'forbidden' : 'failed', reason: reason ?? '' });
        this.#sink.problem(undefined);
        // What was seen before can no longer be vouched for.
        if (wasListed) this.#sink.changes([replaceOf(this.#collection, [])]);
      } else if (reason !== undefined) {
        this.#sink.state({ state: wasListed ? 'stale' : 'failed', reason });
        this.#sink.problem(problem);
      }
    } catch {
      // The sink fails at being told, too: what is left is to go on and not to ask too often.
    }
    if (then === 'refused') return this.#refusals.next();
    return suspicious === true ? this.#relists.next() : this.#attempts.next(retryAfter);
  }

  /**
   * Watches until the server ends it, and gives the wait before it is opened again. Throws what keeps it from being opened, ERROR
   * events, what cannot be read, and what the sink throws.
   */
  async #follow(): Promise<number> {
    const silence = new AbortController();
    const timer = setTimeout(() => {
      silence.abort();
    }, this.#timing.longestSilence);
    // One that is not opened does not live, however long the server takes to refuse it.
    let opened = Infinity;
    const lived = (): number => performance.now() - opened;
    try {
      const response = await this.#open(silence.signal);
      opened = performance.now();
      this.#limitation = undefined;
      this.#works();
      try {
        for await (const events of readWatchStream(response)) {
          timer.refresh();
          this.#take(events);
        }
      } catch (error) {
        // A connection that breaks is opened again from the last version that was taken in whole: nothing is lost.
        if (!(error instanceof NetworkError)) throw error;
      }
    } finally {
      clearTimeout(timer);
      // Frees the connection when the stream was left before its end.
      silence.abort();
      if (lived() >= shortestWatch) this.#attempts.reset();
      // Nothing that is listed again and again lives so long.
      if (lived() >= this.#timing.longestBackoff) this.#relists.reset();
    }
    return lived() < shortestWatch ? this.#attempts.next() : 0;
  }

  async #open(silence: AbortSignal): Promise<Response> {
    const path = pathOf(this.#collection);
    const { parameters, ...form } = wishesOf(this.#collection, true);
    const query = new URLSearchParams({
      ...parameters,
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version ?? '',
      timeoutSeconds: String(Math.round(watchSeconds * (1 + Math.random()))),
    });
    try {
      return await this.#access.transport.request(`${path}?${query.toString()}`, {
        signal: AbortSignal.any([this.#signal, silence]),
        ...form,
      });
    } catch (error) {
      if (silence.aborted && !this.#signal.aborted) throw new RequestTimeout(`no answer in time to ${path}`);
      throw error;
    }
  }

  /** Takes in what a watch tells. The version goes on only when all of it was taken in. */
  #take(events: readonly WatchEvent[]): void {
    const changes: SnapshotChange[] = [];
    const errors: string[] = [];
    const before = this.#unreadable.count;
    let version = this.#version;
    let failure: ApiError | undefined;
    for (const { type, object } of events) {
      if (type === 'ERROR') {
        failure = readErrorEvent(object, (text) => this.#access.transport.clean(text));
        break;
      }
      const change = type === 'BOOKMARK' ? undefined : this.#changeOf(type, object, errors);
      if (change !== undefined) changes.push(change);
      const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
      version = readNonEmptyText(metadata, 'resourceVersion') ?? version;
    }
    if (changes.length > 0) this.#sink.changes(changes);
    if (errors.length > 0) this.#sink.unreadable(errors);
    if (before !== this.#unreadable.count) this.#works();
    this.#version = version;
    if (failure !== undefined) throw failure;
  }

  /** What an event changes. An object that cannot be read is left out and remembered, as in a list. */
  #changeOf(
    type: 'ADDED' | 'MODIFIED' | 'DELETED',
    object: unknown,
    errors: string[],
  ): SnapshotChange | undefined {
    const { resource } = this.#collection;
    if (type !== 'DELETED') {
      const { value, errors: found } = readObject(this.#access, resource, object);
      errors.push(...found);
      if (value === undefined && found.length > 0) this.#unreadable.add(object, found);
      else this.#unreadable.remove(object);
      if (value !== undefined) return upsertOf(resource, value);
    } else this.#unreadable.remove(object);
    const metadata = readRecord(isRecord(object) ? object : {}, 'metadata');
    const name = readText(metadata, 'name');
    const namespace = readText(metadata, 'namespace');
    if (name === undefined || (resource.namespaced && namespace === undefined)) {
      if (type === 'DELETED') throw new UnusableAnswer('a watch tells that something is gone and not what');
      return undefined;
    }
    // TypeScript follows a union that a field tells apart to 25 members.
    return {
      type: 'delete',
      resource: resource.name,
      ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
      name,
    } as SnapshotChange;
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
