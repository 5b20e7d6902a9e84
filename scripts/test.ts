import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCounts, type SuiteCounts } from '../test/suiteCounts.ts';
import { projectFolder } from './projectFolder.ts';
import { runLanes } from './runLanes.ts';
import { runSuite, type SuiteOutcome } from './runSuite.ts';
import { type PlannedTask, planTests, suiteNames } from './testPlan.ts';

// npm test: all tests, side by side where they need different things (scripts/testPlan.ts).
//   npm test [-- --only unit,policy,hosts,e2e,cluster] [--checks]
// --checks judges the sources too: format, types, lint, imports. Each line of a task begins with its name. What the
// machine cannot run is named in a line `skipped: NAME — REASON`. At the end stands what took how long, and the last line
// is the sum. With CI=true a skipped test is a failure. PODPATH_VSIX names a package that exists and is used as it is.

/** Longer than any task takes on a cold cache; past it the task hangs. */
const taskLimitMilliseconds = 80 * 60_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let interruptedBy: NodeJS.Signals | undefined;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruptedBy = signal;
    // Whatever runs tidies up and ends.
    interrupted.abort();
  });
}

/** What became of a task, and when it began, in seconds since the first. */
interface TaskReport extends SuiteOutcome {
  readonly task: PlannedTask;
  readonly began: number;
}

async function runTask(
  task: PlannedTask,
  environment: NodeJS.ProcessEnv,
  started: number,
): Promise<TaskReport> {
  const began = (performance.now() - started) / 1000;
  const label = `${task.name.padEnd(8)} `;
  say(`${label}== ${task.title}`);
  const run = {
    command: task.command,
    cwd: projectFolder,
    environment,
    limitMilliseconds: taskLimitMilliseconds,
    signal: interrupted.signal,
    hasCounts: task.kind === 'suite',
  };
  const outcome = await runSuite(run, (line) => {
    say(label + line);
  });
  const verdict = outcome.counts.failed > 0 ? 'FAILED' : 'passed';
  say(`${label}== ${verdict} in ${outcome.seconds.toFixed(1)} s`);
  return { ...outcome, task, began };
}

/** One line for each task, in the order in which they began: when, how long, and what came of it. */
function timeTable(reports: readonly TaskReport[]): string[] {
  const row = (began: string, seconds: string, title: string, result: string): string =>
    `  ${began.padStart(8)} ${seconds.padStart(8)}  ${title.padEnd(44)} ${result}`.trimEnd();
  return [
    row('began at', 'took', '', ''),
    ...reports
      .toSorted((one, other) => one.began - other.began)
      .flatMap(({ task, began, seconds, counts, parts }) => [
        row(
          `${began.toFixed(0)} s`,
          `${seconds.toFixed(0)} s`,
          task.title,
          task.kind === 'suite' ? formatCounts(counts) : counts.failed > 0 ? 'FAILED' : 'passed',
        ),
        ...parts.map((part) => row('', `${part.seconds.toFixed(0)} s`, `  ${part.title}`, '')),
      ]),
  ];
}

async function runTests(only: readonly string[], withChecks: boolean): Promise<void> {
  const started = performance.now();
  const named = process.env['PODPATH_VSIX'];
  const packaged = named !== undefined && existsSync(named);
  const environment = {
    ...process.env,
    PODPATH_VSIX: packaged && !withChecks ? named : join(projectFolder, 'podpath.vsix'),
  };
  const plan = planTests(only, { withChecks, packaged });
  const outcomes = await runLanes(
    plan.lanes.map((lane) =>
      lane.map((task) => ({
        name: task.name,
        ...(task.after === undefined ? {} : { after: task.after }),
        run: async () => {
          const outcome = await runTask(task, environment, started);
          return { outcome, ok: outcome.counts.failed === 0 };
        },
      })),
    ),
    interrupted.signal,
  );
  const reports = [...outcomes.values()];
  const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts } of reports) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  say(`== everything, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  for (const skip of reports.flatMap(({ skips }) => skips)) say(`  ${skip}`);
  for (const line of timeTable(reports)) say(line);
  const notRun = plan.lanes.flat().filter(({ name }) => !outcomes.has(name));
  for (const { title } of notRun) say(`  did not run: ${title}`);
  const skipsFail = process.env['CI'] === 'true' && total.skipped > 0;
  if (skipsFail) say('  with CI=true nothing may be skipped: this run has failed');
  if (interruptedBy !== undefined) say(`  ended by ${interruptedBy}: not everything ran`);
  process.exitCode = total.failed > 0 || skipsFail || notRun.length > 0 ? 1 : 0;
  say(formatCounts(total));
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: suiteNames.join(',') },
    checks: { type: 'boolean', default: false },
  },
});
const only = values.only.split(',');
const unknown = only.filter((name) => !suiteNames.some((known) => known === name));
if (unknown.length > 0) {
  process.stderr.write(`no suite ${unknown.join(', ')}; there are ${suiteNames.join(', ')}\n`);
  process.exitCode = 2;
} else {
  await mkdir(join(projectFolder, 'test-results'), { recursive: true });
  await runTests(only, values.checks);
}
