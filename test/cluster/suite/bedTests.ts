import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { formatSkip, type SuiteCounts } from '../../suiteCounts.ts';
import { clusterNames, downCluster } from '../testBed.ts';

const file = join(dirname(import.meta.dirname), 'testBed.test.ts');

/** How that file calls its clusters. */
const clusterPrefix = 'bed-';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs the tests of the test bed itself, which start and end clusters of their own, and prints a line for each. */
export async function runBedTests(signal: AbortSignal): Promise<SuiteCounts> {
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  const before = new Set(clusterNames());
  const stream = run({ files: [file], signal });
  const describe = ({ name, details }: { name: string; details: { duration_ms: number } }): string =>
    `test bed: ${name} (${(details.duration_ms / 1000).toFixed(1)} s)`;
  stream.on('test:pass', (test) => {
    if (test.details.type === 'suite') return;
    if (test.skip === undefined || test.skip === false) {
      counts.passed += 1;
      say(`  passed  ${describe(test)}`);
    } else {
      counts.skipped += 1;
      say(formatSkip(`test bed: ${test.name}`, typeof test.skip === 'string' ? test.skip : 'marked so'));
    }
  });
  stream.on('test:fail', (test) => {
    // A suite fails with its tests, which have lines of their own; a hook of it has none.
    const { cause, failureType } = test.details.error as { cause?: unknown; failureType?: string };
    if (signal.aborted || failureType === 'subtestsFailed') return;
    counts.failed += 1;
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    say(`  FAILED  ${describe(test)}\n${text.replaceAll(/^/gm, '          ')}`);
  });
  // The stream ends when it has been read.
  for await (const _event of stream);
  if (signal.aborted) {
    const left = clusterNames().filter((name) => name.startsWith(clusterPrefix) && !before.has(name));
    for (const name of left) await downCluster(name);
  }
  return counts;
}
