import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatTables, recordTables, tablesFile } from '../netpolTables/recordTables.ts';
import { programOf } from './program.ts';

describe('the committed truth tables', () => {
  it("are what the sources of Kubernetes' suite say", async () => {
    const program = programOf('PODPATH_NETPOL_TABLES');
    const suite = join(program, '..', 'source', 'netpol');
    expect(formatTables(await recordTables(program, suite))).toBe(readFileSync(tablesFile, 'utf8'));
  });
});
