import type { Path, Verdict } from '../../src/core/diagnosis/diagnosis.ts';

/** Paths that are shown one by one, and those that are folded into one line. */
export interface PathGroups {
  readonly shown: readonly Path[];
  readonly folded: readonly { readonly verdict: Verdict; readonly paths: readonly Path[] }[];
}

/** What wants attention comes first. */
const order: readonly Verdict[] = ['broken', 'degraded', 'unknown', 'reachable'];

/** So many paths of one verdict are shown before the rest is folded. */
const shownOfVerdict = 2;

/** Orders paths by how much they want attention, and folds what would repeat itself. */
export function groupPaths(paths: readonly Path[]): PathGroups {
  const shown: Path[] = [];
  const folded: { verdict: Verdict; paths: Path[] }[] = [];
  for (const verdict of order) {
    const ofVerdict = paths.filter((path) => path.verdict === verdict);
    const all = verdict === 'reachable' && paths.length > 1 && ofVerdict.length < paths.length;
    const visible = all ? 0 : ofVerdict.length <= shownOfVerdict + 1 ? ofVerdict.length : shownOfVerdict;
    shown.push(...ofVerdict.slice(0, visible));
    const rest = ofVerdict.slice(visible);
    if (rest.length > 0) folded.push({ verdict, paths: rest });
  }
  return { shown, folded };
}
