import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Another process holds the lock and the caller did not want to wait. */
export class LockBusy extends Error {
  override readonly name = 'LockBusy';
}

/** How to behave when the lock is held by another process. */
export interface LockOptions {
  /** Called once when somebody else holds the lock, before waiting for it; throwing gives up. */
  readonly onBusy: () => void;
}

/**
 * Runs the work while holding an exclusive lock on a file. The kernel frees the lock when its holder dies, however it
 * dies: the holder is flock(1) with a child that ends when our end of its input closes.
 */
export async function withFileLock<Result>(
  file: string,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true });
  let release = await tryLock(file, ['--nonblock']);
  if (!release) {
    options.onBusy();
    release = await tryLock(file, []);
    if (!release) throw new Error(`the lock ${file} cannot be taken`);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** Takes the lock and returns what frees it, or undefined when flock(1) ended without it. */
function tryLock(file: string, flockOptions: readonly string[]): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    // Detached, so that Ctrl-C in a terminal does not free the lock before our own clean-up is done.
    const holder = spawn('flock', ['--exclusive', ...flockOptions, file, 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    holder.stdin.on('error', () => undefined);
    holder.stdout.once('data', () => {
      resolve(() => {
        holder.stdin.end();
      });
    });
    holder.on('error', reject);
    holder.on('exit', () => {
      resolve(undefined);
    });
  });
}
