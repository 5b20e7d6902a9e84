interface RunningTask {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Work that goes on until it is stopped: one piece for each key, all of it until the signal aborts. */
export class KeyedTasks<Key> {
  readonly #signal: AbortSignal;
  readonly #running = new Map<Key, RunningTask>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  keys(): readonly Key[] {
    return [...this.#running.keys()];
  }

  has(key: Key): boolean {
    return this.#running.has(key);
  }

  start(key: Key, work: (signal: AbortSignal) => Promise<unknown>): void {
    const stop = new AbortController();
    const ended = work(AbortSignal.any([this.#signal, stop.signal])).then(() => undefined);
    this.#running.set(key, { stop, ended });
  }

  /** Resolves when the work has ended; at once when there was none. */
  async stop(key: Key): Promise<void> {
    const task = this.#running.get(key);
    this.#running.delete(key);
    task?.stop.abort();
    await task?.ended;
  }

  /** Resolves when the signal has aborted and all work has ended. */
  async ended(): Promise<void> {
    if (!this.#signal.aborted) {
      await new Promise((resolve) => {
        this.#signal.addEventListener('abort', resolve, { once: true });
      });
    }
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }
}
