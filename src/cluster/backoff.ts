import { pause, timerMilliseconds } from './pause.ts';

/** Waits between attempts: longer after each failure, and spread, so that many clients do not come back at once. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  #failures = 0;

  /** In milliseconds: the wait after the first failure, doubled with each further one up to the longest. */
  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
  }

  /** How many waits there were since the last success. */
  get failures(): number {
    return this.#failures;
  }

  reset(): void {
    this.#failures = 0;
  }

  /**
   * How long to wait now, in milliseconds: never less than half of the first wait, so that no answer of a server makes its client
   * ask without a pause.
   * @param atLeast what the server asks for
   */
  next(atLeast = 0): number {
    const full = Math.min(this.#longest, this.#first * 2 ** this.#failures);
    this.#failures += 1;
    // A server that names one moment to everybody is not to be asked by everybody at that moment.
    const spread = full * (0.5 + Math.random() / 2);
    return timerMilliseconds(Math.max(spread, atLeast > 0 ? atLeast + spread / 4 : 0));
  }

  /** Rejects when the signal aborts. @param atLeast what the server asks for */
  async wait(signal: AbortSignal, atLeast = 0): Promise<void> {
    await pause(this.next(atLeast), signal);
  }
}
