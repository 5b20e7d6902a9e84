import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { Clock } from '../ports.ts';
import type { Session } from '../session/session.ts';

/** So long what is on its way is waited for before the answer is that it is; most pods start sooner. In milliseconds. */
export const patienceMilliseconds = 30_000;

/** Gives newer snapshots until patience is over, which begins with the first that is asked for. */
export type Renew = (signal: AbortSignal) => Promise<ClusterSnapshot | undefined>;

/** Reads the cluster again, each time after a longer pause: a list of everything costs the API server something. */
export function renewByReading(
  read: (signal: AbortSignal) => Promise<ClusterSnapshot>,
  clock: Clock,
  firstPause = 1000,
): Renew {
  let began: number | undefined;
  let pause = firstPause;
  return async (signal) => {
    began ??= clock.elapsed();
    if (clock.elapsed() - began + pause > patienceMilliseconds) return undefined;
    await delay(pause, undefined, { signal });
    pause *= 2;
    return await read(signal);
  };
}

/** Waits for the next snapshot of a live session. */
export function renewFromSession(session: Session, clock: Clock, patience = patienceMilliseconds): Renew {
  let began: number | undefined;
  return async (signal) => {
    began ??= clock.elapsed();
    const left = patience - (clock.elapsed() - began);
    if (left <= 0) return undefined;
    const known = session.current();
    const either = AbortSignal.any([signal, AbortSignal.timeout(left), session.ended]);
    return await new Promise((resolve) => {
      const end = (snapshot: ClusterSnapshot | undefined): void => {
        stop();
        either.removeEventListener('abort', giveUp);
        resolve(snapshot);
      };
      const giveUp = (): void => {
        end(undefined);
      };
      const stop = session.onChange(() => {
        if (session.current() !== known) end(session.current());
      });
      either.addEventListener('abort', giveUp);
      if (either.aborted) giveUp();
    });
  };
}
