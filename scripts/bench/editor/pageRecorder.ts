import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { projectFolder } from '../../projectFolder.ts';

/** What the map's page did with one message of the feed. */
export interface MapUpdate {
  /** Milliseconds since the epoch, when the message arrived and when the frame after it was ready. */
  readonly at: number;
  readonly drawnAt: number;
  readonly whole: boolean;
  /** Marks and lines that came, changed or went. */
  readonly size: number;
  /** Whether something went. */
  readonly structural: boolean;
  /** The handler of the message. */
  readonly script: number;
  /** From the frame's first callback to the first task after it: callbacks, style, layout, paint. */
  readonly frame: number;
  /** Marks that were there before and after it, and how many of those stand elsewhere. */
  readonly surviving: number;
  readonly moved: number;
}

/** A drawn thing that came, went, or is spoken of otherwise than before; the time is that of the frame after it. */
export interface MarkEvent {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly label: string;
  readonly at: number;
}

/** What the page of the map recorded since it was asked last. */
export interface PageRecord {
  readonly updates: readonly MapUpdate[];
  readonly events: readonly MarkEvent[];
  /** Tasks of 50 ms and more, of the whole window's main thread: when they began, how long they took. */
  readonly longTasks: readonly (readonly [at: number, milliseconds: number])[];
  /** The line above the map, whenever it changed. */
  readonly statuses: readonly (readonly [at: number, text: string])[];
  readonly firstMarksAt?: number;
  readonly marks: number;
}

/** Records what happens in every page that this one opens from now on. */
export async function recordPage(page: Page): Promise<void> {
  await page.addInitScript({ path: join(projectFolder, 'scripts/bench/editor/pageScript.js') });
}

/** The frame in which the map is; `undefined` while there is none. */
export async function findMapFrame(page: Page): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    const found = await frame.evaluate<boolean>('document.querySelector("#map") !== null').catch(() => false);
    if (found) return frame;
  }
  return undefined;
}

/** Follows these marks from now on. */
export async function trackMarks(frame: Frame, ids: readonly string[]): Promise<void> {
  await frame.evaluate(`podpathBench.track(${JSON.stringify(ids)})`);
}

/** Takes what was recorded since the last time; of the whole window what the page of the map does not know. */
export async function takeRecord(page: Page, frame: Frame): Promise<PageRecord> {
  const record = await frame.evaluate<PageRecord>('podpathBench.take()');
  const { longTasks } = await page.evaluate<PageRecord>('podpathBench.take()');
  return { ...record, longTasks };
}

/** How long frames take in which nothing is drawn: what the machine and the window around the map cost. */
export function measureEmptyFrames(frame: Frame, count: number): Promise<readonly number[]> {
  return frame.evaluate<readonly number[]>(`podpathBench.emptyFrames(${String(count)})`);
}
