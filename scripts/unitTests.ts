import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatCounts, formatSkip } from '../test/suiteCounts.ts';
import { projectFolder } from './projectFolder.ts';
import { passThrough } from './runCommand.ts';

// The unit tests as a suite of `npm test`: vitest's own output, then the counts as the last line.

/** The part of vitest's JSON report that is read here. */
interface UnitReport {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

const report = join(projectFolder, 'test-results', 'unit.json');
await mkdir(dirname(report), { recursive: true });
await rm(report, { force: true });
const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs');
const status = await passThrough(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  { cwd: projectFolder },
);
const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
  await readFile(report, 'utf8'),
) as UnitReport;
const skipped = testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter((test) => test.status !== 'passed' && test.status !== 'failed');
for (const { fullName } of skipped)
  process.stdout.write(`${formatSkip(fullName, 'marked so in its file')}\n`);
// A file that cannot be loaded has no test that could fail.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 || status !== 0 ? 1 : 0);
process.stdout.write(`${formatCounts({ passed: numPassedTests, failed, skipped: skipped.length })}\n`);
process.exitCode = failed > 0 ? 1 : 0;
