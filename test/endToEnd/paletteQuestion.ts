import type { FrameLocator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** A question as the palette takes it. */
export interface PaletteQuestion {
  /** The label of the pod, or what is typed for one that is in no list. */
  readonly from: string;
  readonly to: string;
  /** `80/TCP`. */
  readonly port: string;
}

/** Asks through the palette, and awaits the report's end. */
export async function askThroughPalette(
  workbench: Workbench,
  { from, to, port }: PaletteQuestion,
): Promise<FrameLocator> {
  await workbench.runCommand('Podpath: Diagnose Pod Connectivity');
  await workbench.quickInputAsks('Which pod connects');
  await workbench.quickPickExactly(from);
  await workbench.quickInputAsks('What does it connect to');
  await workbench.quickPickExactly(to);
  await workbench.quickInputAsks('On which port');
  await workbench.quickPickExactly(port);
  return await finishedReport(workbench);
}

/** The report of a diagnosis once it has ended. */
export async function finishedReport(workbench: Workbench): Promise<FrameLocator> {
  const report = await workbench.webviewFrame(/ → /);
  await report.getByRole('button', { name: 'Run Again' }).waitFor();
  return report;
}

/** The codes of the findings that a report shows, in its order. */
export function codesOf(report: FrameLocator): Promise<string[]> {
  return report.locator('.finding-title .tag code').allInnerTexts();
}
