import type { Workbench } from './workbench.ts';

/** Awaits a line in a visible editor that matches; spaces in it are no plain ones, so write \s. */
export async function editorShows(workbench: Workbench, line: RegExp): Promise<void> {
  await workbench.page.locator('.editor-instance .view-line').filter({ hasText: line }).first().waitFor();
}
