import { strict as assert } from 'node:assert';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Where the map's window stands: the screen is the map times `k` plus `x`, `y`. */
export interface MapWindow {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** The map as a person has it before them. Things are named by their ids, which are references: `shop/service/web`. */
export class MapDriver {
  readonly #workbench: () => Workbench;

  constructor(workbench: () => Workbench) {
    this.#workbench = workbench;
  }

  /** Brings the map to the front as it is at first: everything in the lens of Services, nothing selected. */
  async begin(): Promise<void> {
    await this.#workbench().runCommand('Podpath: Show Map');
    const input = await this.locate('#search input');
    await input.waitFor();
    await input.fill('');
    await (await this.locate('#lens label:has(input[value="services"])')).click();
    const close = await this.locate('#inspector [aria-label="Close the inspector"]');
    if (await close.isVisible()) await close.click();
  }

  /** The document of the map. */
  frame(): Promise<FrameLocator> {
    return this.#workbench().webviewFrame('Podpath Map');
  }

  async locate(selector: string): Promise<Locator> {
    return (await this.frame()).locator(selector);
  }

  /** A thing that is drawn. */
  mark(id: string): Promise<Locator> {
    return this.locate(`#map g.control[data-id="${id}"]`);
  }

  /** Awaits that something is drawn, though from afar names may not be. */
  async shows(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await (await this.mark(id)).waitFor({ state: 'attached' });
  }

  /** Awaits that something is not drawn any more. */
  async lacks(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await (await this.mark(id)).waitFor({ state: 'detached' });
  }

  /** What a screen reader says of a thing. */
  async says(id: string): Promise<string> {
    return (await (await this.mark(id)).getAttribute('aria-label')) ?? '';
  }

  /** Awaits that a screen reader says this of a thing. */
  async untilSays(id: string, words: RegExp): Promise<void> {
    await this.#workbench().until(
      async () => words.test(await this.says(id)),
      `${id} to be ${String(words)}`,
    );
  }

  /** An attribute of everything that is drawn, by id. */
  async #attributes(name: string): Promise<Record<string, string>> {
    const marks = "[...document.querySelectorAll('#map g.control')]";
    const entries = `${marks}.map((mark) => [mark.dataset.id, mark.getAttribute('${name}')]).sort()`;
    const document = await this.locate('html');
    return Object.fromEntries(await document.evaluate<[string, string][], never>(entries));
  }

  /** What a screen reader says of everything that is drawn, by id. */
  all(): Promise<Record<string, string>> {
    return this.#attributes('aria-label');
  }

  /** Where everything stands on the map, whatever part of it the window shows, by id. */
  places(): Promise<Record<string, string>> {
    return this.#attributes('transform');
  }

  /** The id of the thing, or of the row of the list, that has the keyboard; '' when none has. */
  async focused(): Promise<string> {
    const document = await this.locate('html');
    return document.evaluate<string, never>(`document.activeElement?.closest('[data-id]')?.dataset.id ?? ''`);
  }

  /** The ids of everything that is drawn. */
  async ids(): Promise<string[]> {
    return Object.keys(await this.all());
  }

  /** The line above the map. */
  async status(): Promise<string> {
    return (await this.locate('#status')).innerText();
  }

  /** Awaits words in the line above the map. */
  async untilStatus(words: RegExp): Promise<void> {
    await (await this.locate('#status')).filter({ hasText: words }).waitFor();
  }

  inspector(): Promise<Locator> {
    return this.locate('#inspector');
  }

  /** Selects a thing by a click, and awaits what is known of it. The inspector of another thing may lie over it. */
  async select(id: string): Promise<Locator> {
    const close = await this.locate('#inspector [aria-label="Close the inspector"]');
    if (await close.isVisible()) await close.click();
    await (await this.mark(id)).click();
    await this.untilSays(id, /\bselected\b/);
    return this.inspector();
  }

  /** The id of the thing that is selected; '' when nothing is. */
  async selected(): Promise<string> {
    const selected = await this.locate('#map g[aria-pressed="true"]');
    return (await selected.count()) === 0 ? '' : ((await selected.first().getAttribute('data-id')) ?? '');
  }

  /** Where the window stands. */
  async window(): Promise<MapWindow> {
    const transform = (await (await this.locate('#map > g.viewport')).getAttribute('transform')) ?? '';
    const [, x, y, k] = /translate\(([^,]+),([^)]+)\) scale\(([^)]+)\)/.exec(transform) ?? [];
    assert(
      x !== undefined && y !== undefined && k !== undefined,
      `the map's window stands at "${transform}"`,
    );
    return { x: Number(x), y: Number(y), k: Number(k) };
  }

  /** Types into the search field, in place of what stands there. */
  async search(text: string): Promise<void> {
    const input = await this.locate('#search input');
    await input.fill(text);
  }
}
