import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from '../../scripts/codeServer.ts';
import { projectFolder } from '../../scripts/projectFolder.ts';
import { ensureChromium, MissingSystemPackage } from '../../scripts/systemPackages.ts';
import { whyUnavailable } from '../cluster/testBed.ts';
import { runMocha } from '../runMocha.ts';
import { formatCounts, formatSkip, reportSkippedSuite } from '../suiteCounts.ts';
import { endTestCluster, testCluster } from './testCluster.ts';
import { closeWorkbenches } from './workbench.ts';

// End-to-end tests: the packaged extension in the workbench of a real VS Code, used through a browser.
//   node test/endToEnd/main.ts [--vsix FILE] [FILE…]
// Files *.cluster.e2e.ts use a real cluster. The last line is `N passed, N failed, N skipped`.

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function endEverything(): Promise<void> {
  await closeWorkbenches();
  await endTestCluster();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    log(`Ending the end-to-end tests (${signal})`);
    void endEverything().finally(() => process.exit(1));
  });
}

const { values, positionals } = parseArgs({
  options: { vsix: { type: 'string' } },
  allowPositionals: true,
});
if (values.vsix !== undefined) process.env['PODPATH_VSIX'] = resolve(values.vsix);
const folder = join(projectFolder, 'test/endToEnd');
const files =
  positionals.length > 0
    ? positionals.map((file) => resolve(file))
    : readdirSync(folder)
        .filter((name) => name.endsWith('.e2e.ts'))
        .map((name) => join(folder, name));
const isForCluster = (file: string): boolean => file.endsWith('.cluster.e2e.ts');
// Those that need none come first, while the cluster comes up.
files.sort((one, other) => Number(isForCluster(one)) - Number(isForCluster(other)));
const noCluster = whyUnavailable();
const skips: string[] = [];
const runnable = files.filter((file) => {
  if (noCluster === undefined || !isForCluster(file)) return true;
  skips.push(formatSkip(`end-to-end tests of ${file.slice(folder.length + 1)}`, noCluster));
  return false;
});
try {
  // It comes up while tests run that need none; whoever needs it tells of its failure.
  if (runnable.some(isForCluster)) testCluster().catch(() => undefined);
  await ensureCodeServer(log);
  await ensureChromium(log);
  log('Running the end-to-end tests in the workbench of VS Code, in headless Chromium');
  const counts = await runMocha(runnable, log, 300_000);
  counts.skipped += skips.length;
  for (const skip of skips) log(skip);
  process.exitCode = counts.failed > 0 ? 1 : 0;
  await endEverything();
  log(formatCounts(counts));
} catch (error) {
  await endEverything();
  if (!(error instanceof MissingSystemPackage)) throw error;
  reportSkippedSuite('end-to-end tests', error.message);
}
