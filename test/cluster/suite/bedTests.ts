import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { formatSkip, type SuiteCounts } from '../../suiteCounts.ts';
import { clusterNames, downCluster } from '../testBed.ts';

const folder = join(dirname(import.meta.dirname), 'bed');

/** How those files call clusters of their own. */
const clusterPrefix = 'bed-';

/** The subjects of the test bed's tests; the first three try one cluster each, and end it. */
export type BedSubject =
  'iptablesCluster' | 'nftablesCluster' | 'ciliumCluster' | 'twoClusters' | 'startCutShort';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs tests of the test bed itself, which start and end clusters, and prints a line for each. */
export async function runBedTests(
  subjects: readonly BedSubject[],
  signal: AbortSignal,
): Promise<SuiteCounts> {
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  const before = new Set(clusterNames());
  const files = subjects.map((subject) => join(folder, `${subject}.test.ts`));
  const stream = run({ files, signal, concurrency: false });
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
