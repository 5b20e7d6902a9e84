import { setTimeout as delay } from 'node:timers/promises';
import { epochMilliseconds } from '../../test/cluster/scale/churn.ts';
import { startBlockMeter } from './blockMeter.ts';
import { finishWith, untilFinished, usedBytes } from './scaleChild.ts';
import { openScaleSession } from './scaleSession.ts';

/** One change that a watch delivered, with the moments of what followed from it: milliseconds since the epoch. */
export interface SeenEvent {
  /** `pods commerce/web-0`. */
  readonly key: string;
  readonly seenAt: number;
  readonly publishedAt: number;
  readonly fedAt: number;
}

/** What a session did while the cluster was changing. */
export interface ChurnResult {
  readonly events: readonly SeenEvent[];
  /** Share of one core that the whole process took, from being ready to the end. */
  readonly cpuShare: number;
  readonly longestBlock: number;
  /** Bytes in use after collecting, every so often. */
  readonly heap: readonly { readonly seconds: number; readonly bytes: number }[];
}

// node scripts/bench/scaleChurn.ts KUBECONFIG events|heap: follows a cluster that changes, until its input ends. Prints a
// ChurnResult: the events, or the memory instead of them (they would be what grows).

const heapSampleMilliseconds = 30_000;
const [kubeconfig = '', mode = 'events'] = process.argv.slice(2);

/** What the churn writes, and what its controllers write then. */
const followed: ReadonlySet<string> = new Set(['pods', 'services', 'endpointslices']);

const done: SeenEvent[] = [];
let waiting: { readonly key: string; readonly seenAt: number }[] = [];
let publishedAt = 0;
const { session } = await openScaleSession(kubeconfig, {
  ...(mode === 'events'
    ? {
        changes: (changes) => {
          const seenAt = epochMilliseconds();
          for (const change of changes) {
            if (change.type === 'coverage' || change.type === 'replace') continue;
            if (!followed.has(change.resource)) continue;
            const { namespace = '', name } =
              change.type === 'upsert' ? (change.object as { namespace?: string; name: string }) : change;
            waiting.push({ key: `${change.resource} ${namespace}/${name}`, seenAt });
          }
        },
      }
    : {}),
  published: () => {
    publishedAt = epochMilliseconds();
  },
  fed: () => {
    const fedAt = epochMilliseconds();
    for (const event of waiting) done.push({ ...event, publishedAt, fedAt });
    waiting = [];
  },
});
await session.whenListed(AbortSignal.timeout(300_000));
// What listing leaves to do, above all the first scenes of the map, is no part of following.
await delay(2000);
usedBytes();
done.length = 0;
const blocks = startBlockMeter();
const started = performance.now();
const cpuBefore = process.cpuUsage();
const heap: { seconds: number; bytes: number }[] = [];
const sample = (): void => {
  if (mode !== 'heap') return;
  const bytes = usedBytes();
  const seconds = Math.round((performance.now() - started) / 1000);
  heap.push({ seconds, bytes });
  process.stdout.write(`# ${seconds} s: ${(bytes / 1e6).toFixed(1)} MB\n`);
};
const sampler = setInterval(sample, heapSampleMilliseconds);
await untilFinished();
clearInterval(sampler);
sample();
const { user, system } = process.cpuUsage(cpuBefore);
finishWith({
  events: done,
  cpuShare: (user + system) / 1000 / (performance.now() - started),
  longestBlock: blocks.longest(),
  heap,
} satisfies ChurnResult);
