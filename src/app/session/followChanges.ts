import { compareSnapshots } from '../../core/changes/compareSnapshots.ts';
import { addEndpoints, describeEndpoints } from '../../core/changes/endpointChanges.ts';
import type { NetworkChange } from '../../core/changes/networkChange.ts';
import type { Session } from './session.ts';

/** What happens within this time is told together: the two families of an endpoint, a slice and its Service. */
const gatherMilliseconds = 500;

/**
 * Tells changes as they happen, until the signal aborts: what one batch holds, oldest first. Begins with the snapshot that
 * the session has now.
 */
export function followChanges(
  session: Session,
  onChanges: (changes: readonly NetworkChange[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let before = session.current();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    timer = undefined;
    const after = session.current();
    const { changes, endpoints } = compareSnapshots(before, after);
    before = after;
    const all = [
      ...changes,
      ...endpoints.flatMap((difference) => {
        const history = addEndpoints(undefined, difference, after.asOf);
        return history === undefined ? [] : [describeEndpoints(history)];
      }),
    ];
    if (all.length > 0) onChanges(all.sort((left, right) => Date.parse(left.time) - Date.parse(right.time)));
  };
  const end = session.onChange(() => {
    timer ??= setTimeout(look, gatherMilliseconds);
  });
  return new Promise((resolve) => {
    const stop = (): void => {
      end();
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
