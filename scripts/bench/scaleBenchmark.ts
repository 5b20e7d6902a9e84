import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { churn, type ChurnSummary, type ChurnWrite } from '../../test/cluster/scale/churn.ts';
import { openScaleApi } from '../../test/cluster/scale/scaleApi.ts';
import {
  findScaleCluster,
  startScaleCluster,
  type ScaleCluster,
} from '../../test/cluster/scale/startScaleCluster.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { medianOf, quantileOf } from './measure.ts';
import type { BareResult } from './scaleBareLists.ts';
import { runChild, startChild } from './scaleChild.ts';
import type { ChurnResult, SeenEvent } from './scaleChurn.ts';
import type { LoadResult } from './scaleLoad.ts';
import type { StoreResult } from './scaleStore.ts';

type Say = (line: string) => void;

/** Interleaved, so that what else the machine does meets both alike. */
const loadRuns = 5;
/** Each makes two events and more: that of the object, and those of the slices that the controllers then write. */
const writesPerSecond = 100;
const structuralShare = 0.1;
const latencySeconds = 40;

/** PODPATH_CHURN_MINUTES says otherwise; the title of the figure tells what was run. */
const churnMinutes = Number(process.env['PODPATH_CHURN_MINUTES'] ?? '10');

/** What the design asks for, it asks for 20,000 pods; smaller clusters show how the figure grows. */
function limitOfLargest(pods: number, atMost: number): Pick<Figure, 'limit'> {
  return pods === 20_000 ? { limit: { atMost } } : {};
}

async function loadFigures(kubeconfig: string, pods: number, say: Say): Promise<Figure[]> {
  const loads: LoadResult[] = [];
  const bare: BareResult[] = [];
  for (let run = 0; run < loadRuns; run++) {
    bare.push(await runChild<BareResult>('scaleBareLists.ts', [kubeconfig], say));
    loads.push(await runChild<LoadResult>('scaleLoad.ts', [kubeconfig], say));
    const [list, load] = [bare.at(-1), loads.at(-1)];
    say(
      `bare lists ${list?.complete.toFixed(0)} ms (${list?.cpu.toFixed(0)} ms CPU), first paint ${load?.firstPaint.toFixed(0)} ms, ` +
        `complete ${load?.complete.toFixed(0)} ms (${load?.cpu.toFixed(0)} ms CPU), longest block ${load?.longestBlock.toFixed(0)} ms`,
    );
  }
  const found = loads[0]?.pods ?? 0;
  // A cluster that was churned before has lost some.
  if (Math.abs(found - pods) > pods / 20) throw new Error(`${found} pods were listed`);
  const pairs = loads.map((load, index) => ({ load, list: bare[index] ?? load }));
  const complete = medianOf(loads.map((load) => load.complete));
  return [
    { title: 'bare paged lists', value: medianOf(bare.map((each) => each.complete)), unit: 'ms' },
    { title: 'first useful paint', value: medianOf(loads.map((load) => load.firstPaint)), unit: 'ms' },
    { title: 'complete snapshot', value: complete, unit: 'ms' },
    {
      title: 'first useful paint / bare lists',
      value: medianOf(pairs.map(({ load, list }) => load.firstPaint / list.complete)),
      unit: '×',
    },
    {
      title: 'complete snapshot / bare lists',
      value: medianOf(pairs.map(({ load, list }) => load.complete / list.complete)),
      unit: '×',
      ...limitOfLargest(pods, 1.3),
    },
    {
      title: 'complete snapshot / bare lists, CPU time',
      value: medianOf(pairs.map(({ load, list }) => load.cpu / list.cpu)),
      unit: '×',
    },
    {
      title: 'longest block of the engine’s thread while it loads',
      value: medianOf(loads.map((load) => load.longestBlock)),
      unit: 'ms',
    },
  ];
}

async function memoryFigures(kubeconfig: string, pods: number, say: Say): Promise<Figure[]> {
  const store = await runChild<StoreResult>('scaleStore.ts', [kubeconfig], say);
  const informers = await runChild<StoreResult>('scaleInformers.ts', [kubeconfig], say);
  const megabytes = ({ bytes }: StoreResult): number => bytes / 1e6;
  // Events are kept only up to a number.
  if (informers.objects < pods || store.objects < informers.objects * 0.9) {
    throw new Error(`the informers have ${informers.objects} objects, the snapshot ${store.objects}`);
  }
  say(`snapshot ${megabytes(store).toFixed(1)} MB, informers ${megabytes(informers).toFixed(1)} MB`);
  return [
    { title: 'memory of the snapshot', value: megabytes(store), unit: 'MB' },
    { title: 'memory of the snapshot, per 1,000 pods', value: (megabytes(store) / pods) * 1000, unit: 'MB' },
    { title: 'memory of client-node’s informers', value: megabytes(informers), unit: 'MB' },
    {
      title: 'memory, snapshot / informers',
      value: store.bytes / informers.bytes,
      unit: '×',
      ...limitOfLargest(pods, 0.1),
    },
  ];
}

