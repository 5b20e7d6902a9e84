import { addBit, type BitSet, emptyBitSet, equalBitSets } from './bitSet.ts';
import type { MatrixLayer, PolicyMatrix } from './policyMatrix.ts';

/** Classes whose connections on a port have the same verdicts, and these. */
export interface MatrixRow {
  /** Classes of sources. */
  readonly sources: BitSet;
  /** Classes of destinations that they may surely connect to. */
  readonly allowed: BitSet;
  /** Classes of destinations that they may or may not connect to, as far as is known. */
  readonly possible: BitSet;
}

/** A number that equal sets share; others rarely do. */
function hashOf(set: BitSet, start: number): number {
  let hash = start;
  for (const word of set) hash = Math.imul(hash ^ word, 0x0100_0193);
  return hash;
}

/** The rows of a layer, each different row once. No cell is expanded, whatever the number of ends. */
export function matrixRows(
  { classes }: PolicyMatrix,
  { allowed, possible }: MatrixLayer,
): readonly MatrixRow[] {
  const size = classes.classes.length;
  const rows: MatrixRow[] = [];
  const byHash = new Map<number, MatrixRow[]>();
  for (let index = 0; index < size; index++) {
    const [sure, maybe] = [allowed[index], possible[index]];
    if (sure === undefined || maybe === undefined) continue;
    const hash = hashOf(maybe, hashOf(sure, 1));
    const candidates = byHash.get(hash) ?? [];
    byHash.set(hash, candidates);
    let row = candidates.find(
      (candidate) => equalBitSets(candidate.allowed, sure) && equalBitSets(candidate.possible, maybe),
    );
    if (row === undefined) {
      row = { sources: emptyBitSet(size), allowed: sure, possible: maybe };
      candidates.push(row);
      rows.push(row);
    }
    addBit(row.sources, index);
  }
  return rows;
}
