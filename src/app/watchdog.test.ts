import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchOver } from './watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const patience = { tickMilliseconds: 1000, ticks: 3 };

/** Watches something that answers as long as the test says so. */
function watched(): { answers: boolean; pings: number; silent: number; readonly end: () => void } {
  const state = { answers: true, pings: 0, silent: 0, end: (): void => undefined };
  state.end = watchOver(
    {
      ping: () => {
        state.pings += 1;
        return state.answers ? Promise.resolve() : new Promise(() => undefined);
      },
      onSilent: () => {
        state.silent += 1;
      },
    },
    patience,
  );
  return state;
}

it('says nothing while it is answered', async () => {
  const state = watched();
  await vi.advanceTimersByTimeAsync(100_000);
  expect([state.silent, state.pings]).toEqual([0, 101]);
});

it('says once that nobody answers any more, and asks no more', async () => {
  const state = watched();
  await vi.advanceTimersByTimeAsync(5000);
  state.answers = false;
  await vi.advanceTimersByTimeAsync(3000);
  expect(state.silent).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state.silent).toBe(1);
  const { pings } = state;
  await vi.advanceTimersByTimeAsync(100_000);
  expect([state.silent, state.pings]).toEqual([1, pings]);
});

it('lets something take its time until its first answer', async () => {
  let [silent, pings] = [0, 0];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = watchOver(
    {
      ping: () => {
        pings += 1;
        return pings === 1 ? promise : new Promise(() => undefined);
      },
      onSilent: () => {
        silent += 1;
      },
    },
    patience,
  );
  expect(pings).toBe(1);
  await vi.advanceTimersByTimeAsync(100_000);
  expect([silent, pings]).toEqual([0, 1]);
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(4000);
  expect(silent).toBe(1);
  end();
});

it('takes an error for an answer', async () => {
  let silent = 0;
  const end = watchOver(
    {
      ping: () => Promise.reject(new Error('no such function')),
      onSilent: () => {
        silent += 1;
      },
    },
    patience,
  );
  await vi.advanceTimersByTimeAsync(100_000);
  end();
  expect(silent).toBe(0);
});

it('ends when it is told to', async () => {
  const state = watched();
  state.answers = false;
  state.end();
  await vi.advanceTimersByTimeAsync(100_000);
  expect([state.silent, state.pings]).toEqual([0, 1]);
});

it('holds the time against nobody while this process does not run', async () => {
  const state = watched();
  await vi.advanceTimersByTimeAsync(1000);
  state.answers = false;
  await vi.advanceTimersByTimeAsync(1000);
  // A laptop that slept for a day: its timers fire once when it wakes.
  vi.setSystemTime(Date.now() + 24 * 3600 * 1000);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state.silent).toBe(0);
});