/** Changes the cluster for so long while a session in another process follows it. */
async function follow(
  cluster: ScaleCluster,
  mode: 'events' | 'heap',
  seconds: number,
  say: Say,
): Promise<{ result: ChurnResult; writes: readonly ChurnWrite[]; summary: ChurnSummary }> {
  const child = startChild<ChurnResult>('scaleChurn.ts', [cluster.kubeconfigPath, mode], say);
  const api = openScaleApi(cluster.kubeconfigPath);
  try {
    await child.ready;
    const writes: ChurnWrite[] = [];
    const summary = await churn({
      ...{ api, world: cluster.world, rate: writesPerSecond, structural: structuralShare },
      seed: Date.now() % 1_000_000,
      signal: AbortSignal.timeout(seconds * 1000),
      onWrite: (write) => {
        if (mode === 'events') writes.push(write);
      },
    });
    say(`churn: ${JSON.stringify(summary)}`);
    // What was written last arrives, too.
    await delay(3000);
    return { result: await child.finish(), writes, summary };
  } finally {
    child.kill();
    await api.close();
  }
}

/** For each write the first event about its object that was seen after it was sent. */
function matchWrites(
  writes: readonly ChurnWrite[],
  events: readonly SeenEvent[],
): { readonly write: ChurnWrite; readonly event: SeenEvent }[] {
  const byKey = Map.groupBy(events, ({ key }) => key);
  return writes.flatMap((write) => {
    const seen = byKey.get(`${write.resource} ${write.namespace}/${write.name}`) ?? [];
    const event = seen.find(({ seenAt }) => seenAt >= write.sentAt);
    return event === undefined ? [] : [{ write, event }];
  });
}

async function latencyFigures(cluster: ScaleCluster, say: Say): Promise<Figure[]> {
  const { result, writes, summary } = await follow(cluster, 'events', latencySeconds, say);
  const matched = matchWrites(writes, result.events);
  // Deletions are seen when the fake kubelet has ended the pod; and the last writes of all when the child has ended.
  if (matched.length < writes.length * 0.9)
    throw new Error(`${matched.length} of ${writes.length} writes were seen`);
  const rate = summary.writes / summary.seconds;
  const events = Math.round(result.events.length / summary.seconds);
  const at = `at ${events} events and ${Math.round(rate)} writes a second`;
  const published = result.events.map(({ seenAt, publishedAt }) => publishedAt - seenAt);
  const fed = result.events.map(({ seenAt, fedAt }) => fedAt - seenAt);
  const whole = matched.map(({ write, event }) => event.fedAt - write.sentAt);
  const row = (title: string, values: readonly number[], part: number): Figure => ({
    title: `${title}, ${part === 0.5 ? 'median' : '95th percentile'}, ${at}`,
    value: quantileOf(values, part),
    unit: 'ms',
  });
  return [
    row('watch event → snapshot published', published, 0.5),
    row('watch event → snapshot published', published, 0.95),
    row('watch event → map message', fed, 0.5),
    { ...row('watch event → map message', fed, 0.95), limit: { atMost: 100 } },
    row('write sent → map message', whole, 0.5),
    row('write sent → map message', whole, 0.95),
    { title: `share of one core, ${at}`, value: result.cpuShare, unit: '×' },
    { title: `longest block of the engine’s thread, ${at}`, value: result.longestBlock, unit: 'ms' },
  ];
}

async function heapFigures(cluster: ScaleCluster, say: Say): Promise<Figure[]> {
  const { result, summary } = await follow(cluster, 'heap', churnMinutes * 60, say);
  const fresh = await runChild<ChurnResult>('scaleChurn.ts', [cluster.kubeconfigPath, 'heap'], say);
  const [first, ...later] = result.heap.map(({ bytes }) => bytes / 1e6);
  const after = medianOf(later.slice(-3));
  const anew = (fresh.heap.at(-1)?.bytes ?? Number.NaN) / 1e6;
  const rate = Math.round(summary.writes / summary.seconds);
  const minutes = `${churnMinutes} minutes of churn, ${rate} writes a second`;
  return [
    { title: 'heap after half a minute of churn', value: first ?? Number.NaN, unit: 'MB' },
    { title: `heap after ${minutes}`, value: after, unit: 'MB' },
    { title: 'heap of a new session on the same cluster then', value: anew, unit: 'MB' },
    { title: 'heap, after the churn / new session', value: after / anew, unit: '×', limit: { atMost: 1.05 } },
    { title: 'share of one core meanwhile, collections included', value: result.cpuShare, unit: '×' },
  ];
}

