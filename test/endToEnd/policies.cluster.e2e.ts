import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { openWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

/** A policy that is there already: the preview keeps it, and says who is closed out. */
const onlyFront = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'only-web', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app: 'cart' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
  },
};

describe('policies from the palette, on a live cluster', () => {
  let cluster: RunningCluster;
  let policiesBefore = '';
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
    await cluster.kubectl(['apply', '--filename', '-'], { input: JSON.stringify(onlyFront) });
    const { stdout } = await cluster.kubectl(['get', 'networkpolicy', '-n', 'shop', '-o', 'name']);
    policiesBefore = stdout;
  });
  after(async function () {
    this.timeout(60_000);
    await cluster.kubectl(['delete', 'networkpolicy', 'only-web', '-n', 'shop', '--ignore-not-found']);
  });
  const workbench = openWorkbench(() => ({
    kubeconfig: cluster.kubeconfigPath,
    settings: { 'editor.minimap.enabled': false, 'diffEditor.hideUnchangedRegions.enabled': false },
  }));

  const shows = async (part: string | RegExp, editor = '.editor-instance'): Promise<void> => {
    await workbench()
      .page.locator(`${editor} .view-line`)
      .filter({ hasText: part })
      .first()
      .waitFor({ timeout: 60_000 });
  };
  const [now, designed] = ['.monaco-diff-editor .editor.original', '.monaco-diff-editor .editor.modified'];

  it('says who can reach a Service, from the tree', async () => {
    await workbench().openActivity('Podpath');
    await workbench().expand('shop');
    await workbench().chooseFromMenu(workbench().treeItem('cart'), 'Show Who Can Reach This');
    await shows('Who can reach shop/service/cart');
    await shows(/may\snot\sconnect/);
    await workbench().screenshot('policy-reach-light');
    await workbench().runCommand('View: Close All Editors');
  });

  it('says who can reach a pod, from the palette', async () => {
    await workbench().runCommand('Podpath: Show Who Can Reach This');
    await workbench().quickInputAsks('Which Service or pod');
    await workbench().quickPick('shop/web-');
    await shows('Who can reach shop/pod/web-');
    await workbench().runCommand('View: Close All Editors');
  });

  it('designs a default deny, beside the policies that are there', async () => {
    await workbench().runCommand('Podpath: Design Network Policies');
    await workbench().quickInputAsks('What is to be designed');
    await workbench().quickPickExactly('Default Deny');
    await workbench().quickInputAsks('Which namespaces');
    await workbench().quickPick('shop');
    await workbench().page.keyboard.press('Enter');
    await workbench().quickInputAsks('What is closed');
    await workbench().quickPickExactly('Both Directions, DNS Kept Open');
    await shows('NetworkPolicies as they are now', now);
    await shows('nothing was applied', designed);
    await shows('default-deny-all', designed);
    await workbench().screenshot('policy-design-light');
    // What is kept stands below, on both sides.
    await workbench().page.keyboard.press('Control+End');
    await shows('only-web', now);
    await shows('only-web', designed);
  });

  it('opens the proposal as a file that kubectl takes', async () => {
    await workbench().page.getByRole('button', { name: 'Open Policy Proposal' }).first().click();
    await workbench().editorTab(/Untitled/);
    await shows('kubectl apply --dry-run=server -f FILE');
    await workbench().screenshot('policy-proposal-light');
    await workbench().runCommand('View: Revert and Close Editor');
    await workbench().runCommand('View: Close All Editors');
  });

  it('designs for connections that are named', async () => {
    await workbench().setTheme('dark');
    await workbench().runCommand('Podpath: Design Network Policies');
    await workbench().quickPickExactly('Least Privilege');
    await workbench().quickInputAsks('Which connections may there be');
    await workbench().quickInput('shop/service/cart -> shop/service/web:80');
    await workbench().until(
      async () => (await workbench().quickPickEntries()).some((entry) => entry.includes('for 1 connection')),
      'the connection that was typed',
    );
    await workbench().quickPick('Add a Connection');
    await workbench().quickInputAsks('Who connects');
    await workbench().quickPickExactly('shop/web');
    await workbench().quickInputAsks('What may it connect to');
    await workbench().quickPickExactly('shop/cart');
    await workbench().quickInputAsks('On which port');
    await workbench().quickPick('80/TCP');
    await workbench().quickInputAsks('Which connections may there be');
    await workbench().screenshot('policy-connections-dark');
    await workbench().quickPick('Design for 2 connections');
    await shows('nothing was applied', designed);
    await shows('Least privilege for the named connections', designed);
    await workbench().screenshot('policy-least-privilege-dark');
    const { stdout } = await cluster.kubectl(['get', 'networkpolicy', '-n', 'shop', '-o', 'name']);
    assert.equal(stdout, policiesBefore, 'nothing was applied');
  });
});
