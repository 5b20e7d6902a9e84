import { parseArgs } from 'node:util';
import { formatCounts, reportSkippedSuite, type SuiteCounts } from '../../suiteCounts.ts';
import { consoleProgress } from '../progress.ts';
import { whyUnavailable } from '../testBed.ts';
import { runConsistencySuite } from './consistencySuite.ts';

// Whether a snapshot loses or keeps anything when its connection is disturbed, as one process. `npm test` runs it as a
// part of the real-cluster suite.
//   node test/cluster/scale/consistency.ts [--name NAME] [--seed N] [--disturbances N]
// The last line on stdout is `N passed, N failed, N skipped`.

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'consistency' },
    seed: { type: 'string', default: process.env['PODPATH_SEED'] ?? String(Date.now() % 1_000_000) },
    disturbances: { type: 'string', default: '100' },
  },
});

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption.abort(new Error(`interrupted by ${signal}`));
  });
}

const reason = whyUnavailable();
if (reason !== undefined) {
  reportSkippedSuite('snapshots under disturbance', reason);
} else {
  process.stdout.write(`PODPATH_SEED=${values.seed}\n`);
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const result = await runConsistencySuite({
      name: values.name,
      seed: Number(values.seed),
      disturbances: Number(values.disturbances),
      progress: consoleProgress(),
      signal: interruption.signal,
    });
    Object.assign(counts, result);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    counts.failed += 1;
  }
  process.exitCode = counts.failed > 0 || interruption.signal.aborted ? 1 : 0;
  process.stdout.write(`${formatCounts(counts)}\n`);
}
