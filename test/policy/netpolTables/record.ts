import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../cluster/command.ts';
import { consoleProgress } from '../../cluster/progress.ts';
import { buildNetpolTables, netpolVersion } from '../oracles.ts';
import type { NetpolTables } from './netpolTables.ts';

// node test/policy/netpolTables/record.ts: takes the truth tables from the sources of Kubernetes' end-to-end suite again.
// With --check it changes nothing and fails when the committed ones differ.

const fixture = join(import.meta.dirname, 'netpolTables.expected.json');

/** Runs the suite of the module in go.mod against nothing, and returns what it would hold a cluster to. */
async function recordTables(): Promise<NetpolTables> {
  const program = await buildNetpolTables(consoleProgress());
  const folder = mkdtempSync(join(tmpdir(), 'podpath-netpol-'));
  try {
    const output = join(folder, 'tables.json');
    await runCommand([program, join(program, '..', 'source', 'netpol'), output]);
    return JSON.parse(readFileSync(output, 'utf8')) as NetpolTables;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One line a spec and a table: a change of the suite reads as a change of lines. */
function formatTables({ validations, specs, tables }: NetpolTables): string {
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

const recorded = formatTables(await recordTables());
if (!process.argv.includes('--check')) writeFileSync(fixture, recorded);
else if (readFileSync(fixture, 'utf8') !== recorded) {
  process.stderr.write(
    'The committed tables are not what the suite says: node test/policy/netpolTables/record.ts\n',
  );
  process.exitCode = 1;
}
