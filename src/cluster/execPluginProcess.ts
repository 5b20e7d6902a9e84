import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';

/** How a process ended. `exitCode` is null when a signal ended it. */
export type ProcessEnd =
  | {
      readonly kind: 'ended';
      readonly exitCode: number | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-much-output' };

const maximumOutputBytes = 1024 * 1024;
const maximumErrorBytes = 64 * 1024;
/** Between the end of a program and the end of its output. */
const exitGraceMilliseconds = 1000;
const isWindows = process.platform === 'win32';

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The program that a command means: itself when it is a path, else the first of that name on PATH. As Go (os/exec, ErrDot),
 * never one of the folder that we happen to run in, which a relative or empty entry of PATH means. `undefined`: there is none.
 */
export async function findProgram(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (isAbsolute(command)) return command;
  // What has a separator was made absolute where the kubeconfig was read.
  if (command.includes('/') || (isWindows && command.includes('\\'))) return undefined;
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  const endings = isWindows ? ['', '.exe', '.com'] : [''];
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    for (const ending of endings) {
      const candidate = join(folder, `${command}${ending}`);
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/** Ends a process and all that it started: SIGKILL cannot be caught, and the process leads a group of its own. */
function endForSure(child: ChildProcess): void {
  try {
    if (isWindows || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** What a stream gives, up to a limit. */
function collect(stream: Readable | null, maximumBytes: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maximumBytes) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/**
 * Runs a program without input. It is over after the time whatever the program does: it is killed together with what it
 * started, and nobody waits for pipes that a survivor may hold open. Never throws.
 * @param signal ends it too; then the answer is of no meaning
 */
export function runBoundedProcess(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  timeoutMilliseconds: number,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      windowsHide: true,
    });
  } catch (error) {
    // An argument or a variable with a NUL, or more of them than the system takes.
    return Promise.resolve({ kind: 'not-started', code: codeOf(error) });
  }
  const finish = (end: ProcessEnd): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    process.removeListener('exit', kill);
    child.stdout?.destroy();
    child.stderr?.destroy();
    resolve(end);
  };
  const kill = (): void => {
    endForSure(child);
  };
  const stop = (end: ProcessEnd): void => {
    kill();
    finish(end);
  };
  const abort = (): void => {
    stop({ kind: 'timeout' });
  };
  let timer = setTimeout(abort, timeoutMilliseconds);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  // It is in a group of its own, so that nothing else ends it when we end.
  process.once('exit', kill);
  const stdout = collect(child.stdout, maximumOutputBytes, () => {
    stop({ kind: 'too-much-output' });
  });
  // What is above the limit is read, so that the program does not wait, and forgotten.
  const stderr = collect(child.stderr, maximumErrorBytes, () => undefined);
  child.on('error', (error) => {
    finish({ kind: 'not-started', code: codeOf(error) });
  });
  child.on('exit', (exitCode) => {
    const end = (): void => {
      finish({ kind: 'ended', exitCode, stdout: stdout(), stderr: stderr() });
    };
    child.on('close', end);
    clearTimeout(timer);
    // Something that it left running may hold the pipes open.
    timer = setTimeout(end, exitGraceMilliseconds);
  });
  return promise;
}
