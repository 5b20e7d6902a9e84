import { setTimeout as delay } from 'node:timers/promises';

/**
 * No wait is longer, whatever a server asks for: ten minutes. Far below the 2^31 milliseconds above which Node's timers fire at
 * once instead of late.
 */
export const longestPause = 600_000;

/** A number of milliseconds that a timer can be given: none of a server's own, not a number, or below zero. */
export function timerMilliseconds(milliseconds: number): number {
  if (Number.isNaN(milliseconds)) return longestPause;
  return Math.min(longestPause, Math.max(0, milliseconds));
}

/** Lets time pass; everything in src/cluster that waits waits here (a rule of ESLint). Rejects when the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(timerMilliseconds(milliseconds), undefined, { signal });
}

/** The one date that is written today (IMF-fixdate, RFC 9110 section 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * When a server wants to be asked again, in milliseconds from now and never more than {@link longestPause}: `Retry-After` is a number
 * of whole seconds or a date (RFC 9110 section 10.2.3). `undefined` when it says neither, or a date that is over.
 * @param now milliseconds since the epoch
 */
export function retryAfterMilliseconds(header: string | null | undefined, now: number): number | undefined {
  const text = (header ?? '').trim();
  if (/^\d+$/.test(text)) return timerMilliseconds(Number(text) * 1000);
  if (!httpDate.test(text)) return undefined;
  const wait = Date.parse(text) - now;
  return wait >= 0 ? timerMilliseconds(wait) : undefined;
}
