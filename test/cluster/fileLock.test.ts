import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test as anywhere } from 'vitest';
import { withFileLock } from './fileLock.ts';

// The test bed runs on Linux only, and its lock is Linux' flock(1).
const test = anywhere.skipIf(process.platform !== 'linux');
const folder = mkdtempSync(join(tmpdir(), 'podpath-lock-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('two holders take turns, and the second is told that it waits', async () => {
  const file = join(folder, 'turns');
  const events: string[] = [];
  const firstHolds = Promise.withResolvers<undefined>();
  const secondWaits = Promise.withResolvers<undefined>();
  const first = withFileLock(file, { onBusy: () => events.push('first waits') }, async () => {
    events.push('first holds');
    firstHolds.resolve(undefined);
    await secondWaits.promise;
    events.push('first is done');
  });
  await firstHolds.promise;
  const onBusy = (): void => {
    events.push('second waits');
    secondWaits.resolve(undefined);
  };
  await withFileLock(file, { onBusy }, () => Promise.resolve(events.push('second holds')));
  await first;
  expect(events).toEqual(['first holds', 'second waits', 'first is done', 'second holds']);
});

test('a failure inside frees the lock', async () => {
  const file = join(folder, 'failure');
  const onBusy = (): void => {
    throw new Error('still held');
  };
  await expect(withFileLock(file, { onBusy }, () => Promise.reject(new Error('inside')))).rejects.toThrow(
    'inside',
  );
  await expect(withFileLock(file, { onBusy: () => undefined }, () => Promise.resolve('free'))).resolves.toBe(
    'free',
  );
});

test('a holder that is killed frees the lock', async () => {
  const file = join(folder, 'killed');
  const program = `
    import { withFileLock } from ${JSON.stringify(join(import.meta.dirname, 'fileLock.ts'))};
    await withFileLock(${JSON.stringify(file)}, { onBusy() {} }, () => {
      console.log('held');
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  let hadToWait = false;
  const onBusy = (): void => {
    hadToWait = true;
    holder.kill('SIGKILL');
  };
  await withFileLock(file, { onBusy }, () => Promise.resolve());
  expect(hadToWait).toBe(true);
});
