import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { RunningCluster } from '../cluster/testBed.ts';
import { openWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';
import type { Workbench } from './workbench.ts';

/** Several documents: one that no network needs, a Service that works, one whose selector is mistyped, an Ingress. */
const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: Service
metadata:
  name: recommendations
  namespace: shop
spec:
  selector:
    app: "recommendation" # of the shop
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
  namespace: shop
spec:
  defaultBackend:
    service:
      name: checkout
      port:
        number: 8080
`;

const compose = `services:
  web:
    image: example/web
    selector:
      app: nothing
`;

describe('manifests in the editor, on a live cluster', () => {
  let cluster: RunningCluster;
  let folder: string;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
    folder = await mkdtemp(join(tmpdir(), 'podpath-manifests-'));
    await writeFile(join(folder, 'front.yaml'), manifest);
    await writeFile(join(folder, 'compose.yaml'), compose);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const workbench = openWorkbench(() => ({
    kubeconfig: cluster.kubeconfigPath,
    folder,
    settings: { 'editor.hover.delay': 100, 'editor.minimap.enabled': false },
  }));

  const openFile = async (name: string): Promise<void> => {
    await workbench().runCommand('Go to File...');
    await workbench().quickPick(name);
    await workbench().editorTab(name);
  };

  it('marks a selector that matches nothing, once a cluster is connected', async () => {
    await openFile('front.yaml');
    await workbench().openActivity('Podpath');
    await workbench().treeItem('shop').waitFor();
    await squiggle(workbench()).first().waitFor();
    // The selector, and the port of the Ingress; nothing else.
    await workbench().until(async () => (await squiggle(workbench()).count()) === 2, 'two marks');
  });

  it('says in a hover which pods a selector matches now', async () => {
    const hover = await hoverOn(workbench(), /^\s*app:\s*web$/, 'web');
    await hover.getByText('selects 3 pods').waitFor();
    assert.match(await hover.innerText(), /\(3 ready\) · web-\w+-\w+, web-\w+-\w+ \+1/);
    await workbench().screenshot('manifest-hover-light');
  });

  it('follows the cluster', async () => {
    await cluster.kubectl(['scale', 'deployment/web', '--namespace=shop', '--replicas=2']);
    await workbench().until(async () => {
      const hover = await hoverOn(workbench(), /^\s*app:\s*web$/, 'web');
      return (await hover.innerText()).includes('selects 2 pods');
    }, 'a hover that says "selects 2 pods"');
    await cluster.kubectl(['scale', 'deployment/web', '--namespace=shop', '--replicas=3']);
  });

  it('says in a hover what stands behind the backend of an Ingress', async () => {
    const hover = await hoverOn(workbench(), /^\s*name:\s*checkout$/, 'checkout');
    await hover.getByText('has no port 8080').waitFor();
  });

  it('traces from the link in a hover', async () => {
    const hover = await hoverOn(workbench(), /^\s*app:\s*web$/, 'web');
    await hover.getByRole('link', { name: 'Trace' }).click();
    const report = await workbench().webviewFrame('shop/web');
    await report
      .getByText(/endpoints?, all ready and listening/)
      .first()
      .waitFor();
    await workbench().runCommand('View: Close Editor');
  });

  it('traces the Service that a right-click is on', async () => {
    await openFile('front.yaml');
    await workbench().chooseFromMenu(
      word(workbench(), /^\s*app:\s*"recommendation"/, 'recommendation'),
      'Trace Service Endpoints',
    );
    const report = await workbench().webviewFrame('shop/recommendations');
    await report.getByText('service-selector-matches-nothing').first().waitFor();
    await workbench().runCommand('View: Close Editor');
  });

  it('traces the Service that a backend names', async () => {
    await workbench().chooseFromMenu(
      word(workbench(), /^\s*name:\s*checkout$/, 'checkout'),
      'Trace Service Endpoints',
    );
    await (await workbench().webviewFrame('shop/checkout')).getByText('checkout').first().waitFor();
    await workbench().runCommand('View: Close Editor');
  });

  it('puts the selector right with a quick fix, quotes and comment kept', async () => {
    await word(workbench(), /^\s*app:\s*"recommendation"/, 'recommendation').click();
    await workbench().page.keyboard.press('Control+.');
    const action = workbench()
      .page.locator('.action-widget')
      .getByText(/Select app=recommendations/);
    await action.waitFor();
    await workbench().screenshot('manifest-fix-light', 'manifest');
    await action.click();
    await line(workbench(), /^\s*app:\s*"recommendations"\s#\sof\sthe\sshop$/).waitFor();
    await workbench().until(async () => (await squiggle(workbench()).count()) === 1, 'one mark left');
  });

  it('judges what was edited and not saved', async () => {
    await word(workbench(), /^\s*app:\s*web$/, 'web').click();
    await workbench().page.keyboard.press('End');
    for (const key of ['Backspace', 'Backspace', 'Backspace']) await workbench().page.keyboard.press(key);
    await workbench().page.keyboard.type('cart');
    await workbench().page.keyboard.press('Escape');
    const hover = await hoverOn(workbench(), /^\s*app:\s*cart$/, 'cart');
    await hover.getByText('selects 2 pods').waitFor();
    assert.match(await hover.innerText(), /cart-\w+-\w+/);
  });

  it('can be looked at in the dark', async () => {
    await workbench().setTheme('dark');
    await hoverOn(workbench(), /^\s*app:\s*cart$/, 'cart');
    await workbench().screenshot('manifest-hover-dark');
  });

  it('says nothing about YAML that is none of Kubernetes', async () => {
    await openFile('compose.yaml');
    const target = word(workbench(), /^\s*app:\s*nothing$/, 'nothing');
    await target.click({ button: 'right' });
    const menu = workbench().page.locator('.monaco-menu').first();
    await menu.getByRole('menuitem', { name: 'Command Palette' }).waitFor();
    assert.equal(await menu.getByRole('menuitem', { name: 'Trace Service Endpoints' }).count(), 0);
    await workbench().page.keyboard.press('Escape');
    assert.equal(await squiggle(workbench()).count(), 0);
  });
});

/** The line of the active editor whose text matches; the editor writes spaces as no-break spaces. */
function line(workbench: Workbench, text: RegExp): Locator {
  return workbench.page.locator('.editor-instance .view-line').filter({ hasText: text }).first();
}

/** A word of a line, as the editor draws it. */
function word(workbench: Workbench, text: RegExp, part: string): Locator {
  return line(workbench, text).locator('span span').filter({ hasText: part }).first();
}

function squiggle(workbench: Workbench): Locator {
  return workbench.page.locator('.editor-instance .squiggly-warning');
}

/** Rests with the mouse on a word until the editor shows a hover. */
async function hoverOn(workbench: Workbench, text: RegExp, part: string): Promise<Locator> {
  const shown = workbench.page.locator('.monaco-hover:visible .monaco-hover-content').first();
  // A hover that is there already stays while the mouse is near it.
  await workbench.page.keyboard.press('Escape');
  await workbench.page.mouse.move(5, 5);
  await shown.waitFor({ state: 'hidden' });
  await word(workbench, text, part).hover();
  await shown.waitFor();
  return shown;
}
