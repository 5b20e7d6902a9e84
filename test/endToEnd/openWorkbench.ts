import { after, afterEach, before } from 'mocha';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

/** Opening installs the extension, starts a server and loads the window: seconds, on a busy machine many. */
const openLimitMilliseconds = 180_000;

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
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || workbench === undefined) return;
    const name = this.currentTest.fullTitle().replaceAll(/[^\w]+/g, '-');
    const path = await workbench.screenshot(`failed-${name}`);
    process.stdout.write(`  the window as it was: ${path}\n`);
  });
  after(async function () {
    this.timeout(openLimitMilliseconds);
    await workbench?.close();
  });
  return () => {
    if (workbench === undefined) throw new Error('the workbench is open in tests and their hooks only');
    return workbench;
  };
}
