import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import type { Session } from '../session/session.ts';
import { patienceMilliseconds, renewByReading, renewFromSession } from './renewSnapshot.ts';

const never = new AbortController().signal;

/** A clock that stands where it is put. */
function standingClock(): { now: () => string; elapsed: () => number; at: number } {
  const clock = { at: 0, now: () => '2026-01-01T00:00:00.000Z', elapsed: () => clock.at };
  return clock;
}

/** A session whose snapshot is changed by hand. */
function sessionByHand(): { session: Session; publish: (isNew: boolean) => void; end: () => void } {
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  let snapshot = snapshotOf({});
  const session = {
    current: () => snapshot,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended: ended.signal,
  } as unknown as Session;
  return {
    session,
    publish: (isNew) => {
      if (isNew) snapshot = snapshotOf({});
      for (const listener of [...listeners]) listener();
      expect(listeners.size).toBe(isNew ? 0 : 1);
    },
    end: () => {
      ended.abort();
    },
  };
}

describe('renewByReading', () => {
  it('reads again until patience is over', async () => {
    const clock = standingClock();
    const newer = snapshotOf({});
    const renew = renewByReading(() => Promise.resolve(newer), clock, 0);
    expect(await renew(never)).toBe(newer);
    clock.at = patienceMilliseconds;
    expect(await renew(never)).toBe(newer);
    clock.at = patienceMilliseconds + 1;
    expect(await renew(never)).toBeUndefined();
  });

  it('ends with its signal', async () => {
    const renew = renewByReading(() => Promise.resolve(snapshotOf({})), standingClock(), 0);
    await expect(renew(AbortSignal.abort())).rejects.toThrow();
  });
});

describe('renewFromSession', () => {
  it('waits for another snapshot, not for any change', async () => {
    const { session, publish } = sessionByHand();
    const renewed = renewFromSession(session, standingClock())(never);
    publish(false);
    publish(true);
    expect(await renewed).toBe(session.current());
  });

  it('gives up when the session ends', async () => {
    const { session, end } = sessionByHand();
    const renewed = renewFromSession(session, standingClock())(never);
    end();
    expect(await renewed).toBeUndefined();
  });

  it('gives up when patience is over', async () => {
    const { session } = sessionByHand();
    const clock = standingClock();
    const renew = renewFromSession(session, clock, 0);
    expect(await renew(never)).toBeUndefined();
  });
});