const definition = [
  'A real etcd, API server and controllers (test/cluster/scale); kwok plays the kubelets. In life they have machines of their own: here they share two processors with what is measured, and give way to it (cpu.shares 64 of 1024, GOGC=400). Half of the pods are in one namespace, the others in many small ones; each has a full spec and status and managedFields of its writers.',
  `Bare paged lists: every resource that a session lists, all at once over one undici Agent, pages of 500, each page parsed as JSON and dropped; from the first request to the last page. Complete snapshot: from opening a session to the publication in which every resource is listed; the map feed works meanwhile. Both are wall-clock times of a process of their own, by turns, the median of ${loadRuns} runs; a ratio is the median of the pairs.`,
  'First useful paint: from opening the session to the first message of the map feed that is made of all namespaces and Services and of at least one page of pods.',
  'Longest block: the CPU time that the thread takes between two ticks of a 1 ms timer, at most. Sessions run in a worker thread, so no editor waits for it.',
  'Memory: heap and external memory after collecting, less the same before the session or the informers were started; each in a process of its own. The map is closed. The informers are client-node’s makeInformer over its typed lists of the same resources.',
  `Latencies: ${writesPerSecond} writes a second for ${latencySeconds} s, ${Math.round(structuralShare * 100)} % of them creating, deleting and relabeling, the others changing readiness; the controllers write slices besides, and the titles say how many events of pods, Services and slices the watches brought. All moments by the clock of the machine: when the session’s cluster hands a change over, when the snapshot that has it is published (batches of 50 ms), when the map feed has made its message of it (acknowledged at once). From the write: from before the request is sent to the message, for the first event about the object.`,
];

/** What else the machine did: wall-clock times and latencies of a busy machine tell of it more than of the session. */
function machineLoad(): Figure {
  const cores = availableParallelism();
  return {
    title: 'load average for each core of the machine meanwhile',
    value: (loadavg()[1] ?? 0) / cores,
    unit: '×',
  };
}

/** Runs the work on the cluster `scaleNk` of this many pods: the one that runs, else one that is started and ended. */
async function onScaleCluster(
  pods: number,
  progress: Say,
  work: (cluster: ScaleCluster) => Promise<Figure[]>,
): Promise<Figure[]> {
  const name = `scale${pods / 1000}k`;
  const running = await findScaleCluster(name);
  const cluster = running ?? (await startScaleCluster({ name, pods, givesWay: true, progress }));
  try {
    return await work(cluster);
  } finally {
    if (running === undefined) await cluster.down();
  }
}

/** A session on a real API server with this many pods. */
export function scaleBenchmark(pods: number): Benchmark {
  return {
    id: `scale-${pods}`,
    title: `A session on ${pods.toLocaleString('en')} pods`,
    definition: pods === 1000 ? definition : ['Made and measured as for 1,000 pods, above.'],
    run: (progress) =>
      onScaleCluster(pods, progress, async (cluster) => [
        ...(await loadFigures(cluster.kubeconfigPath, pods, progress)),
        ...(await memoryFigures(cluster.kubeconfigPath, pods, progress)),
        ...(await latencyFigures(cluster, progress)),
        machineLoad(),
      ]),
  };
}

/** Whether a session that follows a busy cluster of 20,000 pods keeps its size. */
export const churnBenchmark: Benchmark = {
  id: 'scale-churn',
  title: 'Ten minutes of churn on 20,000 pods',
  definition: [
    `The cluster of the figures above, with ${writesPerSecond} writes a second of the same kinds asked for; the title says how many were done. A session with a map follows in a process of its own, whose heap and external memory are read after collecting, every 30 seconds.`,
    'After the churn: the median of the last three readings. The churn itself makes objects more different from each other, so that less of them is shared: what the session keeps is therefore compared with a new session on the same cluster, in a process that loaded the same code. What is above it was not let go.',
  ],
  run: (progress) => onScaleCluster(20_000, progress, (cluster) => heapFigures(cluster, progress)),
};
