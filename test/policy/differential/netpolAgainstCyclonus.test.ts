import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCyclonus, type CyclonusSimulator } from '../cyclonus/cyclonus.ts';
import type { RecordedNetpolTables } from '../netpolTables/netpolTables.ts';
import { tablesFile } from '../netpolTables/recordTables.ts';
import { differencesBetween } from '../tablesOfSnapshot.ts';
import { programOf } from './program.ts';

const { tables } = JSON.parse(readFileSync(tablesFile, 'utf8')) as RecordedNetpolTables;

describe("Kubernetes' suite and cyclonus", () => {
  let simulator: CyclonusSimulator;
  beforeAll(() => {
    simulator = startCyclonus(programOf('PODPATH_CYCLONUS'));
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  it('agree with each other on every table of the suite, so that nothing is left for the documentation to decide', async () => {
    expect(tables.length).toBeGreaterThan(0);
    const differences: string[] = [];
    for (const { spec, port, protocol, expected, ...rest } of tables) {
      const cluster = { ...rest, ports: [{ port, protocol }] };
      const [table] = (await simulator.simulate(cluster)).tables;
      const own = differencesBetween(cluster, table?.combined ?? [], expected);
      differences.push(...own.map((text) => `${spec}: ${text}`));
    }
    expect(differences).toEqual([]);
  });
});
