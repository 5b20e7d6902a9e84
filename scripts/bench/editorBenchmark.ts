import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startScaleCluster } from '../../test/cluster/scale/startScaleCluster.ts';
import { projectFolder } from '../projectFolder.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import type { HostRecord } from './editor/hostProbe.ts';
import type { Latency } from './editor/latenciesOf.ts';
import { type EditorMeasurement, measureEditor, writesPerSecond } from './editor/measureEditor.ts';
import { medianOf, quantileOf } from './measure.ts';

/** How many pods there are, and for how many seconds things change; the longest churn is on the largest. */
const sizes: readonly (readonly [pods: number, busySeconds: number])[] = [
  [1_000, 45],
  [5_000, 45],
  [20_000, 600],
];

/** The longest time that the extension host computed without looking up. */
function longestBlock({ blocks }: HostRecord): number {
  return Math.max(0, ...blocks.map(({ computed }) => computed));
}

function figuresOfLoad(measured: EditorMeasurement): readonly Figure[] {
  const { pods, activation, firstMarksMilliseconds, completeMilliseconds, idle, load, busy } = measured;
  const of = pods.toLocaleString('en');
  const ms = 'ms' as const;
  return [
    {
      title: `${of} pods: activation, computed`,
      value: activation.computed,
      unit: ms,
      limit: { atMost: 50 },
    },
    { title: `${of} pods: command → frame with the first marks`, value: firstMarksMilliseconds, unit: ms },
    { title: `${of} pods: command → everything on the map`, value: completeMilliseconds, unit: ms },
    {
      title: `${of} pods: extension host without Podpath, longest block`,
      value: longestBlock(idle),
      unit: ms,
    },
    {
      title: `${of} pods: extension host while loading, longest block`,
      value: longestBlock(load),
      unit: ms,
      limit: { atMost: 16 },
    },
    {
      title: `${of} pods: extension host during the churn, longest block`,
      value: longestBlock(busy),
      unit: ms,
      limit: { atMost: 16 },
    },
  ];
}

/** The design asks for watch event → frame; what the API server needs before that is the cluster's. */
function figuresOfLatency(what: string, latencies: readonly Latency[], limit: number): readonly Figure[] {
  if (latencies.length === 0) return [];
  const row = (title: string, values: readonly number[], part: number): Figure => ({
    title: `${what}: ${title}, ${part === 0.5 ? 'median' : '95th percentile'} of ${values.length}`,
    value: quantileOf(values, part),
    unit: 'ms',
  });
  const whole = latencies.map((latency) => latency.whole);
  const own = latencies.flatMap((latency) => latency.own ?? []);
  return [
    row('watch event → frame', own, 0.5),
    { ...row('watch event → frame', own, 0.95), limit: { atMost: limit } },
    row('write → frame', whole, 0.5),
    row('write → frame', whole, 0.95),
  ];
}

function figuresOfChurn(measured: EditorMeasurement): readonly Figure[] {
  const { pods, busyPage, emptyFrames, heaps } = measured;
  const of = pods.toLocaleString('en');
  const updates = busyPage.updates.filter(({ whole }) => !whole);
  const costs = updates.map(({ script, frame }) => script + frame);
  const ms = 'ms' as const;
  const { calmLatencies: calm, busyLatencies: busy } = measured;
  const surviving = updates.reduce((sum, update) => sum + update.surviving, 0);
  const moved = updates.reduce((sum, update) => sum + update.moved, 0);
  const growth = (read: (sample: EditorMeasurement['heaps'][number]) => number): number => {
    const third = Math.max(1, Math.floor(heaps.length / 3));
    return medianOf(heaps.slice(-third).map(read)) / medianOf(heaps.slice(1, 1 + third).map(read));
  };
  return [
    { title: `${of} pods: marks on the map`, value: busyPage.marks, unit: 'marks' },
    {
      title: `${of} pods: one update of the map, 95th percentile of ${updates.length}`,
      value: quantileOf(costs, 0.95),
      unit: ms,
      limit: { atMost: 16 },
    },
    {
      title: `${of} pods: computed by the main thread of the window for each update, mean`,
      value: (measured.busyTaskSeconds * 1000) / Math.max(1, updates.length),
      unit: ms,
    },
    { title: `${of} pods: one update of the map, median`, value: medianOf(costs), unit: ms },
    {
      title: `${of} pods: its script alone, 95th percentile`,
      value: quantileOf(
        updates.map(({ script }) => script),
        0.95,
      ),
      unit: ms,
    },
    {
      title: `${of} pods: a frame without an update, 95th percentile`,
      value: quantileOf(emptyFrames, 0.95),
      unit: ms,
    },
    {
      title: `${of} pods: longest task of the whole window`,
      value: Math.max(0, ...busyPage.longTasks.map(([, milliseconds]) => milliseconds)),
      unit: ms,
    },
    ...figuresOfLatency(`${of} pods, nothing else changing: state`, calm.state, 100),
    ...figuresOfLatency(`${of} pods, nothing else changing: structure`, calm.structural, 300),
    ...figuresOfLatency(`${of} pods: state`, busy.state, 100),
    ...figuresOfLatency(`${of} pods: structure`, busy.structural, 300),
    {
      title: `${of} pods: watch events a second during the churn`,
      value: measured.eventsPerSecond,
      unit: '/s',
    },
    {
      title: `${of} pods: writes a second that the API server took during the churn`,
      value: measured.churn.writes / measured.churn.seconds,
      unit: '/s',
    },
    {
      title: `${of} pods: marks that survive an update and do not move`,
      value: surviving === 0 ? 1 : 1 - moved / surviving,
      unit: '×',
      limit: { atLeast: 0.95 },
    },
    ...(heaps.length < 4
      ? []
      : ([
          {
            title: `${of} pods: heap of the engine, last third / first third of the churn`,
            value: growth(({ engineMegabytes }) => engineMegabytes),
            unit: '×',
            limit: { atMost: 1.1 },
          },
          {
            title: `${of} pods: heap of the window, last third / first third of the churn`,
            value: growth(({ pageMegabytes }) => pageMegabytes),
            unit: '×',
            limit: { atMost: 1.1 },
          },
          {
            title: `${of} pods: heap of the engine at the end`,
            value: heaps.at(-1)?.engineMegabytes ?? Number.NaN,
            unit: 'MB',
          },
        ] as const satisfies readonly Figure[])),
  ];
}

