import type { DecidingPolicy, PolicyVerdict, VerdictReason } from './policyQuery.ts';

/** One way in which a direction may be decided. */
export interface Outcome {
  readonly verdict: Exclude<PolicyVerdict, 'unknown'>;
  readonly reason: VerdictReason;
  readonly by: readonly DecidingPolicy[];
}

/** What a tier, or everything up to it, may come to. */
export interface Outcomes {
  /** Each way that is possible. */
  readonly possible: readonly Outcome[];
  /** Whether it is possible that the tier decides nothing. */
  readonly passes: boolean;
  /** What is not known and leaves more than one way. */
  readonly unknown: readonly string[];
}

/** A tier that decides nothing. */
export const passing: Outcomes = { possible: [], passes: true, unknown: [] };

/** What two tiers, one asked after the other, may come to together. */
export function andThen(first: Outcomes, second: () => Outcomes): Outcomes {
  if (!first.passes) return first;
  const after = second();
  return {
    possible: [...first.possible, ...after.possible],
    passes: after.passes,
    unknown: [...first.unknown, ...after.unknown],
  };
}

/** A tier of which nobody knows what it holds: it may decide either way, or nothing. */
export function anything(reason: string): Outcomes {
  return {
    possible: [
      { verdict: 'allow', reason: 'unknown', by: [] },
      { verdict: 'deny', reason: 'unknown', by: [] },
    ],
    passes: true,
    unknown: [reason],
  };
}
