import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { type PolicyDialect, policyDialects } from './dialect.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import { type CoverageRow, coverageTable } from './testing/coverageTable.ts';
import { policyScene, queryOf } from './testing/policyScene.ts';

const pods = [
  'shop/web app=web @n1 10.0.0.1',
  'shop/api app=api @n2 10.0.0.2',
  'ops/probe app=probe @n2 10.0.0.3',
];
const namespaces = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: ops, labels: { team: ops } }
`;

function hide(snapshot: ClusterSnapshot, hidden: readonly string[]): ClusterSnapshot {
  return {
    ...snapshot,
    namespaces: new Map(
      [...snapshot.namespaces].map(([name, { namespace, ...rest }]) => [
        name,
        namespace === undefined || hidden.includes(name) ? rest : { ...rest, namespace },
      ]),
    ),
  };
}

function evaluateRow({
  manifests,
  coverage,
  hiddenNamespaces = [],
  source = 'shop/api',
  destination = 'shop/web',
}: CoverageRow) {
  const snapshot = hide(policyScene(pods, namespaces + manifests, coverage), hiddenNamespaces);
  return evaluatePolicies(snapshot, queryOf(`${source} > ${destination} :8080`)).ingress;
}

function readDocument(): Promise<string> {
  return readFile(new URL('../../../docs/networkPolicy.md', import.meta.url), 'utf8');
}

function wordOf(value: boolean | readonly string[]): string {
  if (typeof value === 'boolean') return String(value);
  return value.length === 0 ? 'none' : 'some';
}

describe('dialects', () => {
  it('stand in docs/networkPolicy.md property by property', async () => {
    const rows = [...(await readDocument()).matchAll(/^\| `(\w+)` *\| (\w+) *\| (\w+) *\|/gm)].map(
      ([, ...cells]) => cells,
    );
    const { kubernetes, cilium } = policyDialects;
    const properties = Object.keys(kubernetes).filter((key) => key !== 'name') as Exclude<
      keyof PolicyDialect,
      'name'
    >[];
    expect(rows.sort()).toEqual(
      properties.map((key) => [key, wordOf(kubernetes[key]), wordOf(cilium[key])]).sort(),
    );
  });
});

describe('what follows from incomplete knowledge', () => {
  it.each(coverageTable.map((row) => ({ ...row, title: `${row.missing} | ${row.known}` })))(
    '$title',
    (row) => {
      const { verdict, unknown } = evaluateRow(row);
      expect(verdict).toBe(row.verdict);
      // Who does not know says why.
      expect(unknown.length > 0).toBe(verdict === 'unknown');
    },
  );

  it('stands in docs/networkPolicy.md row by row', async () => {
    const document = await readDocument();
    const start = document.indexOf('| what is not known');
    const rows = document
      .slice(start)
      .split('\n\n')[0]!
      .split('\n')
      .slice(2)
      .filter((line) => line !== '')
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(
      coverageTable.map(({ missing, known, verdict, because }) => [missing, known, verdict, because]),
    );
  });
});
