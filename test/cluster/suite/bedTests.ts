import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SuiteCounts } from '../../suiteCounts.ts';

const file = join(dirname(import.meta.dirname), 'testBed.test.ts');

/** Counts as Node's test runner sums them up at its end, in TAP comments. */
const summaryLine = /^# (pass|fail|cancelled|skipped|todo) (\d+)$/;

/** Runs the tests of the test bed itself, which start and end clusters of their own, and prints a line for each. */
export async function runBedTests(signal: AbortSignal): Promise<SuiteCounts> {
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const interrupt = (): void => {
    // The runner hands it on and awaits that the tests have tidied up.
    child.kill('SIGINT');
  };
  signal.addEventListener('abort', interrupt, { once: true });
  const sums = new Map<string, number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, kind, count] = summaryLine.exec(line) ?? [];
    if (kind !== undefined) sums.set(kind, Number(count));
    const [, failed, name] = /^\s*(not )?ok \d+ - (.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      process.stdout.write(`  ${failed === undefined ? 'passed' : 'FAILED'}  test bed: ${name}\n`);
    } else if (/^\s+(error|expected|actual|stack):|^\s{8,}\S/.test(line) && !/duration_ms|type:/.test(line)) {
      process.stdout.write(`          ${line.trim()}\n`);
    }
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', interrupt);
  const sum = (...kinds: readonly string[]): number =>
    kinds.reduce((total, kind) => total + (sums.get(kind) ?? 0), 0);
  const failed = sum('fail', 'cancelled');
  return {
    passed: sum('pass'),
    // A file that cannot be loaded has no test that could fail.
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: sum('skipped', 'todo'),
  };
}
