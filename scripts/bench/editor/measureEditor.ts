import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { churn, type ChurnSummary } from '../../../test/cluster/scale/churn.ts';
import { openScaleApi } from '../../../test/cluster/scale/scaleApi.ts';
import type { ScaleCluster } from '../../../test/cluster/scale/startScaleCluster.ts';
import { DrawnObjects, type DrawnWrite, drawnNamespace } from './drawnObjects.ts';
import { type Latency, latenciesOf } from './latenciesOf.ts';
import { type EditorWindow, openEditorWindow, readPageMetrics } from './editorWindow.ts';
import type { HostRecord } from './hostProbe.ts';
import { measureEmptyFrames, type PageRecord, takeRecord, trackMarks } from './pageRecorder.ts';
import { countEvents, watchDelivery } from './watchDelivery.ts';

/** Heaps at one moment of a churn, after a garbage collection. */
export interface HeapSample {
  readonly seconds: number;
  readonly engineMegabytes: number;
  readonly pageMegabytes: number;
  readonly residentMegabytes: number;
}

/** How long writes to what is drawn took. */
export interface Latencies {
  readonly state: readonly Latency[];
  readonly structural: readonly Latency[];
}

/** What one window on one cluster came to. */
export interface EditorMeasurement {
  readonly pods: number;
  /** The extension host with the probe alone. */
  readonly idle: HostRecord;
  readonly activation: { readonly milliseconds: number; readonly computed: number };
  readonly firstMarksMilliseconds: number;
  readonly completeMilliseconds: number;
  readonly load: HostRecord;
  readonly loadPage: PageRecord;
  readonly emptyFrames: readonly number[];
  readonly busy: HostRecord;
  readonly busyPage: PageRecord;
  /** Seconds that the main thread of the window computed during the churn. */
  readonly busyTaskSeconds: number;
  readonly churn: ChurnSummary;
  /** Of pods, Services and their slices, as bare watches of the whole cluster saw them. */
  readonly eventsPerSecond: number;
  /** While nothing else changed. */
  readonly calmLatencies: Latencies;
  readonly busyLatencies: Latencies;
  readonly heaps: readonly HeapSample[];
}

export interface MeasureOptions {
  readonly cluster: ScaleCluster;
  readonly pods: number;
  /** How long the cluster is kept busy. */
  readonly busySeconds: number;
  readonly progress: (line: string) => void;
  /** Where CPU profiles go, when some are wanted. */
  readonly profileFolder?: string;
}

const extensionId = 'podpath.podpath';
const idleSeconds = 15;
/** Until then the whole cluster has to be on the map. */
const completeLimitMilliseconds = 180_000;
/** Between two writes to what is drawn. Each object has its turn some seconds later, when the write before has long been seen. */
const writePauseMilliseconds = 150;
const pairsPerRecord = 4;
/** Pairs of writes before the churn. */
const calmPairs = 36;
const heapPauseMilliseconds = 60_000;
/** Writes of the churn. Each makes about two events: that of the object, and those of the slices that the controllers then write. */
export const writesPerSecond = 100;

/** Whether the line above the map says that everything was read. */
function isComplete(text: string): boolean {
  return /\blive\b/.test(text) && !/not known|reading|loading|connecting/i.test(text);
}

function joinRecords(records: readonly PageRecord[]): PageRecord {
  const last = records.at(-1);
  if (last === undefined) throw new Error('nothing was recorded');
  return {
    ...last,
    updates: records.flatMap(({ updates }) => updates),
    events: records.flatMap(({ events }) => events),
    longTasks: records.flatMap(({ longTasks }) => longTasks),
    statuses: records.flatMap(({ statuses }) => statuses),
  };
}

