import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCyclonus, type CyclonusSimulator } from '../cyclonus/cyclonus.ts';
import type { PolicyCluster } from '../policyCluster.ts';
import { snapshotOfCluster } from '../snapshotOfCluster.ts';
import { combinedTablesOfMatrix, differencesBetween, tablesOfSnapshot } from '../tablesOfSnapshot.ts';
import { arbitraryCluster } from './arbitraryCluster.ts';
import { programOf } from './program.ts';

const runs = 300;

describe('random policy sets', () => {
  let simulator: CyclonusSimulator;
  beforeAll(() => {
    simulator = startCyclonus(programOf('PODPATH_CYCLONUS'));
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  /** What this engine, by pairs and by the matrix, says otherwise than cyclonus. */
  async function differencesOf(cluster: PolicyCluster): Promise<readonly string[]> {
    const { tables } = await simulator.simulate(cluster);
    const snapshot = snapshotOfCluster(cluster);
    const evaluated = tablesOfSnapshot(snapshot, cluster);
    const matrix = combinedTablesOfMatrix(snapshot, cluster);
    return tables.flatMap((theirs, index) => {
      const { port, protocol } = cluster.ports[index] ?? {};
      const ours = evaluated[index];
      return [
        ...differencesBetween(cluster, ours?.ingress ?? [], theirs.ingress).map((text) => `ingress ${text}`),
        ...differencesBetween(cluster, ours?.egress ?? [], theirs.egress).map((text) => `egress ${text}`),
        ...differencesBetween(cluster, matrix[index] ?? [], theirs.combined),
      ].map((text) => `${String(port)}/${String(protocol)} ${text}`);
    });
  }

  it(
    `${runs} of them mean the same to cyclonus, in every cell and direction`,
    { timeout: 600_000 },
    async () => {
      let denied = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryCluster, async (cluster) => {
          expect(await differencesOf(cluster)).toEqual([]);
          const [table] = tablesOfSnapshot(snapshotOfCluster(cluster), cluster);
          if (table?.combined.join('').includes('X') === true) denied += 1;
        }),
        { numRuns: runs },
      );
      // Sets that forbid nothing would prove nothing.
      expect(denied).toBeGreaterThan(runs / 2);
    },
  );
});
