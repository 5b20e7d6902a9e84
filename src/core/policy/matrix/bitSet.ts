/** A set of small numbers, one bit each. All sets of one matrix have the same number of words. */
export type BitSet = Uint32Array;

const wordBits = 32;

/** How many words hold `size` bits. */
export function wordsFor(size: number): number {
  return Math.ceil(size / wordBits);
}

export function emptyBitSet(size: number): BitSet {
  return new Uint32Array(wordsFor(size));
}

/** The set of all numbers below `size`; the bits past it stay clear, so that sets can be counted and compared. */
export function fullBitSet(size: number): BitSet {
  const set = new Uint32Array(wordsFor(size)).fill(0xffff_ffff);
  const rest = size % wordBits;
  if (rest > 0) set[set.length - 1] = 2 ** rest - 1;
  return set;
}

export function hasBit(set: BitSet, index: number): boolean {
  return (((set[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function addBit(set: BitSet, index: number): void {
  set[index >>> 5] = (set[index >>> 5] ?? 0) | (1 << (index & 31));
}

/** `target ∪= other` */
export function addAll(target: BitSet, other: BitSet): void {
  for (let word = 0; word < target.length; word++) target[word] = (target[word] ?? 0) | (other[word] ?? 0);
}

/** `target ∩= other` */
export function retainAll(target: BitSet, other: BitSet): void {
  for (let word = 0; word < target.length; word++) target[word] = (target[word] ?? 0) & (other[word] ?? 0);
}

/** `target ∖= other` */
export function removeAll(target: BitSet, other: BitSet): void {
  for (let word = 0; word < target.length; word++) target[word] = (target[word] ?? 0) & ~(other[word] ?? 0);
}

/** `target ∪= first ∩ second` */
export function addIntersection(target: BitSet, first: BitSet, second: BitSet): void {
  for (let word = 0; word < target.length; word++) {
    target[word] = (target[word] ?? 0) | ((first[word] ?? 0) & (second[word] ?? 0));
  }
}

export function isEmptyBitSet(set: BitSet): boolean {
  return set.every((word) => word === 0);
}

export function equalBitSets(left: BitSet, right: BitSet): boolean {
  return left === right || left.every((word, index) => word === right[index]);
}

/** Calls back with every member, in rising order. */
export function forEachBit(set: BitSet, visit: (index: number) => void): void {
  for (let word = 0; word < set.length; word++) {
    let rest = set[word] ?? 0;
    while (rest !== 0) {
      const lowest = 31 - Math.clz32(rest & -rest);
      visit(word * wordBits + lowest);
      rest &= rest - 1;
    }
  }
}

/** The members as ranges: `0-3,8,10-11`; '' for none. */
export function formatBitSet(set: BitSet): string {
  const ranges: [number, number][] = [];
  forEachBit(set, (index) => {
    const last = ranges.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  });
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Reads {@link formatBitSet}'s form. Members that do not fit, and what is no range, are passed over. */
export function parseBitSet(text: string, size: number): BitSet {
  const set = emptyBitSet(size);
  for (const [, from = '', to = from] of text.matchAll(/(\d+)(?:-(\d+))?/g)) {
    for (let index = Number(from); index <= Number(to) && index < size; index++) addBit(set, index);
  }
  return set;
}

/** Transposes 32 words of 32 bits in place (Hacker's Delight, 7-3, mirrored for lowest bit first). */
function transposeBlock(block: Uint32Array): void {
  let mask = 0x0000_ffff;
  for (let width = 16; width > 0; width >>>= 1) {
    for (let row = 0; row < wordBits; row = ((row | width) + 1) & ~width) {
      const upper = block[row] ?? 0;
      const lower = block[row | width] ?? 0;
      const swapped = ((upper >>> width) ^ lower) & mask;
      block[row] = upper ^ (swapped << width);
      block[row | width] = lower ^ swapped;
    }
    mask ^= mask << (width >>> 1);
  }
}

/** The columns of a square matrix as its rows. Rows that are the same object in the argument cost no more than others. */
export function transposeBitSets(rows: readonly BitSet[]): readonly BitSet[] {
  const size = rows.length;
  const words = wordsFor(size);
  const bits = new Uint32Array(size * words);
  const block = new Uint32Array(wordBits);
  for (let band = 0; band < words; band++) {
    for (let word = 0; word < words; word++) {
      for (let row = 0; row < wordBits; row++) block[row] = rows[band * wordBits + row]?.[word] ?? 0;
      transposeBlock(block);
      const last = Math.min(wordBits, size - word * wordBits);
      for (let row = 0; row < last; row++) bits[(word * wordBits + row) * words + band] = block[row] ?? 0;
    }
  }
  return rows.map((_, row) => bits.subarray(row * words, (row + 1) * words));
}
