import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { MapDriver } from './mapDriver.ts';
import { openWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

const service = 'shop/service/recommendations';

/** Counts in every document of the window what a mouse does. */
const countMouse = `for (const type of ['mousedown', 'mousemove', 'wheel', 'touchstart']) {
  addEventListener(type, (event) => { if (event.isTrusted) globalThis.mouseEvents = (globalThis.mouseEvents ?? 0) + 1; }, true);
}`;

describe('the map by keyboard alone', () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  const workbench = openWorkbench(() => ({ kubeconfig: cluster.kubeconfigPath }));
  const map = new MapDriver(workbench);

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await workbench().page.keyboard.press(key);
  };

  /** Types a command into the palette and takes the line on top. */
  const runCommand = async (title: string): Promise<void> => {
    const { page } = workbench();
    const widget = page.locator('.quick-input-widget:visible');
    await press('F1');
    await widget.waitFor();
    await page.keyboard.type(title);
    const first = widget.locator('.monaco-list-row').first();
    await first.filter({ has: page.getByText(title, { exact: true }) }).waitFor();
    await press('Enter');
  };

  const focused = (): Promise<string> => map.focused();

  const untilFocused = (id: string): Promise<void> =>
    workbench().until(async () => (await focused()) === id, `${id} to have the keyboard`);

  /** Goes on by Tab until the keyboard is on the map. */
  const tabIntoMap = async (): Promise<void> => {
    for (let presses = 0; (await focused()) === ''; presses += 1) {
      assert(presses < 30, 'Tab leads to the map');
      await press('Tab');
    }
  };

  it('opens', async () => {
    await workbench().page.addInitScript(countMouse);
    await workbench().page.evaluate(`(() => { ${countMouse} })()`);
    await runCommand('Podpath: Show Map');
    await map.shows(service);
    await map.untilStatus(/\blive\b/);
  });

  it('searches with /, and goes back by Esc', async () => {
    await press('/');
    await workbench().page.keyboard.type('recommendations');
    await map.lacks('data/service/cache');
    await map.shows(service);
    await press('Escape', 'Escape');
    await map.shows('data/service/cache');
  });

  it('walks along the edges with the arrow keys', async () => {
    await press('/');
    await workbench().page.keyboard.type('checkout');
    await map.lacks('data/service/cache');
    await tabIntoMap();
    const seen = new Set<string>();
    for (let steps = 0; (await focused()) !== 'shop/service/checkout'; steps += 1) {
      assert(steps < 20, `the arrow keys lead to the Service; they led to ${[...seen].join(', ')}`);
      seen.add(await focused());
      await press(
        seen.has('shop/deployment/checkout') ? 'ArrowLeft' : steps % 2 === 0 ? 'ArrowDown' : 'ArrowRight',
      );
    }
    await press('ArrowRight');
    await untilFocused('shop/deployment/checkout');
    await press('ArrowLeft');
    await untilFocused('shop/service/checkout');
    assert.equal(await map.selected(), 'shop/service/checkout', 'what has the keyboard is selected');
  });

  it('unfolds and folds with Enter', async () => {
    await press('ArrowRight');
    await untilFocused('shop/deployment/checkout');
    const pods = async (): Promise<number> =>
      (await map.ids()).filter((id) => id.startsWith('shop/pod/checkout-')).length;
    const before = await pods();
    await press('Enter');
    await workbench().until(async () => (await pods()) !== before, 'pods to come or go');
    await untilFocused('shop/deployment/checkout');
    await press('Enter');
    await workbench().until(async () => (await pods()) === before, 'the pods as before');
    await untilFocused('shop/deployment/checkout');
  });

  it('zooms with + and −, pans with Shift, and fits', async () => {
    const before = await map.window();
    await press('+');
    await workbench().until(async () => (await map.window()).k > before.k, 'a closer look');
    const closer = await map.window();
    await press('Shift+ArrowRight');
    await workbench().until(async () => (await map.window()).x < closer.x, 'another part of the map');
    await press('-');
    await workbench().until(async () => (await map.window()).k < closer.k, 'a look from farther away');
    await press('0');
    await map.shows('shop/service/checkout');
  });

  it('is a list too, with the same selection', async () => {
    const selected = await map.selected();
    await press('l');
    await (await map.locate(`#list tr[data-id="${selected}"][aria-selected="true"]`)).waitFor();
    for (let presses = 0; !(await inList()); presses += 1) {
      assert(presses < 30, 'Tab leads into the list');
      await press('Tab');
    }
    await press('ArrowUp');
    await workbench().until(async () => (await map.selected()) !== selected, 'the row above to be selected');
    await press('l');
    await (await map.locate('#list')).waitFor({ state: 'hidden' });
  });

  it('goes back step by step with Esc', async () => {
    assert.notEqual(await map.selected(), '');
    await press('Escape');
    await workbench().until(async () => (await map.selected()) === '', 'nothing to be selected');
    await press('Escape');
    await map.shows('data/service/cache');
  });

  it('acts by the menu key', async () => {
    await press('/');
    await workbench().page.keyboard.type('kind:service recommendations');
    await map.lacks('data/service/cache');
    await tabIntoMap();
    for (let steps = 0; (await focused()) !== service; steps += 1) {
      assert(steps < 10, 'the arrow keys lead to the Service');
      await press(steps % 2 === 0 ? 'ArrowDown' : 'ArrowRight');
    }
    await press('ContextMenu');
    const menu = workbench().page.locator('.monaco-menu').first();
    const entry = menu.getByRole('menuitem', { name: 'Trace Service Endpoints' });
    await entry.waitFor();
    const chosen = menu.locator('.action-item.focused', { hasText: 'Trace Service Endpoints' });
    for (let presses = 0; (await chosen.count()) === 0; presses += 1) {
      assert(presses < 15, 'the arrow keys lead to the entry');
      await press('ArrowDown');
    }
    await press('Enter');
    const report = await workbench().webviewFrame('shop/recommendations');
    await report.getByText('service-selector-matches-nothing').first().waitFor();
  });

  it('leads to a report', async () => {
    const type = async (asks: string, text: string): Promise<void> => {
      await workbench().quickInputAsks(asks);
      await workbench().page.keyboard.type(text);
      await workbench()
        .page.locator('.quick-input-widget:visible .monaco-list-row')
        .filter({ hasText: text })
        .first()
        .waitFor();
      await press('Enter');
    };
    await runCommand('Podpath: Diagnose Pod Connectivity');
    await type('Which pod connects', 'shop/checkout-');
    await type('What does it connect to', 'shop/recommendations');
    await type('On which port', '80/TCP');
    const report = await workbench().webviewFrame(/→ recommendations:80/);
    await report.getByText('service-selector-matches-nothing').first().waitFor();
  });

  it('without one event of the mouse', async () => {
    const counts = await Promise.all(
      workbench()
        .page.frames()
        .map((frame) => frame.evaluate<number>('globalThis.mouseEvents ?? 0').catch(() => 0)),
    );
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      0,
    );
  });

  async function inList(): Promise<boolean> {
    return (await map.locate('#list tbody tr:focus')).count().then((count) => count > 0);
  }
});
