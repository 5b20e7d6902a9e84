import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { RunningCluster } from '../cluster/testBed.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';
import type { Theme } from './workbench.ts';

/** One Service beside the demo's, whose targetPort no container listens on. */
const brokenService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart-typo', namespace: 'shop' },
  spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 8088 }] },
};

describe('on a live cluster', () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);

  /** A mark on the map by the beginning of what a screen reader says of it. */
  const mark = async (name: string): Promise<Locator> => {
    const map = await workbench().webviewFrame('Podpath Map');
    return map.getByRole('button', { name: new RegExp(`^${name}\\b`) }).first();
  };

  it('names the context in the status bar and fills the tree, problems first', async () => {
    await workbench().openActivity('Podpath');
    await workbench().treeItem('shop').waitFor();
    const { stdout: context } = await cluster.kubectl(['config', 'current-context']);
    await workbench().statusBarItem(context.trim()).waitFor();
    const labels = await workbench().page.locator('.sidebar').getByRole('treeitem').allInnerTexts();
    const place = (namespace: string): number =>
      labels.findIndex((label) => label.trim().startsWith(namespace));
    assert(place('shop') < place('data'), `shop has a problem and stands before data: ${labels.join(' | ')}`);
  });

  it('unfolds a Service to its endpoints with their readiness', async () => {
    await workbench().expand('shop');
    await workbench().expand('web');
    await workbench().expand(/\b80\/TCP/);
    await workbench()
      .page.locator('.sidebar')
      .getByRole('treeitem')
      .filter({ hasText: /web-\w+-\w+/ })
      .first()
      .waitFor();
    await workbench().screenshot('tree');
  });

  it('traces a Service by a right-click in the tree', async () => {
    await workbench().chooseFromMenu(workbench().treeItem('recommendations'), 'Trace Service Endpoints');
    const report = await workbench().webviewFrame('shop/recommendations');
    await report.getByText('service-selector-matches-nothing').first().waitFor();
    // The trace from the map gets a tab of the same title, which has to be a new one.
    await workbench().runCommand('View: Close All Editors');
    await workbench()
      .page.locator('.editor-group-container')
      .getByRole('tab')
      .first()
      .waitFor({ state: 'detached' });
  });

  it('draws the map', async () => {
    await workbench().runCommand('Podpath: Show Map');
    await (await mark('Service web')).waitFor();
    await (await mark('Service recommendations')).waitFor();
  });

  it('shows a Service that is created, without a reload', async () => {
    await cluster.kubectl(['apply', '--filename', '-'], { input: JSON.stringify(brokenService) });
    await (await mark('Service cart-typo')).waitFor();
  });

  it('shows that a pod is gone, without a reload', async () => {
    const ready = async (): Promise<string> =>
      (await (await mark('Service cart')).getAttribute('aria-label')) ?? '';
    const before = await ready();
    await cluster.kubectl(['scale', 'deployment/cart', '--namespace=shop', '--replicas=0']);
    await workbench().until(async () => (await ready()) !== before, `another label than "${before}"`);
    await cluster.kubectl(['scale', 'deployment/cart', '--namespace=shop', '--replicas=2']);
    await workbench().until(async () => (await ready()) === before, `the label "${before}" again`);
  });

  it('traces a Service by a right-click on the map', async () => {
    await workbench().chooseFromMenu(await mark('Service recommendations'), 'Trace Service Endpoints');
    const report = await workbench().webviewFrame('shop/recommendations');
    await report.getByText('service-selector-matches-nothing').first().waitFor();
  });

  it('diagnoses a connection through the palette', async () => {
    await workbench().runCommand('Podpath: Diagnose Pod Connectivity');
    await workbench().quickInputAsks('Which pod connects');
    await workbench().quickPick('shop/checkout-');
    await workbench().quickInputAsks('What does it connect to');
    await workbench().quickPickExactly('shop/cart-typo');
    await workbench().quickInputAsks('On which port');
    await workbench().quickPickExactly('80/TCP');
    const report = await workbench().webviewFrame(/→ cart-typo:80/);
    await report.getByText('service-target-port-wrong').first().waitFor();
    await report.getByRole('button', { name: 'Run Again' }).waitFor();
  });

  for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const satisfies Theme[]) {
    it(`can be looked at in the theme ${theme}`, async () => {
      await workbench().setTheme(theme);
      await (
        await workbench().webviewFrame(/→ cart-typo:80/)
      )
        .getByText('service-target-port-wrong')
        .first()
        .waitFor();
      await workbench().screenshot(`report-${theme}`, theme === 'light' ? 'report' : undefined);
      await (await mark('Service recommendations')).press('Escape');
      await workbench().screenshot(`map-${theme}`, theme === 'light' ? 'map' : undefined);
    });
  }
});
