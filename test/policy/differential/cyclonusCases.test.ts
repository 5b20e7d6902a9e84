import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cyclonusCases,
  startCyclonus,
  type CyclonusCase,
  type CyclonusSimulator,
} from '../cyclonus/cyclonus.ts';
import { snapshotOfCluster } from '../snapshotOfCluster.ts';
import { combinedTablesOfMatrix, differencesBetween, tablesOfSnapshot } from '../tablesOfSnapshot.ts';
import { programOf } from './program.ts';

const program = programOf('PODPATH_CYCLONUS');
const cases = await cyclonusCases(program);

/** What one case comes to: cells that were compared, and those that differ. */
function compare({ description, steps }: CyclonusCase): { cells: number; differences: readonly string[] } {
  let cells = 0;
  const differences = steps.flatMap(({ tables, ...cluster }, step) => {
    const snapshot = snapshotOfCluster(cluster);
    const evaluated = tablesOfSnapshot(snapshot, cluster);
    const matrix = combinedTablesOfMatrix(snapshot, cluster);
    return tables.flatMap((theirs, index) => {
      cells += theirs.combined.join('').length;
      const ours = evaluated[index];
      const { port, protocol } = cluster.ports[index] ?? {};
      return [
        ...differencesBetween(cluster, ours?.ingress ?? [], theirs.ingress).map((text) => `ingress ${text}`),
        ...differencesBetween(cluster, ours?.egress ?? [], theirs.egress).map((text) => `egress ${text}`),
        ...differencesBetween(cluster, ours?.combined ?? [], theirs.combined),
        ...differencesBetween(cluster, matrix[index] ?? [], theirs.combined).map((text) => `matrix ${text}`),
      ].map((text) => `${description}, step ${step + 1}, ${String(port)}/${String(protocol)}: ${text}`);
    });
  });
  return { cells, differences };
}

describe('every case that cyclonus generates', () => {
  it('there are as many as in this release', () => {
    expect(cases).toHaveLength(230);
    expect(cases.flatMap(({ steps }) => steps)).toHaveLength(256);
  });

  const groups = Map.groupBy(cases, ({ tags }) => [...tags].sort()[0] ?? '');
  it.each([...groups].map(([tag, own]) => ({ tag, own, count: own.length })))(
    '$tag: $count cases',
    ({ own }) => {
      const compared = own.map(compare);
      expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
      expect(compared.every(({ cells }) => cells > 0)).toBe(true);
    },
  );
});

describe('the simulator as this suite asks it', () => {
  let simulator: CyclonusSimulator;
  beforeAll(() => {
    simulator = startCyclonus(program);
  });
  afterAll(() => simulator[Symbol.asyncDispose]());

  it("answers as cyclonus' own runner does", async () => {
    for (const { steps } of cases) {
      for (const { tables, ...cluster } of steps)
        expect((await simulator.simulate(cluster)).tables).toEqual(tables);
    }
  });
});
