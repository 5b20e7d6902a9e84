import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { loadingCoverage } from '../../core/model/coverage.ts';
import type { SnapshotChange } from '../../core/model/snapshotChange.ts';
import { pod, service, slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { ChangeJournal, type ChangeJournalLimits } from './changeJournal.ts';
import { changesOf } from './recordedCluster.ts';

const start = Date.parse('2026-01-01T12:00:00.000Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

const web = service('shop', 'web', { app: 'web' });
const pods = [pod('shop', 'web-0', { app: 'web' }), pod('shop', 'web-1', { app: 'web' })];
const whole = { ...snapshotOf({ services: [web], pods, endpointSlices: slicesFor(web, pods) }), asOf: at(0) };

function upsert(object: typeof web): SnapshotChange {
  return { type: 'upsert', resource: 'services', object };
}

/** Shows a journal these steps, and gives the titles that it kept. */
function titlesAfter(
  steps: readonly (readonly [seconds: number, changes: readonly SnapshotChange[]])[],
  { from = whole, limits = {} }: { from?: ClusterSnapshot; limits?: Partial<ChangeJournalLimits> } = {},
): readonly string[] {
  const journal = new ChangeJournal(limits);
  let snapshot = from;
  journal.observe(snapshot);
  for (const [seconds, changes] of steps) {
    snapshot = applyChanges(snapshot, changes, at(seconds));
    journal.observe(snapshot);
  }
  const { changes = [], leftOut = 0 } = journal.watched() ?? {};
  return [...changes.map(({ title }) => title), ...(leftOut === 0 ? [] : [`${leftOut} left out`])];
}

const wrong = { ...web, selector: { app: 'wbe' } };
const coverageOf = (state: 'loading' | 'stale' | 'complete' | 'forbidden'): SnapshotChange => ({
  type: 'coverage',
  resource: 'services',
  coverage: { state },
});

describe('ChangeJournal', () => {
  it('keeps what changed', () => {
    expect(titlesAfter([[2, [upsert(wrong)]]])).toEqual(['Selector of Service shop/web changed']);
  });
  it('looks at the last snapshot too, however soon it came', () => {
    expect(titlesAfter([[0.1, [upsert(wrong)]]])).toEqual(['Selector of Service shop/web changed']);
  });
  it('takes first lists for no change', () => {
    const empty = { ...snapshotOf({ coverage: loadingCoverage }), asOf: at(0) };
    expect(titlesAfter([[1, changesOf(whole)]], { from: empty })).toEqual([]);
    expect(
      titlesAfter(
        [
          [1, [upsert(web)]],
          [2, changesOf(whole)],
        ],
        { from: empty },
      ),
    ).toEqual([]);
  });
  it('takes a list after a reconnect for no change, but what really differs', () => {
    const again = structuredClone(web);
    const relist = (object: typeof web): readonly SnapshotChange[] => [
      { type: 'replace', resource: 'services', objects: [object] },
      coverageOf('complete'),
    ];
    expect(
      titlesAfter([
        [2, [coverageOf('stale')]],
        [30, relist(again)],
      ]),
    ).toEqual([]);
    expect(
      titlesAfter([
        [2, [coverageOf('stale')]],
        [30, relist(wrong)],
      ]),
    ).toEqual(['Selector of Service shop/web changed']);
  });
  it('takes a permission that is gone for no deletion', () => {
    const gone: SnapshotChange = { type: 'replace', resource: 'services', objects: [] };
    expect(titlesAfter([[2, [coverageOf('forbidden'), gone]]])).toEqual([]);
    expect(titlesAfter([[2, [gone]]])).toEqual(['Service shop/web was deleted']);
  });
  it('sums the endpoints of a Service up for a minute', () => {
    const slice = (count: number): SnapshotChange => {
      const [object] = slicesFor(web, pods.slice(0, count));
      if (object === undefined) throw new Error('no slice');
      return { type: 'upsert', resource: 'endpointslices', object };
    };
    expect(
      titlesAfter([
        [2, [slice(1)]],
        [10, [slice(2)]],
        [20, [slice(1)]],
      ]),
    ).toEqual(['1 endpoint of shop/web left']);
    expect(
      titlesAfter([
        [2, [slice(1)]],
        [70, [slice(2)]],
      ]),
    ).toEqual(['1 endpoint of shop/web left', '1 endpoint of shop/web joined']);
  });
  it('forgets after ten minutes', () => {
    expect(
      titlesAfter([
        [2, [upsert(wrong)]],
        [700, [upsert({ ...wrong, labels: { a: 'b' } })]],
      ]),
    ).toEqual([]);
  });
  it('says how many it left out', () => {
    const renamed = (app: string): SnapshotChange => upsert({ ...web, selector: { app } });
    expect(
      titlesAfter(
        [
          [2, [renamed('a')]],
          [4, [renamed('b')]],
          [6, [renamed('c')]],
        ],
        { limits: { entries: 2 } },
      ),
    ).toEqual(['Selector of Service shop/web changed', 'Selector of Service shop/web changed', '1 left out']);
  });

  it('never keeps more than its limits, whatever happens', () => {
    const limits = { entries: 5, characters: 400, endpoints: 3 };
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 90 }),
      app: fc.constantFrom('a', 'b', 'c'),
      count: fc.integer({ min: 0, max: 2 }),
      name: fc.constantFrom('web', 'api', 'db', 'queue', 'mail'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const journal = new ChangeJournal(limits);
        let [snapshot, time, sum] = [whole, 0, 0];
        journal.observe(snapshot);
        for (const { seconds, app, count, name } of steps) {
          time += seconds;
          const owner = service('shop', name, { app });
          const slices = slicesFor(owner, pods.slice(0, count));
          snapshot = applyChanges(
            snapshot,
            [
              upsert(owner),
              ...slices.map((object): SnapshotChange => ({
                type: 'upsert',
                resource: 'endpointslices',
                object,
              })),
            ],
            at(time),
          );
          journal.observe(snapshot);
          sum = time;
        }
        const { changes = [] } = journal.watched() ?? {};
        // Sums that are still open come on top: as many as there are Services, within the limit of endpoints.
        expect(changes.length).toBeLessThanOrEqual(limits.entries + limits.endpoints + 1);
        for (const { time: written } of changes)
          expect(Date.parse(written)).toBeLessThanOrEqual(start + sum * 1000);
      }),
      { numRuns: 50 },
    );
  });
});
