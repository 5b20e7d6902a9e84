/** How long the page may take to draw its file: some hundred marks with their styles. */
const limitMilliseconds = 10_000;

/** Why there is no drawing, in words for the user. */
export class NoDrawing extends Error {
  override readonly name = 'NoDrawing';
}

/** The page's drawing, asked for at most once at a time: who asks while one is on its way gets the same. */
export class DrawingRequest {
  readonly #ask: () => void;
  #pending: Promise<string> | undefined;
  #settle: { resolve(svg: string): void; reject(reason: Error): void } | undefined;

  /** @param ask tells the page to draw; a page that is not ready yet is told with {@link askAgain} */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** Rejects with {@link NoDrawing} when the page does not answer in time. */
  get(): Promise<string> {
    if (this.#pending !== undefined) return this.#pending;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => {
      this.fail('The map did not answer. Show it, and try again.');
    }, limitMilliseconds);
    this.#settle = { resolve, reject };
    this.#pending = promise.finally(() => {
      clearTimeout(timer);
      this.#pending = undefined;
      this.#settle = undefined;
    });
    this.#ask();
    return this.#pending;
  }

  /** The page can draw now: it is told what it may have missed. */
  askAgain(): void {
    if (this.#pending !== undefined) this.#ask();
  }

  /** The page's answer; one that nobody waits for is dropped. */
  answer(svg: string): void {
    this.#settle?.resolve(svg);
  }

  /** The page is gone. */
  fail(why: string): void {
    this.#settle?.reject(new NoDrawing(why));
  }
}
