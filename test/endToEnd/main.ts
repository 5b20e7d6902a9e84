import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from '../../scripts/codeServer.ts';
import { projectFolder } from '../../scripts/projectFolder.ts';
import { ensureChromium, MissingSystemPackage } from '../../scripts/systemPackages.ts';
import { runMocha } from '../runMocha.ts';
import { formatCounts, reportSkippedSuite } from '../suiteCounts.ts';

// End-to-end tests: the packaged extension in the workbench of a real VS Code, used through a browser.
//   node test/endToEnd/main.ts [--vsix FILE] [FILE…]
// The last line is `N passed, N failed, N skipped`.

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

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
try {
  await ensureCodeServer(log);
  await ensureChromium(log);
  log('Running the end-to-end tests in the workbench of VS Code, in headless Chromium');
  const counts = await runMocha(files, log, 120_000);
  log(formatCounts(counts));
  process.exitCode = counts.failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof MissingSystemPackage)) throw error;
  reportSkippedSuite('end-to-end tests', error.message);
}
