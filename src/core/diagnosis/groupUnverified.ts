import type { Unverified } from '../finding/finding.ts';

/** What could not be verified for one reason. */
export interface UnverifiedGroup {
  readonly reason: string;
  /** Codes of causes, and probes with their place (`tcp-connect in shop/cart-0/app`). */
  readonly names: readonly string[];
}

/** An observation's key without what only tells two requests apart. */
function describeProbe(key: string): string {
  const [probe = key, place] = (key.split('#')[0] ?? key).split('@');
  if (place === undefined) return probe;
  const debugged = /^debug:(.*)$/.exec(place)?.[1];
  return debugged === undefined ? `${probe} in ${place}` : `${probe} in a debug container of ${debugged}`;
}

/** One refusal often keeps many probes and causes from being looked at: the reason is told once. */
export function groupUnverified(unverified: readonly Unverified[]): readonly UnverifiedGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const entry of unverified) {
    const names = groups.get(entry.reason) ?? new Set();
    groups.set(entry.reason, names.add('code' in entry ? entry.code : describeProbe(entry.probe)));
  }
  return [...groups].map(([reason, names]) => ({ reason, names: [...names] }));
}
