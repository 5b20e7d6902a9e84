import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseCounts, type SuiteCounts } from '../test/suiteCounts.ts';

/** A suite of tests as a process. */
export interface SuiteRun {
  command: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Past it the suite hangs, and is asked to end. */
  limitMilliseconds: number;
  /** Asks the suite to end and to tidy up. */
  signal: AbortSignal;
}

/** What one suite came to. */
export interface SuiteOutcome {
  counts: SuiteCounts;
  /** The lines that name what was skipped, with the reason. */
  skips: string[];
  seconds: number;
}

/**
 * Runs a suite. Its lines are passed on, except the counts, so that the caller's sum is the only line of that form. A
 * suite that ends with another status than 0, or without counts, has failed whatever it counted.
 */
export async function runSuite(run: SuiteRun, print: (line: string) => void): Promise<SuiteOutcome> {
  const started = performance.now();
  let counts: SuiteCounts | undefined;
  const skips: string[] = [];
  const [program = '', ...programArguments] = run.command;
  const child = spawn(program, programArguments, {
    cwd: run.cwd,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = (): void => {
    child.kill('SIGTERM');
  };
  run.signal.addEventListener('abort', end);
  const limit = setTimeout(() => {
    print(`no end after ${run.limitMilliseconds / 60_000} minutes: asking the suite to end`);
    end();
  }, run.limitMilliseconds);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const read = parseCounts(line);
    if (read !== undefined) {
      counts = read;
      return;
    }
    if (line.startsWith('skipped: ')) skips.push(line);
    print(line);
  });
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      print(error.message);
    });
    child.once('close', resolve);
  });
  clearTimeout(limit);
  run.signal.removeEventListener('abort', end);
  if (counts === undefined) print(`the suite ended with status ${status ?? 'none'} and without counts`);
  const final = counts ?? { passed: 0, failed: 0, skipped: 0 };
  if ((status !== 0 || counts === undefined) && final.failed === 0) final.failed = 1;
  return { counts: final, skips, seconds: (performance.now() - started) / 1000 };
}
