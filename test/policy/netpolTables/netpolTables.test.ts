import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { netpolVersion } from '../oracles.ts';
import type { PolicyCluster } from '../policyCluster.ts';
import { snapshotOfCluster } from '../snapshotOfCluster.ts';
import { combinedTablesOfMatrix, differencesBetween, tablesOfSnapshot } from '../tablesOfSnapshot.ts';
import type { RecordedNetpolTables } from './netpolTables.ts';

const { source, validations, specs, tables } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'netpolTables.expected.json'), 'utf8'),
) as RecordedNetpolTables;

/** Specs without a table, by the end of their name, and why they have none. */
const withoutTable: Readonly<Record<string, string>> = {
  'Netpol API should support creating NetworkPolicy API operations':
    'It creates, watches and deletes policies, and connects nothing.',
  'Netpol API should support creating NetworkPolicy API with endport field':
    'It creates a policy and reads it back, and connects nothing.',
};

describe("the truth tables of Kubernetes' end-to-end suite", () => {
  it('are all here: one for each validation in its sources', () => {
    expect(source).toContain(netpolVersion);
    expect(tables).toHaveLength(validations);
    const missing = specs.filter(({ tables: count }) => count === 0).map(({ name }) => name);
    expect(missing.map((name) => name.replace('[sig-network] ', '')).sort()).toEqual(
      Object.keys(withoutTable).sort(),
    );
    expect(specs.filter(({ state, tables: count }) => count > 0 && state !== 'passed')).toEqual([]);
  });

  it.each(tables.map((table, index) => ({ ...table, title: `${index + 1}: ${table.spec}` })))(
    '$title',
    ({ port, protocol, expected, ...rest }) => {
      const cluster: PolicyCluster = { ...rest, ports: [{ port, protocol }] };
      const snapshot = snapshotOfCluster(cluster);
      const [evaluated] = tablesOfSnapshot(snapshot, cluster);
      expect(differencesBetween(cluster, evaluated?.combined ?? [], expected)).toEqual([]);
      expect(combinedTablesOfMatrix(snapshot, cluster)).toEqual([evaluated?.combined]);
      expect(evaluated?.combined.map((row, index) => row[index]).join('')).toBe('.'.repeat(expected.length));
    },
  );
});
