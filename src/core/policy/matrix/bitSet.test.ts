import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAll,
  addBit,
  addIntersection,
  emptyBitSet,
  equalBitSets,
  forEachBit,
  formatBitSet,
  fullBitSet,
  hasBit,
  isEmptyBitSet,
  parseBitSet,
  removeAll,
  retainAll,
  transposeBitSets,
  type BitSet,
} from './bitSet.ts';

const size = 100;
type Test = (index: number) => boolean;
const members = fc.uniqueArray(fc.nat(size - 1));

function setOf(numbers: Iterable<number>, ofSize = size): BitSet {
  const set = emptyBitSet(ofSize);
  for (const number of numbers) addBit(set, number);
  return set;
}

function numbersOf(set: BitSet): readonly number[] {
  const numbers: number[] = [];
  forEachBit(set, (index) => numbers.push(index));
  return numbers;
}

function sorted(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((left, right) => left - right);
}

describe('bit sets', () => {
  it('hold what was added', () => {
    fc.assert(
      fc.property(members, (numbers) => {
        const set = setOf(numbers);
        expect(numbersOf(set)).toEqual(sorted(numbers));
        expect(numbers.every((number) => hasBit(set, number))).toBe(true);
        expect(isEmptyBitSet(set)).toBe(numbers.length === 0);
      }),
    );
  });

  it('are combined as sets are', () => {
    fc.assert(
      fc.property(members, members, members, (first, second, third) => {
        const [left, right, other] = [setOf(first), setOf(second), setOf(third)];
        const check = (combine: (target: BitSet) => void, isMember: (index: number) => boolean): void => {
          const target = setOf(first);
          combine(target);
          expect(numbersOf(target)).toEqual([...Array(size).keys()].filter(isMember));
        };
        const [inLeft, inRight, inOther] = [left, right, other].map(
          (set) => (index: number) => hasBit(set, index),
        ) as [Test, Test, Test];
        check(
          (target) => {
            addAll(target, right);
          },
          (index) => inLeft(index) || inRight(index),
        );
        check(
          (target) => {
            retainAll(target, right);
          },
          (index) => inLeft(index) && inRight(index),
        );
        check(
          (target) => {
            removeAll(target, right);
          },
          (index) => inLeft(index) && !inRight(index),
        );
        check(
          (target) => {
            addIntersection(target, right, other);
          },
          (index) => inLeft(index) || (inRight(index) && inOther(index)),
        );
        expect(equalBitSets(left, right)).toBe(String(sorted(first)) === String(sorted(second)));
      }),
    );
  });

  it.each([
    [[], ''],
    [[5], '5'],
    [[0, 1, 2, 8], '0-2,8'],
    [[31, 32, 33, 99], '31-33,99'],
  ])('%j is written as %j', (numbers, text) => {
    expect(formatBitSet(setOf(numbers))).toBe(text);
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(members, (numbers) => {
        expect(parseBitSet(formatBitSet(setOf(numbers)), size)).toEqual(setOf(numbers));
      }),
    );
  });

  it.each([0, 1, 31, 32, 33, 64, 100])('the full set of %d has no bit past its size', (ofSize) => {
    expect(numbersOf(fullBitSet(ofSize))).toEqual([...Array(ofSize).keys()]);
  });
});

describe('transposing', () => {
  it('turns rows into columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }).chain((side) =>
          fc.record({
            side: fc.constant(side),
            pairs: fc.array(fc.tuple(fc.nat(side - 1), fc.nat(side - 1))),
          }),
        ),
        ({ side, pairs }) => {
          const rows = Array.from({ length: side }, (_, row) =>
            setOf(
              pairs.filter(([first]) => first === row).map(([, second]) => second),
              side,
            ),
          );
          const expected = rows.map((_, column) =>
            setOf(
              [...rows.keys()].filter((row) => hasBit(rows[row]!, column)),
              side,
            ),
          );
          expect(transposeBitSets(rows)).toEqual(expected);
        },
      ),
    );
  });
});
