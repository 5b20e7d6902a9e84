import { objectsOf } from '../../test/cluster/scale/compareSnapshot.ts';
import { finishWith, untilFinished, usedBytes } from './scaleChild.ts';
import { openScaleSession } from './scaleSession.ts';

/** What a session keeps. */
export interface StoreResult {
  readonly bytes: number;
  /** How many objects were kept. */
  readonly objects: number;
}

// node scripts/bench/scaleStore.ts KUBECONFIG: the memory of a session's snapshot. Everything is loaded before the baseline is
// taken; the map is closed, so that no scene of it counts. Prints a StoreResult.

const [kubeconfig = ''] = process.argv.slice(2);
const before = usedBytes();
const { session, feed } = await openScaleSession(kubeconfig);
feed.close();
await session.whenListed(AbortSignal.timeout(300_000));
await untilFinished();
const bytes = usedBytes() - before;
finishWith({ bytes, objects: objectsOf(session.current()).size } satisfies StoreResult);
