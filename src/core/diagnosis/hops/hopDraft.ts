import type { HopStatus } from '../../finding/hop.ts';

/** What one hop is, before it gets its place in a path. */
export interface HopDraft {
  readonly status: HopStatus;
  readonly predicted: string;
  readonly observed: string;
  /** Where it happens, when it is not the source. */
  readonly at?: string;
}

/** A hop that this connection does not have. */
export function notApplicable(predicted: string): HopDraft {
  return { status: 'not-applicable', predicted, observed: '' };
}

/** A hop that nothing could look at; why stands in `observed`. */
export function unknownHop(predicted: string, observed: string): HopDraft {
  return { status: 'unknown', predicted, observed };
}
