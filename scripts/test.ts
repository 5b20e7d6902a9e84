import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCounts, type SuiteCounts } from '../test/suiteCounts.ts';
import { buildBundles } from './build.ts';
import { makePackage } from './package.ts';
import { projectFolder } from './projectFolder.ts';
import { runSuite, type SuiteOutcome } from './runSuite.ts';

// npm test: all tests, in the order of what they need.
//   npm test [-- --only unit,policy,hosts,e2e,cluster]
// Each suite is a process of its own. Its last line is `N passed, N failed, N skipped`; before it stands a line
// `skipped: NAME — REASON` for whatever the machine cannot run. The last line of all is the sum. With CI=true a
// skipped test is a failure. PODPATH_VSIX names a package that exists, which then is neither built nor packaged again.

/** One kind of tests. */
interface Suite {
  name: 'unit' | 'policy' | 'hosts' | 'e2e' | 'cluster';
  title: string;
  script: string;
  /** Whether it drives the packaged extension or the bundled command line. */
  needsPackage: boolean;
}

const suites: readonly Suite[] = [
  { name: 'unit', title: 'unit tests', script: 'scripts/unitTests.ts', needsPackage: false },
  {
    name: 'policy',
    title: 'policy engines',
    script: 'test/policy/main.ts',
    needsPackage: false,
  },
  { name: 'hosts', title: 'in-host tests', script: 'test/hosts/main.ts', needsPackage: true },
  { name: 'e2e', title: 'end-to-end tests', script: 'test/endToEnd/main.ts', needsPackage: true },
  { name: 'cluster', title: 'real-cluster suite', script: 'test/cluster/suite/main.ts', needsPackage: true },
];

/** Longer than any suite takes on a cold cache; past it the suite hangs. */
const suiteLimitMilliseconds = 60 * 60_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let interruptedBy: NodeJS.Signals | undefined;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruptedBy = signal;
    // The suite tidies up and ends; the loop below then ends too.
    interrupted.abort();
  });
}

async function packagedExtension(): Promise<string> {
  const named = process.env['PODPATH_VSIX'];
  if (named !== undefined && existsSync(named)) return named;
  await buildBundles();
  return await makePackage();
}

async function runSuites(wanted: readonly Suite[]): Promise<void> {
  const started = performance.now();
  const environment = { ...process.env };
  const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  const skips: string[] = [];
  const table: string[] = [];
  const count = (title: string, { counts, seconds, ...outcome }: SuiteOutcome): void => {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    skips.push(...outcome.skips);
    table.push(`  ${title.padEnd(20)} ${formatCounts(counts)} in ${seconds.toFixed(1)} s`);
  };
  try {
    if (wanted.some(({ needsPackage }) => needsPackage))
      environment['PODPATH_VSIX'] = await packagedExtension();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    count('build and package', { counts: { passed: 0, failed: 1, skipped: 0 }, skips: [], seconds: 0 });
  }
  for (const suite of wanted) {
    if (interruptedBy !== undefined) break;
    if (suite.needsPackage && environment['PODPATH_VSIX'] === undefined) continue;
    say(`== ${suite.title}`);
    const run = {
      command: [process.execPath, join(projectFolder, suite.script)],
      cwd: projectFolder,
      environment,
      limitMilliseconds: suiteLimitMilliseconds,
      signal: interrupted.signal,
    };
    count(suite.title, await runSuite(run, say));
  }
  say(`== all tests, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const line of [...skips.map((skip) => `  ${skip}`), ...table]) say(line);
  const skipsFail = process.env['CI'] === 'true' && total.skipped > 0;
  if (skipsFail) say('  with CI=true nothing may be skipped: this run has failed');
  if (interruptedBy !== undefined) say(`  ended by ${interruptedBy}: not everything ran`);
  process.exitCode = total.failed > 0 || skipsFail || interruptedBy !== undefined ? 1 : 0;
  say(formatCounts(total));
}

const names = suites.map(({ name }) => name);
const { values } = parseArgs({ options: { only: { type: 'string', default: names.join(',') } } });
const only = values.only.split(',');
const unknown = only.filter((name) => !names.some((known) => known === name));
if (unknown.length > 0) {
  process.stderr.write(`no suite ${unknown.join(', ')}; there are ${names.join(', ')}\n`);
  process.exitCode = 2;
} else {
  await mkdir(join(projectFolder, 'test-results'), { recursive: true });
  await runSuites(suites.filter(({ name }) => only.includes(name)));
}
