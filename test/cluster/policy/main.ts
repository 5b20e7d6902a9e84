import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import { formatCounts, reportSkippedSuite, type SuiteCounts } from '../../suiteCounts.ts';
import { consoleProgress } from '../progress.ts';
import { whyUnavailable } from '../testBed.ts';
import { runPolicySuite } from './policySuite.ts';

// The policy engine against real Cilium alone, as one process. `npm test` runs it as a part of the real-cluster suite.
//   node test/cluster/policy/main.ts [--name NAME] [--cluster NAME] [--seed N] [--sets N] [--record]
// --cluster uses one that runs (started with --cni cilium) and leaves it running; --record writes matrices into
// test/policy/observed/matrices. The last line on stdout is `N passed, N failed, N skipped`.

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'policies' },
    cluster: { type: 'string' },
    seed: { type: 'string', default: process.env['PODPATH_SEED'] ?? String(Date.now() % 1_000_000) },
    sets: { type: 'string', default: '40' },
    record: { type: 'boolean', default: false },
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
  reportSkippedSuite('policies on a real cluster', reason);
} else {
  process.stdout.write(`PODPATH_SEED=${values.seed}\n`);
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const result = await runPolicySuite({
      cluster: values.cluster === undefined ? { start: values.name } : { reuse: values.cluster },
      seed: Number(values.seed),
      sets: Number(values.sets),
      progress: consoleProgress(),
      signal: interruption.signal,
      ...(values.record
        ? { recordFolder: join(projectFolder, 'test', 'policy', 'observed', 'matrices') }
        : {}),
    });
    Object.assign(counts, result);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    counts.failed += 1;
  }
  process.exitCode = counts.failed > 0 || interruption.signal.aborted ? 1 : 0;
  process.stdout.write(`${formatCounts(counts)}\n`);
}
