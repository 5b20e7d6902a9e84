import type { Truth } from '../../model/truth.ts';
import { addAll, addBit, type BitSet, emptyBitSet, fullBitSet, retainAll } from './bitSet.ts';

/** The classes that match something: for sure, and at all. The same object twice when nothing is open. */
export interface ClassSet {
  readonly sure: BitSet;
  readonly maybe: BitSet;
}

/** The classes for which the answer is true, and those for which it is not false. */
export function classSetWhere(size: number, answer: (index: number) => Truth): ClassSet {
  const sure = emptyBitSet(size);
  let maybe: BitSet | undefined;
  for (let index = 0; index < size; index++) {
    const truth = answer(index);
    if (truth === false) continue;
    if (truth === true) addBit(sure, index);
    else maybe ??= emptyBitSet(size);
    if (truth === 'unknown' && maybe !== undefined) addBit(maybe, index);
  }
  if (maybe === undefined) return { sure, maybe: sure };
  addAll(maybe, sure);
  return { sure, maybe };
}

/** Every class, for sure. */
export function everyClass(size: number): ClassSet {
  const full = fullBitSet(size);
  return { sure: full, maybe: full };
}

/** No class. */
export function noClass(size: number): ClassSet {
  const none = emptyBitSet(size);
  return { sure: none, maybe: none };
}

function combine(left: ClassSet, right: ClassSet, change: (target: BitSet, other: BitSet) => void): ClassSet {
  const sure = left.sure.slice();
  change(sure, right.sure);
  if (left.sure === left.maybe && right.sure === right.maybe) return { sure, maybe: sure };
  const maybe = left.maybe.slice();
  change(maybe, right.maybe);
  return { sure, maybe };
}

/** The classes that one of the sets matches. */
export function unionOf(left: ClassSet, right: ClassSet): ClassSet {
  return combine(left, right, addAll);
}

/** The classes that both sets match. */
export function intersectionOf(left: ClassSet, right: ClassSet): ClassSet {
  return left === right ? left : combine(left, right, retainAll);
}
