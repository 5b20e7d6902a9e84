import { after, afterEach, before } from 'mocha';
import { images } from '../cluster/images.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

/** Opening installs the extension, starts a server and loads the window: seconds, on a busy machine many. */
const openLimitMilliseconds = 180_000;

/** Photographs the window whenever a test of this `describe` fails. */
function photographFailures(workbench: () => Workbench | undefined): void {
  afterEach(async function () {
    const open = workbench();
    if (this.currentTest?.state !== 'failed' || open === undefined) return;
    const name = this.currentTest.fullTitle().replaceAll(/[^\w]+/g, '-');
    const path = await open.screenshot(`failed-${name}`);
    process.stdout.write(`  the window as it was: ${path}\n`);
  });
}

/**
 * Gives the tests of a `describe` one workbench: opened before the first, closed after the last, and photographed
 * whenever one fails.
 * @param options or what makes them, for what exists only once other hooks ran
 * @returns the workbench, to be called inside tests
 */
export function openWorkbench(
  options: WorkbenchOptions | (() => WorkbenchOptions | Promise<WorkbenchOptions>),
): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(openLimitMilliseconds);
    workbench = await Workbench.open(typeof options === 'function' ? await options() : options);
  });
  photographFailures(() => workbench);
  after(async function () {
    this.timeout(openLimitMilliseconds);
    await workbench?.close();
  });
  return () => opened(workbench);
}

/** Of the run, for all who need nothing special of a window. It is closed with every other at the end. */
let shared: Promise<Workbench> | undefined;

/**
 * Gives the tests of a `describe` the window that such tests share, on the cluster of the run: opened by whoever comes
 * first, and for each without editors, dialogs and notifications of those before. Its debug image is the cluster's own.
 * @returns the workbench, to be called inside tests
 */
export function shareWorkbench(kubeconfig: () => string): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(openLimitMilliseconds);
    shared ??= Workbench.open({
      kubeconfig: kubeconfig(),
      settings: { 'editor.minimap.enabled': false, 'podpath.debugImage': images.tools },
    });
    workbench = await shared;
    await workbench.clear();
  });
  photographFailures(() => workbench);
  return () => opened(workbench);
}

function opened(workbench: Workbench | undefined): Workbench {
  if (workbench === undefined) throw new Error('the workbench is open in tests and their hooks only');
  return workbench;
}
