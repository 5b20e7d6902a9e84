import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitSideBySide } from './sideBySide.ts';

interface Work {
  readonly place: string;
  readonly weight: number;
}

/** Runs work that ends in the given order of turns of the event loop; tells how much ran at once, and the order of beginning. */
async function runAll(work: readonly Work[]): Promise<{ most: number; atOnePlace: number; begun: number[] }> {
  const limit = limitSideBySide(4, 8);
  const weights = new Map<string, number>();
  let [running, most, atOnePlace] = [0, 0, 0];
  const begun: number[] = [];
  await Promise.all(
    work.map(({ place, weight }, index) =>
      limit.run(place, weight, async () => {
        const own = Math.min(weight, 8);
        begun.push(index);
        running += 1;
        weights.set(place, (weights.get(place) ?? 0) + own);
        most = Math.max(most, running);
        atOnePlace = Math.max(atOnePlace, weights.get(place) ?? 0);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        weights.set(place, (weights.get(place) ?? 0) - own);
      }),
    ),
  );
  return { most, atOnePlace, begun };
}

describe('work side by side', () => {
  it('keeps to both limits, and all of it runs', async () => {
    const arbitraryWork = fc.record({
      place: fc.constantFrom('a', 'b', 'c'),
      weight: fc.integer({ min: 0, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryWork, { maxLength: 20 }), async (work) => {
        const { most, atOnePlace, begun } = await runAll(work);
        expect(most).toBeLessThanOrEqual(4);
        expect(atOnePlace).toBeLessThanOrEqual(8);
        expect([...begun].sort((left, right) => left - right)).toEqual([...work.keys()]);
      }),
      { numRuns: 50 },
    );
  });

  it('lets others pass what waits for its own place', async () => {
    const heavy = { place: 'a', weight: 24 };
    const { begun } = await runAll([heavy, heavy, { place: 'b', weight: 1 }]);
    expect(begun).toEqual([0, 2, 1]);
  });

  it('makes room again after work that failed', async () => {
    const limit = limitSideBySide(1, 1);
    await expect(limit.run('a', 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limit.run('a', 1, () => Promise.resolve('yes'))).toBe('yes');
  });
});
