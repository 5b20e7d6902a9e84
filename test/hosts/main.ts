import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer } from '../../scripts/codeServer.ts';
import { findDesktopVscode } from '../../scripts/desktopVscode.ts';
import { projectFolder } from '../../scripts/projectFolder.ts';
import { ensureChromium, MissingSystemPackage } from '../../scripts/systemPackages.ts';
import { formatCounts, parseCounts, reportSkippedSuite } from '../suiteCounts.ts';
import { buildHostTests } from './buildHostTests.ts';
import { runInDesktopVscode } from './runInDesktopVscode.ts';
import { type HostTestRun, runInVscodeServer } from './runInVscodeServer.ts';

// In-host tests: a test extension of its own runs in a real VS Code beside the packaged extension.
//   node test/hosts/main.ts [--vsix FILE] [--tests FOLDER]
// The last line is `N passed, N failed, N skipped`.

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function runIn(run: HostTestRun): Promise<number> {
  const desktop = findDesktopVscode();
  if (desktop !== undefined) {
    log(`Running the in-host tests in ${desktop}`);
    return await runInDesktopVscode(desktop, run);
  }
  const installation = await ensureCodeServer(log);
  const chromium = await ensureChromium(log);
  log('Running the in-host tests in VS Code as a server, with its window in headless Chromium');
  const windowLines: string[] = [];
  const status = await runInVscodeServer(installation, chromium, run, (line) => {
    // The window's own log comes the same way; it is of use only when the tests failed.
    if (/^( {2}(passed|FAILED) |skipped: |took )/.test(line)) log(line);
    else windowLines.push(line);
  });
  if (status !== 0) log(`The window's log:\n${windowLines.join('\n').replaceAll(/^/gm, '    ')}`);
  return status;
}

const { values } = parseArgs({
  options: {
    vsix: { type: 'string', default: process.env['PODPATH_VSIX'] ?? join(projectFolder, 'podpath.vsix') },
    tests: { type: 'string', default: join(projectFolder, 'test/hosts/extension') },
  },
});
const vsix = resolve(values.vsix);
if (!existsSync(vsix)) throw new Error(`there is no ${vsix}; make it with npm run package`);
// Bundles stay inside the project: from there the host finds mocha in node_modules.
const testExtension = join(projectFolder, 'test-results', 'hostTests');
const extensionTestsPath = await buildHostTests(resolve(values.tests), testExtension);
const temporary = await mkdtemp(join(tmpdir(), 'podpath-hosts-'));
const workspaceFolder = join(temporary, 'workspace');
await mkdir(workspaceFolder);
const results = join(temporary, 'results');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    rmSync(temporary, { recursive: true, force: true });
    // Leaving by exit() ends the server and the browser too.
    process.exit(1);
  });
}
try {
  const status = await runIn({
    extensionDevelopmentPath: [testExtension, join(projectFolder, 'test/hosts/fakeKubernetesTools')],
    extensionTestsPath,
    vsix,
    workspaceFolder,
    dataFolder: join(temporary, 'data'),
    // No cluster by accident: a test that wants one says so.
    environment: { PODPATH_HOST_RESULTS: results, KUBECONFIG: join(temporary, 'no-kubeconfig') },
  });
  const counts = existsSync(results) ? parseCounts(await readFile(results, 'utf8')) : undefined;
  if (counts === undefined) throw new Error(`the host ended with status ${status} and left no counts`);
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  process.exitCode = counts.failed > 0 ? 1 : 0;
  log(formatCounts(counts));
} catch (error) {
  if (!(error instanceof MissingSystemPackage)) throw error;
  reportSkippedSuite('in-host tests', error.message);
} finally {
  await rm(temporary, { recursive: true, force: true });
}
