import { describe, expect, test } from 'vitest';
import type { Path, Verdict } from '../../src/core/finding/hop.ts';
import { groupPaths } from './groupPaths.ts';

function path(verdict: Verdict, index: number): Path {
  return { address: `10.0.0.${index}`, family: 4, backend: null, verdict, segments: [] };
}

describe('which paths are shown', () => {
  const check = (verdicts: Verdict[], shown: Verdict[], folded: Partial<Record<Verdict, number>>): void => {
    test(verdicts.join(' ') || 'none', () => {
      const paths = verdicts.map(path);
      const groups = groupPaths(paths);
      expect(groups.shown.map(({ verdict }) => verdict)).toEqual(shown);
      expect(Object.fromEntries(groups.folded.map((group) => [group.verdict, group.paths.length]))).toEqual(
        folded,
      );
      const all = [...groups.shown, ...groups.folded.flatMap((group) => group.paths)];
      expect(new Set(all)).toEqual(new Set(paths));
    });
  };
  check([], [], {});
  check(['reachable'], ['reachable'], {});
  check(['reachable', 'reachable', 'reachable'], ['reachable'], { reachable: 2 });
  check(['reachable', 'broken', 'reachable'], ['broken'], { reachable: 2 });
  check(['unknown', 'degraded', 'broken'], ['broken', 'degraded', 'unknown'], {});
  check(['broken', 'broken', 'broken'], ['broken', 'broken', 'broken'], {});
  check(['broken', 'broken', 'broken', 'broken'], ['broken', 'broken'], { broken: 2 });
});
