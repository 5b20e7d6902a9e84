import type { HopStatus, Verdict } from '../../src/core/finding/hop.ts';
import type { LinkStatus } from '../../src/core/trace/serviceTrace.ts';
import type { TopologyState } from '../../src/core/model/topologyState.ts';

/** The icon of every status that a report can show. */
export const iconOfStatus: Readonly<Record<HopStatus | LinkStatus | Verdict, TopologyState>> = {
  ok: 'ok',
  reachable: 'ok',
  warning: 'warning',
  degraded: 'warning',
  broken: 'error',
  unknown: 'unknown',
  'not-applicable': 'inactive',
};

/** How a status is said; the first word of a report. */
export const wordOfStatus: Readonly<Record<HopStatus | LinkStatus | Verdict, string>> = {
  ok: 'Ok',
  reachable: 'Reachable',
  warning: 'Warning',
  degraded: 'Degraded',
  broken: 'Broken',
  unknown: 'Unknown',
  'not-applicable': 'Not applicable',
};

/** `340 ms`, `1.8 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * A headline without what the heading above it says already: `shop/pod/a → shop/service/b:80 is reachable: its path
 * answers.` gives `Its path answers.`; one of another form stays as it is.
 */
export function shortHeadline(headline: string): string {
  const [, rest] =
    /^\S+ → \S+ (?:is reachable|could not be verified|is broken|works only in part)[:.] +(.+)$/s.exec(
      headline,
    ) ?? [];
  return rest === undefined ? headline : rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** `1 probe`, `6 probes`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
