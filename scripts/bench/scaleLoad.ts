import { resourceNames } from '../../src/core/model/coverage.ts';
import { startBlockMeter } from './blockMeter.ts';
import { finishWith, untilFinished } from './scaleChild.ts';
import { openScaleSession } from './scaleSession.ts';

/** Milliseconds from opening the session. */
export interface LoadResult {
  /** The map feed sent a scene made of all namespaces and Services and of pods. */
  readonly firstPaint: number;
  readonly complete: number;
  /** CPU time of the whole process until the snapshot was complete. */
  readonly cpu: number;
  readonly longestBlock: number;
  readonly pods: number;
}

// node scripts/bench/scaleLoad.ts KUBECONFIG: loads a cluster as the engine does, and prints a LoadResult.

const [kubeconfig = ''] = process.argv.slice(2);
let firstPaint: number | undefined;
const cpuBefore = process.cpuUsage();
const blocks = startBlockMeter();
const { session, openedAt } = await openScaleSession(kubeconfig, {
  sent: ({ marks }, { coverage, namespaces }) => {
    if (firstPaint !== undefined || marks.length === 0) return;
    const listed = coverage.namespaces.state === 'complete' && coverage.services.state === 'complete';
    const withPods = [...namespaces.values()].some(({ pods }) => pods.size > 0);
    if (listed && withPods) firstPaint = performance.now();
  },
});
await new Promise<void>((resolve) => {
  const look = (): void => {
    const { coverage } = session.current();
    if (resourceNames.some((name) => coverage[name].state === 'loading')) return;
    stop();
    resolve();
  };
  const stop = session.onChange(look);
  look();
});
const complete = performance.now();
const { user, system } = process.cpuUsage(cpuBefore);
const bad = resourceNames.filter((name) => session.current().coverage[name].state !== 'complete');
if (bad.length > 0) throw new Error(`not complete: ${bad.join(', ')}`);
await untilFinished();
finishWith({
  firstPaint: (firstPaint ?? complete) - openedAt,
  complete: complete - openedAt,
  cpu: (user + system) / 1000,
  longestBlock: blocks.longest(),
  pods: [...session.current().namespaces.values()].reduce((sum, { pods }) => sum + pods.size, 0),
} satisfies LoadResult);