/** Opens the map and waits until everything is on it. */
async function load(window: EditorWindow): Promise<{
  readonly frame: Frame;
  readonly page: PageRecord;
  readonly firstMarksMilliseconds: number;
  readonly completeMilliseconds: number;
}> {
  const { workbench, probe } = window;
  const startedAt = await probe.command('podpath.showMap');
  const frame = await window.mapFrame();
  const records: PageRecord[] = [];
  for (;;) {
    await delay(250);
    records.push(await takeRecord(workbench.page, frame));
    const { statuses, firstMarksAt } = joinRecords(records);
    const complete = statuses.find(([, text]) => isComplete(text));
    if (complete !== undefined && firstMarksAt !== undefined) {
      const page = joinRecords(records);
      return {
        frame,
        page,
        firstMarksMilliseconds: firstMarksAt - startedAt,
        completeMilliseconds: Math.max(complete[0], firstMarksAt) - startedAt,
      };
    }
    const waited = records.length * 250;
    if (waited > completeLimitMilliseconds) {
      throw new Error(`the map is not complete: ${JSON.stringify(statuses.slice(-5))}`);
    }
  }
}

/** Shows what is in the measured namespace, unless it is drawn already. */
async function unfold(window: EditorWindow, frame: Frame, mark: string): Promise<void> {
  const drawn = frame.locator(`#map [data-id="${mark}"]`);
  if ((await drawn.count()) === 0) {
    const namespace = frame.locator(`#map [data-id="namespace/${drawnNamespace}"]`).first();
    await namespace.waitFor({ state: 'attached' });
    await namespace.focus();
    await window.workbench.page.keyboard.press('Enter');
  }
  await drawn.first().waitFor({ state: 'attached' });
}

/** Changes the state of one object and the structure of another, so many times. */
async function writeByTurns(drawn: DrawnObjects, pairs: number): Promise<DrawnWrite[]> {
  const writes: DrawnWrite[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    writes.push(await drawn.changeState());
    await delay(writePauseMilliseconds);
    writes.push(await drawn.changeStructure());
    await delay(writePauseMilliseconds);
  }
  return writes;
}

