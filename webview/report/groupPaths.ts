import type { Path, Verdict } from '../../src/core/finding/hop.ts';

/** Paths that are shown one by one, and those that are folded into one line. */
export interface PathGroups {
  readonly shown: readonly Path[];
  readonly folded: readonly { readonly verdict: Verdict; readonly paths: readonly Path[] }[];
}

/** What wants attention comes first. */
const order: readonly Verdict[] = ['broken', 'degraded', 'unknown', 'reachable'];

/** So many paths of one verdict are shown before the rest is folded; a fold of one would save nothing. */
const shownOfVerdict = 2;

/** Paths that work look alike: one shows the way, and none is needed beside those that do not work. */
function countShown(verdict: Verdict, count: number, total: number): number {
  if (verdict === 'reachable') return count === total ? 1 : 0;
  return count <= shownOfVerdict + 1 ? count : shownOfVerdict;
}

/** Orders paths by how much they want attention, and folds what would repeat itself. */
export function groupPaths(paths: readonly Path[]): PathGroups {
  const shown: Path[] = [];
  const folded: { verdict: Verdict; paths: Path[] }[] = [];
  for (const verdict of order) {
    const ofVerdict = paths.filter((path) => path.verdict === verdict);
    const visible = countShown(verdict, ofVerdict.length, paths.length);
    shown.push(...ofVerdict.slice(0, visible));
    const rest = ofVerdict.slice(visible);
    if (rest.length > 0) folded.push({ verdict, paths: rest });
  }
  return { shown, folded };
}