/** All figures of one window. */
export function figuresOf(measured: EditorMeasurement): readonly Figure[] {
  return [...figuresOfLoad(measured), ...figuresOfChurn(measured)];
}

/** The extension in a real VS Code, on a real API server with fake pods. */
export const editorBenchmark: Benchmark = {
  id: 'editor',
  title: 'The map in VS Code',
  definition: [
    'podpath.vsix in the VS Code server and Chromium of the end-to-end tests, on a real API server with kwok (test/cluster/scale); Chromium draws in software, and everything shares the processors of the machine.',
    'Times of page and extension host are epoch times of one machine. The command is called inside the extension host; the first marks are there when the task after the frame that draws them runs; everything is there when the line above the map says so.',
    'A block of the extension host is the time between two turns of a 1 ms timer in it, less 1 ms, and of it what the thread computed (its CPU time): a thread that waits for a processor is not blocked by what runs on it. An extension of the benchmark measures this inside of the same host, before Podpath is active too.',
    "An update of the map is the handler of its message and the next frame: from its first callback (the page's own, style, layout, paint of the whole window) to the first task after it, in wall time. Frames without an update stand beside it.",
    "Latency: to the first task after the frame in which the mark of a Service comes, goes or is spoken of otherwise. State: the only endpoint of a Service becomes ready or ceases to be, by a write to its slice. Structure: a Service comes or goes. Twelve Services of each kind take turns in a namespace of their own, so no controller stands between the write and the map. From the watch event: since a bare watch of that namespace in the benchmark's process saw it. From the write: since the request was sent, so with all that a busy API server takes. What was not seen before the next write to the same Service counts as having taken until then.",
    `First while nothing else changes, then while the churn asks for ${writesPerSecond} writes a second all over the cluster; a row says how many events a second bare watches of all pods, Services and slices saw.`,
    "Why figures are missed here: the processors of the machine (two) are shared by API server, etcd, controllers, VS Code's server, extension host, engine, window and Chromium's drawing in software, which want more than there is as soon as there is churn. The cluster gives way (cpu.shares 64 of 1024), so the API server brings fewer than 200 events a second, in bursts, and a busy editor still waits for processors: the same path without churn, and the engine alone at the full rate (above), show what the product itself takes. Of an update of the map 2 to 4 ms are script; the rest is Chromium's style, paint and compositing of some 400 marks (5,000 SVG elements), measured in wall time. While it loads the extension host has one block near or above the limit, no garbage collection in it: 11 to 32 ms in five runs at 20,000 pods, and no longer there than at 1,000; what it is has not been found.",
    'What the main thread computed for each update is its processor time during the churn (CDP, thread ticks) over the number of updates: the workbench around the map and the recorder of the benchmark are in it, other processes are not.',
    'A mark has moved when its place on the map (its transform) after an update is another than before it.',
    'Heaps are read once a minute after a garbage collection; the first sample is left out.',
  ],
  async run(progress) {
    const figures: Figure[] = [];
    const folder = join(projectFolder, 'test-results', 'bench');
    await mkdir(folder, { recursive: true });
    const wanted = (process.env['PODPATH_BENCH_PODS'] ?? '')
      .split(',')
      .filter((text) => text !== '')
      .map(Number);
    for (const [pods, busySeconds] of sizes) {
      if (wanted.length > 0 && !wanted.includes(pods)) continue;
      // One that runs already is left running.
      const reused = process.env['PODPATH_BENCH_CLUSTER'];
      const cluster = await startScaleCluster({
        name: reused ?? `bench${pods}`,
        pods,
        givesWay: true,
        progress,
      });
      try {
        const measured = await measureEditor({
          ...{ cluster, pods, progress },
          ...(process.env['PODPATH_BENCH_PROFILE'] === '1' ? { profileFolder: folder } : {}),
          busySeconds: Number(process.env['PODPATH_BENCH_SECONDS'] ?? busySeconds),
        });
        await writeFile(join(folder, `editor-${pods}.json`), JSON.stringify(measured));
        figures.push(...figuresOf(measured));
      } finally {
        if (reused === undefined) await cluster.down();
      }
    }
    return figures;
  },
};