/** Measures one window from its start to the end of a churn. */
export async function measureEditor(options: MeasureOptions): Promise<EditorMeasurement> {
  const { cluster, pods, busySeconds, progress, profileFolder } = options;
  const api = openScaleApi(cluster.kubeconfigPath);
  const drawn = new DrawnObjects(api);
  await drawn.create();
  const window = await openEditorWindow({ kubeconfig: cluster.kubeconfigPath });
  const { probe, workbench, devtools } = window;
  try {
    progress(`${pods} pods: the window is open; the extension host alone`);
    await delay(5_000);
    await probe.take();
    await delay(idleSeconds * 1000);
    const idle = await probe.take();
    const activation = await probe.activate(extensionId);
    const { frame, page: loadPage, firstMarksMilliseconds, completeMilliseconds } = await load(window);
    const loaded = await probe.take();
    progress(
      `${pods} pods: first marks ${firstMarksMilliseconds.toFixed(0)} ms, all ${completeMilliseconds.toFixed(0)} ms`,
    );
    await unfold(window, frame, drawn.marks[0] ?? '');
    await trackMarks(frame, drawn.marks);
    await delay(3_000);
    const emptyFrames = await measureEmptyFrames(frame, 100);
    await takeRecord(workbench.page, frame);
    await probe.take();

    const watches = await Promise.all(
      ['/apis/discovery.k8s.io/v1', '/api/v1'].map((group, index) =>
        watchDelivery(
          cluster.kubeconfigPath,
          `${group}/namespaces/${drawnNamespace}/${index === 0 ? 'endpointslices' : 'services'}`,
        ),
      ),
    );
    const calmWrites = await writeByTurns(drawn, calmPairs);
    await delay(1_000);
    const calmPage = await takeRecord(workbench.page, frame);
    await probe.take();

    const controller = new AbortController();
    const churning = churn({
      ...{ api, world: cluster.world, rate: writesPerSecond, structural: 0.1, seed: 1 },
      signal: controller.signal,
    });
    const counters = await Promise.all(
      ['/api/v1/pods', '/api/v1/services', '/apis/discovery.k8s.io/v1/endpointslices'].map((path) =>
        countEvents(cluster.kubeconfigPath, path),
      ),
    );
    const events = (): number => counters.reduce((sum, counter) => sum + counter.count(), 0);
    const records: PageRecord[] = [];
    const hosts: HostRecord[] = [];
    const writes: DrawnWrite[] = [];
    const heaps: HeapSample[] = [];
    const began = performance.now();
    const eventsBefore = events();
    const taskSeconds = (await readPageMetrics(devtools)).taskSeconds;
    let sampled = -Infinity;
    let profiled = profileFolder === undefined;
    while (performance.now() - began < busySeconds * 1000) {
      writes.push(...(await writeByTurns(drawn, pairsPerRecord)));
      records.push(await takeRecord(workbench.page, frame));
      if (performance.now() - sampled >= heapPauseMilliseconds && busySeconds > 120) {
        sampled = performance.now();
        hosts.push(await probe.take());
        const [engineMegabytes = Number.NaN] = await probe.workerMegabytes();
        const { heapMegabytes } = await readPageMetrics(devtools, true);
        heaps.push({
          seconds: (sampled - began) / 1000,
          engineMegabytes,
          pageMegabytes: heapMegabytes,
          residentMegabytes: hosts.at(-1)?.residentMegabytes ?? Number.NaN,
        });
        progress(
          `${pods} pods, ${((sampled - began) / 1000).toFixed(0)} s: engine ${engineMegabytes.toFixed(1)} MB, page ${heapMegabytes.toFixed(1)} MB`,
        );
        // What the collections themselves blocked is not the product's.
        await delay(1_000);
        hosts.push({ ...(await probe.take()), blocks: [] });
        await takeRecord(workbench.page, frame);
      }
      if (!profiled && profileFolder !== undefined) {
        profiled = true;
        await saveProfiles(window, profileFolder, pods);
        await probe.take();
        await takeRecord(workbench.page, frame);
      }
    }
    const eventsPerSecond = (events() - eventsBefore) / ((performance.now() - began) / 1000);
    const busyTaskSeconds = (await readPageMetrics(devtools)).taskSeconds - taskSeconds;
    controller.abort();
    const summary = await churning;
    hosts.push(await probe.take());
    const busy: HostRecord = {
      blocks: hosts.flatMap(({ blocks }) => blocks),
      collections: hosts.flatMap(({ collections }) => collections),
      residentMegabytes: hosts.at(-1)?.residentMegabytes ?? Number.NaN,
    };
    for (const watch of [...watches, ...counters]) watch.close();
    const busyPage = joinRecords(records);
    const latencies = (made: readonly DrawnWrite[], { events }: PageRecord): Latencies => ({
      state: latenciesOf('state', made, watches[0], events),
      structural: latenciesOf('structural', made, watches[1], events),
    });
    return {
      ...{ pods, idle, activation, firstMarksMilliseconds, completeMilliseconds, load: loaded, loadPage },
      ...{
        emptyFrames,
        busy,
        busyPage,
        busyTaskSeconds,
        churn: summary,
        eventsPerSecond,
        calmLatencies: latencies(calmWrites, calmPage),
        busyLatencies: latencies(writes, busyPage),
        heaps,
      },
    };
  } finally {
    await window.close();
    await api.close();
  }
}

/** Keeps what the extension host, the engine and the page computed for some seconds, for whoever looks for a cause. */
async function saveProfiles(window: EditorWindow, folder: string, pods: number): Promise<void> {
  const seconds = 8;
  const { devtools, probe } = window;
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.start');
  const [host, workers] = await Promise.all([
    probe.profileHost(seconds * 1000),
    probe.profileWorkers(seconds * 1000),
  ]);
  const { profile: page } = await devtools.send('Profiler.stop');
  const save = (name: string, profile: unknown): Promise<void> =>
    writeFile(join(folder, `editor-${pods}-${name}.cpuprofile`), JSON.stringify(profile));
  await save('host', host);
  await save('page', page);
  for (const [index, { answer }] of workers.entries()) await save(`worker${index}`, answer.profile);
}
