import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../cluster/command.ts';
import { netpolVersion } from '../oracles.ts';
import type { NetpolTables } from './netpolTables.ts';

/** Where the tables are kept. */
export const tablesFile = join(import.meta.dirname, 'netpolTables.expected.json');

/**
 * Runs the end-to-end suite against nothing, and returns what it would hold a cluster to.
 * @param program that buildNetpolTables built
 * @param suite the folder of the sources that it was built from
 */
export async function recordTables(program: string, suite: string): Promise<NetpolTables> {
  const folder = mkdtempSync(join(tmpdir(), 'podpath-netpol-'));
  try {
    const output = join(folder, 'tables.json');
    await runCommand([program, suite, output]);
    return JSON.parse(readFileSync(output, 'utf8')) as NetpolTables;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One line a spec and a table: a change of the suite reads as a change of lines. */
export function formatTables({ validations, specs, tables }: NetpolTables): string {
  const lines = (items: readonly unknown[]): string => items.map((item) => JSON.stringify(item)).join(',\n');
  const source = `k8s.io/kubernetes ${netpolVersion}, test/e2e/network/netpol`;
  return [
    `{"source":${JSON.stringify(source)},`,
    '"regenerate":"node test/policy/netpolTables/record.ts",',
    `"validations":${validations},`,
    `"specs":[\n${lines(specs)}],`,
    `"tables":[\n${lines(tables)}]}\n`,
  ].join('\n');
}
