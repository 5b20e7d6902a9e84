import type { Truth } from '../model/truth.ts';

/** An answer with the reasons that left it open. */
export interface Match {
  readonly truth: Truth;
  /** In words for people; empty unless `truth` is `unknown`. */
  readonly unknown: readonly string[];
}

export const isMatch: Match = { truth: true, unknown: [] };
export const noMatch: Match = { truth: false, unknown: [] };

/** An answer that something unknown leaves open. */
export function openMatch(reason: string): Match {
  return { truth: 'unknown', unknown: [reason] };
}

/** A match from a truth, with the reason that explains it where it is open. */
export function matchOf(truth: Truth, reasonWhenUnknown: string): Match {
  return truth === 'unknown' ? openMatch(reasonWhenUnknown) : truth ? isMatch : noMatch;
}
