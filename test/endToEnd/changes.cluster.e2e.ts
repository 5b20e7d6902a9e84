import { after, before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

describe('what changed on a live cluster', () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);

  const select = (app: string, manager: string) =>
    cluster.kubectl([
      ...[
        'patch',
        'service',
        'checkout',
        '--namespace',
        'shop',
        '--type',
        'merge',
        '--field-manager',
        manager,
      ],
      ...['--patch', JSON.stringify({ spec: { selector: { app } } })],
    ]);
  const shows = (text: string | RegExp) =>
    workbench().page.locator('.editor-instance .view-line', { hasText: text }).first().waitFor();
  /** The editor draws every space as one that does not break. */
  const words = (text: string): RegExp =>
    new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s'));
  after(() => select('checkout', 'kubectl-patch'));

  it('names the field, what it was before, and who wrote it', async () => {
    await workbench().openActivity('Podpath');
    // What is compared with must have been read before the change.
    await workbench()
      .treeItem(/1 of \d+ Services has a problem/)
      .waitFor();
    await workbench().expand('shop');
    await select('chekout', 'release-tool');
    await workbench()
      .treeItem('checkout')
      .filter({ hasText: /no pod|nothing/ })
      .waitFor();
    await workbench().runCommand('Podpath: Show What Changed');
    await shows(words('Selector of Service shop/checkout changed by release-tool'));
    await shows(words('app=checkout → app=chekout'));
    await shows(words('endpoints of shop/checkout left by kube-controller-manager'));
    await workbench().screenshot('what-changed');
    await workbench().runCommand('View: Close All Editors');
  });

  it('shows what changed around one Service, from the tree', async () => {
    await workbench().expand('shop');
    await workbench().chooseFromMenu(workbench().treeItem('checkout'), 'Show What Changed');
    await shows(words('What changed around shop/service/checkout'));
    await shows(words('Selector of Service shop/checkout changed'));
  });
});
