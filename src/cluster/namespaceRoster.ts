import type { CollectionAccess } from './collectionAccess.ts';
import { pause } from './pause.ts';
import { isAbort } from './problems.ts';
import { findReadableNamespaces, type ReadableNamespaces } from './readableNamespaces.ts';

/** Every so many looks those that were refused are asked about again: a role may have been granted since. */
const looksUntilAskedAgain = 10;

/** The namespaces that a run reads one by one. They come and go while a session lasts, so they are looked for again now and then. */
export class NamespaceRoster {
  readonly #access: CollectionAccess;
  readonly #own: string;
  readonly #signal: AbortSignal;
  /** Whether a namespace that was asked about may be read. */
  readonly #verdicts = new Map<string, boolean>();
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  #found: Promise<ReadableNamespaces> | undefined;
  #looking = false;

  /** @param own the namespace of the context: read whatever else is found */
  constructor(access: CollectionAccess, own: string, signal: AbortSignal) {
    this.#access = access;
    this.#own = own;
    this.#signal = signal;
  }

  /** What was found at the first look. Rejects only when the signal aborts. */
  first(): Promise<ReadableNamespaces> {
    this.#found ??= this.#look();
    return this.#found;
  }

  /**
   * Tells of every other set of namespaces that is found later, until the returned function is called.
   * @param pauseMilliseconds between two looks, in milliseconds
   */
  follow(pauseMilliseconds: number, listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#looking) {
      this.#looking = true;
      void this.#lookNowAndThen(pauseMilliseconds);
    }
    return () => this.#listeners.delete(listener);
  }

  #look(): Promise<ReadableNamespaces> {
    return findReadableNamespaces(this.#access, this.#own, this.#verdicts, this.#signal);
  }

  #forgetRefusals(): void {
    for (const [name, allowed] of this.#verdicts) if (!allowed) this.#verdicts.delete(name);
  }

  async #lookNowAndThen(pauseMilliseconds: number): Promise<void> {
    try {
      let { names } = await this.first();
      for (let look = 1; ; look += 1) {
        await pause(pauseMilliseconds, this.#signal);
        if (look % looksUntilAskedAgain === 0) this.#forgetRefusals();
        const found = await this.#look();
        // A look that failed says nothing about the namespaces.
        if (found.failed === true || sameNames(names, found.names)) continue;
        ({ names } = found);
        for (const listener of [...this.#listeners]) listener(names);
      }
    } catch (error) {
      if (!isAbort(error, this.#signal)) throw error;
    }
  }
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
