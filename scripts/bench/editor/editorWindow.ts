import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Frame } from 'playwright-core';
import { Workbench, type WorkbenchOptions } from '../../../test/endToEnd/workbench.ts';
import { type HostProbe, openHostProbe, packageHostProbe } from './hostProbe.ts';
import { findMapFrame, recordPage } from './pageRecorder.ts';

/** A VS Code window in which the extension host and every page are watched. */
export interface EditorWindow {
  readonly workbench: Workbench;
  readonly probe: HostProbe;
  readonly devtools: CDPSession;
  /** The frame of the map, awaited. */
  mapFrame(): Promise<Frame>;
  close(): Promise<void>;
}

/** How long a map may take to appear before the run is called failed. */
const mapLimitMilliseconds = 180_000;

/** Opens a window on a cluster with the packaged extension, which is not active yet. */
export async function openEditorWindow(options: WorkbenchOptions): Promise<EditorWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'podpath-editor-bench-'));
  const socket = join(folder, 'probe.sock');
  const workbench = await Workbench.open({
    ...options,
    furtherPackages: [await packageHostProbe(folder)],
    environment: { ...options.environment, PODPATH_BENCH_SOCKET: socket },
    prepare: recordPage,
  });
  const probe = openHostProbe(socket);
  await probe.ready();
  const devtools = await workbench.page.context().newCDPSession(workbench.page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    workbench,
    probe,
    devtools,
    mapFrame: async () => {
      const deadline = performance.now() + mapLimitMilliseconds;
      while (performance.now() < deadline) {
        const frame = await findMapFrame(workbench.page);
        if (frame !== undefined) return frame;
        await workbench.page.waitForTimeout(100);
      }
      throw new Error('the map did not open');
    },
    close: async () => {
      await workbench.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Seconds of the main thread's processor time since it started, and the megabytes of its heap. */
export async function readPageMetrics(
  devtools: CDPSession,
  collect = false,
): Promise<{ readonly taskSeconds: number; readonly heapMegabytes: number }> {
  if (collect) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { taskSeconds: value('TaskDuration'), heapMegabytes: value('JSHeapUsedSize') / 1e6 };
}
