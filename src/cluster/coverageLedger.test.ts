import { describe, expect, it } from 'vitest';
import type { ResourceCoverage } from '../core/model/coverage.ts';
import { combineStates } from './coverageLedger.ts';
import type { CollectionState } from './watchResource.ts';

const complete: CollectionState = { state: 'complete' };
const forbidden: CollectionState = { state: 'forbidden', reason: 'no' };
const stale: CollectionState = { state: 'stale', reason: 'gone' };

function check(
  states: readonly (readonly [string | undefined, CollectionState])[],
  expected: ResourceCoverage,
  refusal?: string,
): void {
  expect(combineStates(new Map(states), refusal)).toEqual(expected);
}

describe('combineStates', () => {
  it('is the state of the whole where everything is listed', () => {
    check([[undefined, stale]], stale);
  });

  it('names the namespaces that were listed, and why not everything was', () => {
    check(
      [
        ['a', complete],
        ['b', complete],
      ],
      { state: 'complete', namespaces: ['a', 'b'] },
    );
    check([['a', complete]], { state: 'complete', namespaces: ['a'], reason: 'no to all' }, 'no to all');
  });

  it('speaks only for namespaces that could be listed', () => {
    check(
      [
        ['a', complete],
        ['b', forbidden],
      ],
      { state: 'complete', namespaces: ['a'], reason: 'b: no' },
    );
    check(
      [
        ['a', complete],
        ['b', stale],
      ],
      { state: 'stale', namespaces: ['a', 'b'], reason: 'b: gone' },
    );
  });

  it('waits for all', () => {
    check(
      [
        ['a', complete],
        ['b', { state: 'loading' }],
      ],
      { state: 'loading' },
    );
  });

  it('is forbidden when nothing may be listed, and failed when something else went wrong', () => {
    check([['a', forbidden]], { state: 'forbidden', reason: 'no to all; a: no' }, 'no to all');
    check(
      [
        ['a', forbidden],
        ['b', { state: 'failed' }],
      ],
      { state: 'failed', reason: 'a: no' },
    );
  });
});
