import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FrameLocator } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every rule of the Web Content Accessibility Guidelines up to 2.2, levels A and AA, and axe's own good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const options = JSON.stringify({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
/** The page's policy forbids scripts of others: axe comes as the text of an evaluation, which no policy binds. */
const run = `(async () => {
  if (globalThis.axe === undefined) { ${axeSource} }
  return (await globalThis.axe.run(document, ${options})).violations;
})()`;

/**
 * What axe finds wrong in the document of a webview, a line for each element; none when there is nothing.
 * @param frame the document, as `Workbench.webviewFrame` gives it
 */
export async function accessibilityProblems(frame: FrameLocator): Promise<string[]> {
  const violations = await frame.locator('html').evaluate<readonly Violation[], never>(run);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html.slice(0, 300)}\n  ${failureSummary}`,
    ),
  );
}
