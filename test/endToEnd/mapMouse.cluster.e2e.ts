import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { editorShows } from './editorText.ts';
import { MapDriver } from './mapDriver.ts';
import { openWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';
import type { Workbench } from './workbench.ts';

const service = 'shop/service/recommendations';
const workload = 'shop/deployment/checkout';

describe('the map by mouse', () => {
  let cluster: RunningCluster;
  let pod: string;
  let folder: string;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
    const pods = ['get', 'pod', '--namespace=shop', '--selector=app=checkout'];
    const { stdout } = await cluster.kubectl([...pods, '--output=jsonpath={.items[0].metadata.name}']);
    pod = `shop/pod/${stdout.trim()}`;
    folder = await mkdtemp(join(tmpdir(), 'podpath-map-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const workbench = openWorkbench(() => ({ kubeconfig: cluster.kubeconfigPath, folder }));
  const map = new MapDriver(workbench);

  /** What a test has opened beside the map is closed again, so that titles stay unique. */
  const closeOthers = async (): Promise<void> => {
    await workbench().editorTab('Podpath Map');
    await (await map.frame()).locator('#status').waitFor();
    await workbench().runCommand('View: Close Other Editors in Group');
    await map.frame();
  };

  it('draws what the cluster has, and says how fresh that is', async () => {
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().openActivity('Podpath');
    await workbench().runCommand('Podpath: Show Map');
    await map.shows(service, 'shop/service/web', 'data/service/cache');
    await map.untilStatus(/\blive\b/);
    await map.untilStatus(new RegExp(`podpath-${cluster.name}`));
    assert.match(await map.says(service), /error|selects no pod/);
  });

  describe('filters before it draws', () => {
    const searches: readonly (readonly [text: string, shown: string, gone: string])[] = [
      ['recommendations', service, 'data/service/cache'],
      ['namespace:data', 'data/service/cache', service],
      ['state:problem', service, 'data/service/cache'],
      ['label:app=checkout', 'shop/service/checkout', 'data/service/cache'],
      ['kind:service -namespace:shop', 'data/service/cache', service],
    ];
    for (const [text, shown, gone] of searches) {
      it(text, async () => {
        await map.search(text);
        await map.lacks(gone);
        await map.shows(shown);
      });
    }
    it('and says what it does not understand', async () => {
      await map.search('colour:red');
      await (await map.locate('#search-problems')).filter({ hasText: 'colour' }).waitFor();
    });
    it('and shows all again', async () => {
      await map.search('');
      await map.shows(service, 'data/service/cache');
    });
  });

  it('keeps what was typed when the lens changes before typing pauses', async () => {
    // Both in one turn of the page, faster than any hand.
    const typeAndLook = (text: string, lens: string): string => `(() => {
      const input = document.querySelector('#search input');
      input.value = ${JSON.stringify(text)};
      input.dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector('#lens input[value="${lens}"]').click();
    })()`;
    const page = await map.locate('html');
    const text = (): Promise<string> => page.evaluate(`document.querySelector('#search input').value`);
    for (const [typed, lens] of [
      ['namespace:data', 'policies'],
      ['', 'services'],
    ] as const) {
      await page.evaluate(typeAndLook(typed, lens));
      await (typed === '' ? map.shows(service) : map.lacks(service));
      assert.equal(await text(), typed);
    }
  });

  it('changes its lens', async () => {
    for (const [lens, shown] of [
      ['nodes', 'node/node1'],
      ['policies', 'data/networkpolicy/default-deny-ingress'],
      ['services', service],
    ] as const) {
      await (await map.locate(`#lens label:has(input[value="${lens}"])`)).click();
      await map.shows(shown);
      await workbench().screenshot(
        `map-lens-${lens}-light`,
        lens === 'policies' ? 'map-policies' : undefined,
      );
    }
  });

  it('folds and unfolds by double-click', async () => {
    await (await map.mark('namespace/shop')).dblclick({ position: { x: 60, y: 16 } });
    await map.lacks(service);
    await map.shows('namespace/shop');
    await (await map.mark('namespace/shop')).dblclick();
    await map.shows(service);
  });

  it('zooms by the wheel, about the pointer', async () => {
    const before = await map.window();
    await (await map.mark(service)).hover();
    await workbench().page.mouse.wheel(0, -300);
    await workbench().until(async () => (await map.window()).k > before.k, 'a closer look');
    await (await map.frame()).getByRole('button', { name: 'Fit everything' }).click();
  });

  it('keeps the list in step', async () => {
    await (await map.locate('#list-button')).click();
    const row = await map.locate(`#list tr[data-id="${service}"]`);
    await row.click();
    assert.equal(await row.getAttribute('aria-selected'), 'true');
    const document = await map.locate('html');
    const rows = await document.evaluate<string[], never>(
      "[...document.querySelectorAll('#list tbody tr')].map((row) => row.dataset.id).sort()",
    );
    await (await map.locate('#list-button')).click();
    assert.deepEqual(rows, await map.ids());
    assert.equal(await map.selected(), service);
  });

  describe('tells what it knows', () => {
    const things: readonly (readonly [what: string, id: () => string, facts: readonly RegExp[]])[] = [
      ['a broken Service', () => service, [/Service/, /recommendations/, /selects no pod/i, /app=/]],
      ['a Service', () => 'shop/service/web', [/Service/, /Addresses\s*10\./, /app=web/]],
      ['a pod', () => pod, [/Pod/, /10\.244\./, /node[12]/]],
      ['a workload', () => workload, [/Deployment/, /checkout/, /ready/]],
    ];
    for (const [what, id, facts] of things) {
      it(`of ${what}`, async () => {
        const inspector = await map.select(id());
        for (const fact of facts) await inspector.filter({ hasText: fact }).waitFor();
      });
    }
  });

  /** What a button of the inspector leads to. */
  const actions: readonly (readonly [id: () => string, button: string, leadsTo: () => Promise<void>])[] = [
    [
      () => service,
      'Trace',
      async () => {
        const report = await workbench().webviewFrame('shop/recommendations');
        await report.getByText('service-selector-matches-nothing').first().waitFor();
      },
    ],
    [() => service, 'Diagnose to here', () => diagnose('shop/checkout-', undefined)],
    [() => pod, 'Diagnose from here', () => diagnose(undefined, 'shop/recommendations')],
    [
      () => 'shop/service/web',
      'Who can reach this',
      () => editorShows(workbench(), /Who\scan\sreach\sshop\/service\/web/),
    ],
    [() => workload, 'Open YAML', () => editorShows(workbench(), /^kind:\sDeployment/)],
    [
      () => 'shop/service/web',
      'Show in tree',
      () => workbench().page.locator('.sidebar [role=treeitem].selected', { hasText: 'web' }).waitFor(),
    ],
    [
      () => 'shop/service/web',
      'Copy as Mermaid',
      () => clipboardHolds(workbench(), [/^flowchart LR/, /"web/], [/recommendations/]),
    ],
    [
      () => pod,
      'Show policies',
      async () => {
        await (await map.locate('#lens input[value="policies"]:checked')).waitFor({ state: 'attached' });
        await (await map.locate('#subject')).filter({ hasText: 'checkout' }).waitFor();
        await (await map.locate('#lens label:has(input[value="services"])')).click();
      },
    ],
  ];

  /** Answers what is not known yet, and awaits the report. */
  async function diagnose(from: string | undefined, to: string | undefined): Promise<void> {
    await workbench().quickInputAsks('Which pod connects');
    await (from === undefined ? workbench().page.keyboard.press('Enter') : workbench().quickPick(from));
    await workbench().quickInputAsks('What does it connect to');
    await (to === undefined ? workbench().page.keyboard.press('Enter') : workbench().quickPickExactly(to));
    await workbench().quickInputAsks('On which port');
    await workbench().quickPickExactly('80/TCP');
    const report = await workbench().webviewFrame(/→ recommendations:80/);
    await report.getByText('service-selector-matches-nothing').first().waitFor();
  }

  describe('acts by the inspector', () => {
    for (const [id, button, leadsTo] of actions) {
      it(button, async () => {
        const inspector = await map.select(id());
        await inspector.getByText(button, { exact: true }).click();
        await leadsTo();
        await closeOthers();
      });
    }
  });

  describe('acts by its context menu', () => {
    /** By kind: what the menu offers, and what it does not. */
    const menus: readonly (readonly [
      id: () => string,
      offers: readonly string[],
      lacks: readonly string[],
    ])[] = [
      [
        () => service,
        [
          'Trace Service Endpoints',
          'Diagnose to Here…',
          'Show Who Can Reach This',
          'Open YAML',
          'Copy as Mermaid',
        ],
        ['Diagnose from Here…', 'Show Pod Sockets'],
      ],
      [
        () => pod,
        [
          'Diagnose from Here…',
          'Diagnose to Here…',
          'Show Policies Around This',
          'Show in Tree',
          'Copy Name',
        ],
        ['Trace Service Endpoints'],
      ],
      [
        () => workload,
        ['Open YAML', 'Copy Name', 'Show Who Can Reach This'],
        ['Show in Tree', 'Diagnose to Here…'],
      ],
    ];
    for (const [index, [id, offers, lacks]] of menus.entries()) {
      it(`of ${['a Service', 'a pod', 'a workload'][index] ?? ''}`, async () => {
        await (await map.mark(id())).click({ button: 'right' });
        const menu = workbench().page.locator('.monaco-menu').first();
        for (const entry of offers) await menu.getByRole('menuitem', { name: entry }).waitFor();
        for (const entry of lacks) assert.equal(await menu.getByRole('menuitem', { name: entry }).count(), 0);
        await workbench().page.keyboard.press('Escape');
        await menu.waitFor({ state: 'detached' });
      });
    }

    it('and opens an object as YAML', async () => {
      await workbench().chooseFromMenu(await map.mark(service), 'Open YAML');
      await editorShows(workbench(), /^kind:\sService/);
      await workbench().editorTab(/recommendations\.yaml/);
      await closeOthers();
    });

    it('and copies a name', async () => {
      await workbench().chooseFromMenu(await map.mark(service), 'Copy Name');
      await clipboardHolds(workbench(), [/^recommendations$/], []);
    });
  });

  describe('leaves the editor', () => {
    const files: readonly (readonly [choice: string, extension: string, holds: readonly RegExp[]])[] = [
      ['Save as SVG…', '.svg', [/^<svg|^<\?xml/, /recommendations/, /<\/svg>\s*$/]],
      ['Save as JSON…', '.json', [/"podpath\/map\/v1"/, /shop\/service\/recommendations/]],
      ['Save as Mermaid…', '.mmd', [/^flowchart LR/, /recommendations/]],
    ];
    for (const [choice, extension, holds] of files) {
      it(`as a file ${extension}, named by context and time`, async () => {
        await workbench().runCommand('Podpath: Export Map…');
        await workbench().quickInputAsks('In which form');
        await workbench().quickPickExactly(choice);
        await workbench().quickInputAsks('Export Map as');
        const input = workbench().page.locator('.quick-input-widget:visible input[type="text"]');
        const suggested = async (): Promise<boolean> => (await input.inputValue()).endsWith(extension);
        await workbench().until(suggested, `a file name with ${extension}`);
        await workbench().page.keyboard.press('Enter');
        await workbench().notification(extension);
        const saved = (await readdir(folder)).find((name) => name.endsWith(extension)) ?? '';
        assert.match(saved, new RegExp(`^map-podpath-${cluster.name}-\\d{4}-\\d\\d-\\d\\d-\\d{4}\\.`));
        const text = await readFile(join(folder, saved), 'utf8');
        for (const part of holds) assert.match(text, part);
      });
    }

    it('as a Markdown document', async () => {
      await workbench().runCommand('Podpath: Export Map…');
      await workbench().quickPickExactly('Open as Markdown');
      await editorShows(workbench(), /\bmermaid$/);
      await workbench().runCommand('View: Revert and Close Editor');
    });

    it('by its own menu, a part of it', async () => {
      await map.select(service);
      await (await map.locate('#export-button')).click();
      const menu = await map.locate('#export-menu');
      await menu.getByRole('group', { name: /paths/ }).getByText('Copy as Mermaid').click();
      await clipboardHolds(workbench(), [/recommendations/], [/orders-db/]);
    });
  });
});

/** Awaits that the clipboard holds a text that matches all of these and none of those. */
async function clipboardHolds(
  workbench: Workbench,
  holds: readonly RegExp[],
  lacks: readonly RegExp[],
): Promise<void> {
  await workbench.until(
    async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return holds.every((part) => part.test(text)) && !lacks.some((part) => part.test(text));
    },
    `a clipboard with ${holds.map(String).join(' and ')}`,
  );
}
