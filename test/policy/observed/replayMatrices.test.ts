import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleSnapshot } from '../../../src/core/documents/snapshotConversion.ts';
import { policyEnforcerOn } from '../../../src/core/policy/policyEnforcer.ts';
import { ciliumDialect } from '../../../src/core/policy/dialect.ts';
import { describeMismatch, judgeMatrix } from './judgeMatrix.ts';
import { observedCells, type ObservedMatrix } from './observedMatrix.ts';

const folder = join(import.meta.dirname, 'matrices');

/** Recorded by `node test/cluster/policy/main.ts --record`, from connections that were really tried. */
const files = readdirSync(folder).filter((name) => name.endsWith('.golden.json'));

describe('matrices that were seen on a real cluster', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  it.each(files)('%s', (name) => {
    const matrix = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ObservedMatrix;
    const seen = observedCells(matrix);
    const snapshot = assembleSnapshot(matrix.snapshot);
    expect(policyEnforcerOn(snapshot, undefined).dialect).toBe(ciliumDialect);
    const { mismatches, denied } = judgeMatrix(snapshot, seen);
    expect(mismatches.map(describeMismatch)).toEqual([]);
    // A matrix in which nothing was denied, or everything, would say little.
    expect(seen.length).toBeGreaterThan(700);
    expect(denied).toBeGreaterThan(0);
    expect(denied).toBeLessThan(seen.length);
  });
});
