import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { accessibilityProblems } from './accessibility.ts';
import { MapDriver } from './mapDriver.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

describe('axe finds nothing', () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);
  const map = new MapDriver(workbench);

  /** What the map can look like, and how it comes to. */
  const mapStates: readonly (readonly [state: string, bring: () => Promise<void>])[] = [
    ['whole', () => map.shows('shop/service/web')],
    [
      'with the inspector',
      async () => {
        await map.select('shop/service/web');
      },
    ],
    [
      'as a list',
      async () => {
        await (await map.locate('#list-button')).click();
        await (await map.locate('#list tr[data-id="shop/service/web"]')).waitFor();
      },
    ],
    [
      'with nothing to show',
      async () => {
        await (await map.locate('#list-button')).click();
        await map.search('nothing is called so');
        await map.lacks('shop/service/web');
      },
    ],
    [
      'with a search that it does not understand',
      async () => {
        await map.search('colour:red');
        await (await map.locate('#search-problems')).filter({ hasText: 'colour' }).waitFor();
      },
    ],
    ...(
      [
        ['nodes', 'node/node1'],
        ['policies', 'data/networkpolicy/default-deny-ingress'],
        ['services', 'shop/service/web'],
      ] as const
    ).map(([lens, shown]): readonly [string, () => Promise<void>] => [
      `in the lens ${lens}`,
      async () => {
        await map.search('');
        await (await map.locate(`#lens label:has(input[value="${lens}"])`)).click();
        await map.shows(shown);
      },
    ]),
  ];

  for (const theme of ['light', 'high-contrast'] as const) {
    describe(`in the theme ${theme}`, () => {
      it('is shown', async () => {
        await workbench().openActivity('Podpath');
        await workbench().runCommand('Podpath: Show Map');
        await map.shows('shop/service/web');
        if (theme !== 'light') await workbench().setTheme(theme);
      });

      for (const [state, bring] of mapStates) {
        it(`on the map ${state}`, async () => {
          await bring();
          assert.deepEqual(await accessibilityProblems(await map.frame()), []);
        });
      }

      it('in a trace', async () => {
        await workbench().expand('shop');
        await workbench().chooseFromMenu(workbench().treeItem('recommendations'), 'Trace Service Endpoints');
        const report = await workbench().webviewFrame('shop/recommendations');
        await report.getByText('service-selector-matches-nothing').first().waitFor();
        await report.getByRole('button', { name: 'Run Again' }).waitFor();
        assert.deepEqual(await accessibilityProblems(report), []);
      });

      it('in a diagnosis', async () => {
        await workbench().runCommand('Podpath: Diagnose Pod Connectivity');
        await workbench().quickInputAsks('Which pod connects');
        await workbench().quickPick('shop/checkout-');
        await workbench().quickInputAsks('What does it connect to');
        await workbench().quickPickExactly('shop/recommendations');
        await workbench().quickInputAsks('On which port');
        await workbench().quickPickExactly('80/TCP');
        const report = await workbench().webviewFrame(/→ recommendations:80/);
        await report.getByRole('button', { name: 'Run Again' }).waitFor();
        assert.deepEqual(await accessibilityProblems(report), []);
        await workbench().runCommand('View: Close All Editors');
      });
    });
  }
});
