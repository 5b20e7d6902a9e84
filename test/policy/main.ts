import { join } from 'node:path';
import { runVitestSuite } from '../../scripts/vitestSuite.ts';
import { formatCounts } from '../suiteCounts.ts';
import { consoleProgress } from '../cluster/progress.ts';
import { buildCyclonus, buildNetpolTables } from './oracles.ts';

// node test/policy/main.ts: the policy engine against other engines, cell by cell. Both are Go programs that are built
// once; a machine that cannot build them cannot say whether the engine is right, so the suite then fails.

/** The environment variables by which the tests find the programs. */
async function buildPrograms(): Promise<NodeJS.ProcessEnv> {
  const progress = consoleProgress();
  // One after the other: each build uses every core by itself.
  const cyclonus = await buildCyclonus(progress);
  return { PODPATH_CYCLONUS: cyclonus, PODPATH_NETPOL_TABLES: await buildNetpolTables(progress) };
}

const programs = await buildPrograms().catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
if (programs === undefined) {
  process.stdout.write(`${formatCounts({ passed: 0, failed: 1, skipped: 0 })}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runVitestSuite(
    'policy',
    ['--config', join(import.meta.dirname, 'differential', 'vitest.config.ts')],
    { ...process.env, ...programs },
  );
}
