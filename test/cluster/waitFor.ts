import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for something that announces itself by no event. */
export interface WaitOptions {
  /** Milliseconds until the wait is given up. */
  readonly timeout: number;
  /** Milliseconds between two looks. */
  readonly interval?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again until the condition gives something other than undefined or false, for things that have no
 * event to await (a server that begins to answer, a process of another parent that ends).
 * @throws Error naming what was awaited, with the condition's last error as its cause, when the time is over
 */
export async function waitFor<Result>(
  what: string,
  condition: () => Promise<Result | undefined | false> | Result | undefined | false,
  options: WaitOptions,
): Promise<Result> {
  const { timeout, interval = 50, signal } = options;
  const deadline = performance.now() + timeout;
  for (;;) {
    signal?.throwIfAborted();
    let failure: unknown;
    try {
      const result = await condition();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      const reason = failure instanceof Error ? `: ${failure.message}` : '';
      throw new Error(`waited ${Math.round(timeout / 1000)} s for ${what} in vain${reason}`, {
        cause: failure,
      });
    }
    await delay(interval, undefined, signal ? { signal } : {});
  }
}
