import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseCounts, parsePart, type SuiteCounts, type SuitePart } from '../test/suiteCounts.ts';

/** A suite of tests, or a check of the sources, as a process. */
export interface SuiteRun {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Past it the suite hangs, and is asked to end. */
  readonly limitMilliseconds: number;
  /** Asks the suite to end and to tidy up. */
  readonly signal: AbortSignal;
  /** Whether its last line has to be counts; without them it passes by its exit status alone. */
  readonly hasCounts?: boolean;
}

/** What one suite came to. */
export interface SuiteOutcome {
  readonly counts: SuiteCounts;
  /** The lines that name what was skipped, with the reason. */
  readonly skips: readonly string[];
  /** What the suite says that its parts took. */
  readonly parts: readonly SuitePart[];
  readonly seconds: number;
}

/**
 * Runs a suite. Its lines are passed on, except the counts, so that the caller's sum is the only line of that form. A
 * suite that ends with another status than 0, or without counts, has failed whatever it counted.
 */
export async function runSuite(run: SuiteRun, print: (line: string) => void): Promise<SuiteOutcome> {
  const { hasCounts = true } = run;
  const started = performance.now();
  let counts: SuiteCounts | undefined;
  const skips: string[] = [];
  const parts: SuitePart[] = [];
  const [program = '', ...programArguments] = run.command;
  const child = spawn(program, programArguments, {
    cwd: run.cwd,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
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
    const part = parsePart(line);
    if (read !== undefined) counts = read;
    else if (part !== undefined) parts.push(part);
    else {
      if (line.startsWith('skipped: ')) skips.push(line);
      print(line);
    }
  });
  createInterface({ input: child.stderr }).on('line', print);
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      print(error.message);
    });
    child.once('close', resolve);
  });
  clearTimeout(limit);
  run.signal.removeEventListener('abort', end);
  const lacksCounts = counts === undefined && hasCounts;
  if (lacksCounts) print(`the suite ended with status ${status ?? 'none'} and without counts`);
  const final = counts ?? { passed: 0, failed: 0, skipped: 0 };
  if ((status !== 0 || lacksCounts) && final.failed === 0) final.failed = 1;
  return { counts: final, skips, parts, seconds: (performance.now() - started) / 1000 };
}
