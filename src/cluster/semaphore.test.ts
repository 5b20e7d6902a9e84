import { describe, expect, it } from 'vitest';
import { Semaphore } from './semaphore.ts';

interface Work {
  readonly run: () => Promise<void>;
  readonly end: () => void;
  readonly begun: Promise<void>;
  readonly started: () => boolean;
}

/** Work that a test ends when it wants to. */
function work(): Work {
  const ended = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  let started = false;
  return {
    run: async () => {
      started = true;
      begun.resolve(undefined);
      await ended.promise;
    },
    end: () => {
      ended.resolve(undefined);
    },
    begun: begun.promise,
    started: () => started,
  };
}

const never = new AbortController().signal;

describe('Semaphore', () => {
  it('lets so many run at a time, and the others in the order in which they came', async () => {
    const semaphore = new Semaphore(2);
    const all = [work(), work(), work(), work()];
    const running = all.map(({ run }) => semaphore.run(run, never));
    await Promise.resolve();
    expect(all.map(({ started }) => started())).toEqual([true, true, false, false]);
    all[1]!.end();
    await all[2]!.begun;
    expect(all.map(({ started }) => started())).toEqual([true, true, true, false]);
    for (const { end } of all) end();
    await Promise.all(running);
  });

  it('goes on after a failure', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
    expect(await semaphore.run(() => Promise.resolve(7), never)).toBe(7);
  });

  it('forgets who no longer waits', async () => {
    const semaphore = new Semaphore(1);
    const [first, second, third] = [work(), work(), work()];
    const stop = new AbortController();
    const running = [semaphore.run(first.run, never), semaphore.run(third.run, never)];
    const given = semaphore.run(second.run, stop.signal);
    stop.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    first.end();
    third.end();
    await Promise.all(running);
    expect(second.started()).toBe(false);
    expect(await semaphore.run(() => Promise.resolve(7), never)).toBe(7);
  });
});
