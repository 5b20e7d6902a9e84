import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCyclonus, type CyclonusSimulator } from '../cyclonus/cyclonus.ts';
import { snapshotOfCluster } from '../snapshotOfCluster.ts';
import { combinedTablesOfMatrix, tablesOfSnapshot } from '../tablesOfSnapshot.ts';
import { disagreements } from './disagreements.ts';
import { programOf } from './program.ts';

describe('where the engines are known to disagree', () => {
  let simulator: CyclonusSimulator;
  beforeAll(() => {
    simulator = startCyclonus(programOf('PODPATH_CYCLONUS'));
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  it.each(disagreements)(
    '$engine: $title',
    async ({ engine, cluster, from, to, ours, theirs, reason, source }) => {
      const snapshot = snapshotOfCluster(cluster);
      expect(tablesOfSnapshot(snapshot, cluster)[0]?.combined[from]?.[to]).toBe(ours);
      expect(combinedTablesOfMatrix(snapshot, cluster)[0]?.[from]?.[to]).toBe(ours);
      expect(reason).not.toBe('');
      expect(source).toMatch(/^https:\/\//);
      // What the suite of Kubernetes says stands in its tables, of which no test compares these cells.
      if (engine === 'cyclonus') {
        const [table] = (await simulator.simulate(cluster)).tables;
        expect(table?.combined[from]?.[to]).toBe(theirs);
      } else expect(theirs).toBe('absent');
    },
  );
});
