import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatCounts, formatSkip } from '../test/suiteCounts.ts';
import { projectFolder } from './projectFolder.ts';
import { passThrough } from './runCommand.ts';

/** The part of vitest's JSON report that is read here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/**
 * Runs tests of vitest as a suite of `npm test`: vitest's own output, then the skipped tests and the counts as the last lines.
 * @param name of the report in test-results
 * @param vitestArguments beside the reporters, e.g. another configuration
 * @returns the exit status
 */
export async function runVitestSuite(
  name: string,
  vitestArguments: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const reportFile = join(projectFolder, 'test-results', `${name}.json`);
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs');
  const status = await passThrough(
    process.execPath,
    [
      vitest,
      'run',
      ...vitestArguments,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ],
    { cwd: projectFolder, env: environment },
  );
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  const skipped = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((test) => test.status !== 'passed' && test.status !== 'failed');
  for (const { fullName } of skipped)
    process.stdout.write(`${formatSkip(fullName, 'marked so in its file')}\n`);
  // A file that cannot be loaded has no test that could fail.
  const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 || status !== 0 ? 1 : 0);
  process.stdout.write(
    `${formatCounts({ passed: report.numPassedTests, failed, skipped: skipped.length })}\n`,
  );
  return failed > 0 ? 1 : 0;
}
