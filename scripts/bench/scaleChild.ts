import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program of this folder that measures in a process of its own: its first line is `ready`, its last one JSON. */
export interface MeasuringChild<Result> {
  /** Resolves when the child is ready; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Lets the child finish; resolves with what it measured. */
  finish(): Promise<Result>;
  /** What it prints beside that, as it comes. */
  kill(): void;
}

/** Starts `script` with a heap that can be collected on demand. */
export function startChild<Result>(
  script: string,
  scriptArguments: readonly string[],
  progress: (line: string) => void,
): MeasuringChild<Result> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', join(import.meta.dirname, script), ...scriptArguments],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => undefined);
  let last = '';
  const ready = Promise.withResolvers<undefined>();
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${script} ended with status ${status ?? 'none'}`));
      ready.reject(new Error(`${script} ended before it was ready`));
    });
  });
  // Whoever awaits one of them hears of it; the other must not end the process.
  ended.catch(() => undefined);
  ready.promise.catch(() => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') ready.resolve(undefined);
    else if (line.startsWith('# ')) progress(line.slice(2));
    else last = line;
  });
  return {
    ready: ready.promise,
    finish: async () => {
      child.stdin.end('finish\n');
      await ended;
      return JSON.parse(last) as Result;
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Runs a child from beginning to end. */
export async function runChild<Result>(
  script: string,
  scriptArguments: readonly string[],
  progress: (line: string) => void,
): Promise<Result> {
  const child = startChild<Result>(script, scriptArguments, progress);
  await child.ready;
  return child.finish();
}

/** In a child: says that what is to be measured is there, and resolves when the parent wants the result. */
export async function untilFinished(): Promise<void> {
  process.stdout.write('ready\n');
  await new Promise<void>((resolve) => {
    process.stdin.once('data', () => {
      resolve();
    });
    process.stdin.once('end', () => {
      resolve();
    });
  });
  process.stdin.destroy();
}

/** In a child: prints the result and ends. */
export function finishWith(result: object): void {
  // A pipe takes some kilobytes at once: what ends before the rest is taken cuts it off.
  process.stdout.write(`${JSON.stringify(result)}\n`, () => {
    process.exit(0);
  });
}

/** Bytes that are in use after everything unreachable is gone: the heap and what hangs on it outside. */
export function usedBytes(): number {
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
