import {
  addAll,
  addIntersection,
  type BitSet,
  emptyBitSet,
  fullBitSet,
  removeAll,
  retainAll,
} from './bitSet.ts';
import type { ClassSet } from './classSets.ts';

/** For one subject: the other ends with which a connection is surely allowed, and with which it is not surely denied. */
export interface DirectionRow {
  readonly sure: BitSet;
  /** The same object as `sure` when nothing is open. */
  readonly possible: BitSet;
}

/** What a policy may do with connections, by the class of the other end. */
export interface PolicySets {
  readonly allows: BitSet;
  readonly denies: BitSet;
  /** A `pass` rule may send it on to the next tier. */
  readonly leaves: BitSet;
  /** No rule may have matched. */
  readonly passes: BitSet;
}

/**
 * Everything that one direction of one subject's connections may come to, for all other ends at once: what
 * evaluateDirection.ts collects as outcomes of a single connection, with a set in the place of each outcome. Tiers are added
 * in the order in which they are asked.
 */
export class DirectionFold {
  readonly #size: number;
  readonly #allows: BitSet;
  readonly #denies: BitSet;
  /** Where nothing may have decided so far. */
  #passes: BitSet;

  constructor(size: number) {
    this.#size = size;
    this.#allows = emptyBitSet(size);
    this.#denies = emptyBitSet(size);
    this.#passes = fullBitSet(size);
  }

  /** A tier of which nobody knows what it holds. */
  addAnything(): void {
    addAll(this.#allows, this.#passes);
    addAll(this.#denies, this.#passes);
  }

  /** Ends that are always allowed, whatever comes after. */
  addAllowed({ sure, maybe }: ClassSet): void {
    addIntersection(this.#allows, this.#passes, maybe);
    removeAll(this.#passes, sure);
  }

  /** The tier of policies that isolate together: what may be allowed, and where nothing is, a denial. */
  addIsolation({ maybe }: ClassSet): void {
    addIntersection(this.#allows, this.#passes, maybe);
    addAll(this.#denies, this.#passes);
    this.#passes = emptyBitSet(this.#size);
  }

  /** A tier of ordered policies; those of one priority stand together, since nobody knows which is asked first. */
  addTier(priorities: readonly (readonly PolicySets[])[]): void {
    const left = emptyBitSet(this.#size);
    for (const equals of priorities) {
      const before = this.#passes.slice();
      for (const { allows, denies, leaves, passes } of equals) {
        addIntersection(this.#allows, before, allows);
        addIntersection(this.#denies, before, denies);
        addIntersection(left, before, leaves);
        retainAll(this.#passes, passes);
      }
    }
    addAll(this.#passes, left);
  }

  /** What no tier decided is allowed. */
  finish(): DirectionRow {
    const possible = this.#allows;
    addAll(possible, this.#passes);
    const sure = possible.slice();
    removeAll(sure, this.#denies);
    return sure.every((word, index) => word === possible[index])
      ? { sure, possible: sure }
      : { sure, possible };
  }
}
