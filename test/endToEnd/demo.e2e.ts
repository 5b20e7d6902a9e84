import { describe, it } from 'mocha';
import { editorShows } from './editorText.ts';
import { openWorkbench } from './openWorkbench.ts';

// What `npm start` shows where there is no kubeconfig.
describe('the demo case', () => {
  const workbench = openWorkbench({ environment: { PODPATH_DEMO: '1' } });

  it('fills the tree, problems first', async () => {
    await workbench().openActivity('Podpath');
    await workbench().treeItem('shop').waitFor();
    await workbench()
      .statusBarItem('recorded')
      .or(workbench().page.locator('.statusbar .codicon-archive'))
      .first()
      .waitFor();
  });

  it('draws the map', async () => {
    await workbench().runCommand('Podpath: Show Map');
    const map = await workbench().webviewFrame('Podpath Map');
    await map
      .getByRole('button', { name: /^Service / })
      .first()
      .waitFor();
    await workbench().screenshot('demo-map');
  });

  it('opens an object of the map as it was recorded', async () => {
    const map = await workbench().webviewFrame('Podpath Map');
    const service = map.getByRole('button', { name: /^Service recommendations\b/ }).first();
    await workbench().chooseFromMenu(service, 'Open YAML');
    await editorShows(workbench(), /as\srecorded\sin/);
    await workbench().runCommand('View: Close All Editors');
  });

  it('traces a Service', async () => {
    await workbench().expand('shop');
    await workbench().chooseFromMenu(workbench().treeItem('recommendations'), 'Trace Service Endpoints');
    const report = await workbench().webviewFrame('shop/recommendations');
    await report.getByText('service-selector-matches-nothing').first().waitFor();
  });

  it('diagnoses a connection', async () => {
    await workbench().runCommand('Podpath: Diagnose Pod Connectivity');
    await workbench().quickInputAsks('Which pod connects');
    await workbench().quickPick('shop/checkout-');
    await workbench().quickInputAsks('What does it connect to');
    await workbench().quickPickExactly('shop/recommendations');
    await workbench().quickInputAsks('On which port');
    await workbench().quickPickExactly('80/TCP');
    const report = await workbench().webviewFrame(/→ recommendations:80/);
    await report.getByRole('status').getByText('broken', { exact: false }).first().waitFor();
    await report.getByText('service-selector-matches-nothing').first().waitFor();
    await workbench().screenshot('demo-report');
  });

  it('says of a step that a recording answers no more', async () => {
    await workbench().runCommand('Podpath: Show Pod Routes');
    await workbench().quickInputAsks('Show Pod Routes');
    await workbench().quickPick('shop/checkout-');
    await workbench()
      .page.locator('.editor-instance .view-line')
      .filter({ hasText: 'nothing can be run in a recording' })
      .first()
      .waitFor();
    await workbench().screenshot('demo-step');
  });

  it('designs policies from a recording too', async () => {
    await workbench().runCommand('Podpath: Design Network Policies');
    await workbench().quickPickExactly('Segment Namespaces');
    await workbench().quickInputAsks('Which namespaces');
    await workbench().quickPick('shop');
    await workbench().page.keyboard.press('Enter');
    await workbench().quickPickExactly('Strict');
    await workbench().quickInputAsks('Which namespaces collect metrics');
    await workbench().page.keyboard.press('Enter');
    await workbench()
      .page.locator('.monaco-diff-editor .editor.modified .view-line')
      .filter({ hasText: 'segment-strict' })
      .first()
      .waitFor();
  });
});
