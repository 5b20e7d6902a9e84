import type { Page } from 'playwright-core';
import type { MapEvent, MapMessage, MapStatus } from '../src/protocol/mapProtocol.ts';
import { manyNamespaces, smallShop } from '../webview/map/testing/sampleCities.ts';
import { type SampleNamespace, marksOf } from '../webview/map/testing/sampleCluster.ts';
import { message } from '../webview/map/testing/sampleScene.ts';

const sizes: Readonly<Record<string, readonly SampleNamespace[]>> = {
  small: smallShop,
  medium: manyNamespaces(6, 6, 4),
  large: manyNamespaces(16, 8, 14),
  folded: manyNamespaces(114, 3, 50, 112),
};

/** The line above the map in all pictures. */
export const status: MapStatus = {
  context: 'prod-eu',
  contents: '16 namespaces · showing 120 groups of 896 pods',
  coverage: 'complete',
  freshness: 'live',
};

/** Runs something of the page's own helpers, which themes.ts puts into the page. */
export async function inPage(page: Page, call: string, argument?: unknown): Promise<void> {
  await page.evaluate(`harness.${call}(${argument === undefined ? '' : JSON.stringify(argument)})`);
}

/** Gives the page a message, and awaits the frame after it. */
export async function tell(page: Page, event: MapEvent): Promise<void> {
  await inPage(page, 'tell', event);
}

/** A whole scene of these namespaces. */
export function whole(namespaces: readonly SampleNamespace[], values: Partial<MapMessage> = {}): MapMessage {
  return message({ whole: true, status, ...marksOf(namespaces), ...values });
}

/** Awaits that frames have settled: the layout engine has answered and nothing moves any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1000);
  await inPage(page, 'still');
}

const details: MapEvent = {
  type: 'details',
  details: {
    id: 'shop/service/api',
    facts: [
      { label: 'Type', value: 'ClusterIP' },
      { label: 'Cluster IP', value: '10.96.12.40' },
      { label: 'Ports', value: '80 → 8080/TCP' },
      { label: 'Selector', value: 'app=api' },
      { label: 'Endpoints', value: '1 of 2 ready' },
    ],
    history: [
      { time: '2026-03-01T10:00:00Z', title: 'Readiness probe failed', detail: 'HTTP 500', state: 'warning' },
      { time: '2026-03-01T09:56:00Z', title: 'selector changed', detail: 'by helm', state: 'ok' },
    ],
  },
};

const blanks: readonly (readonly [string, NonNullable<MapStatus['blank']>])[] = [
  ['connecting', { title: 'Connecting to prod-eu', advice: 'Waiting for https://10.0.0.1.', busy: true }],
  [
    'forbidden',
    { title: 'Nothing may be read here (403)', advice: 'Ask for a role that may list pods.', busy: false },
  ],
  [
    'no-match',
    { title: 'Nothing matches "nothing"', advice: 'Clear the search to see everything.', busy: false },
  ],
];

/** The states of the page, each with the steps that lead to it; the pictures and axe go through them. */
export const mapStates: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  ...Object.fromEntries(
    Object.entries(sizes).map(([name, namespaces]) => [
      name,
      async (page: Page) => {
        await tell(page, whole(namespaces));
        await settle(page);
        if (name !== 'small') await page.keyboard.press('f');
      },
    ]),
  ),
  inspector: async (page) => {
    await tell(page, whole(smallShop));
    await settle(page);
    await page.click('[data-id="shop/service/api"]');
    await tell(page, details);
  },
  list: async (page) => {
    await tell(page, whole(manyNamespaces(6, 6, 4)));
    await page.click('#list-button');
    await page.click('#list tr[data-id]');
  },
  search: async (page) => {
    await tell(page, whole(smallShop, { status: { ...status, searchProblems: ['"stat:" is no key: …'] } }));
    await page.fill('#search input', 'state:');
  },
  problems: async (page) => {
    await tell(page, whole(smallShop, { status: { ...status, searchProblems: ['"stat:" is no key'] } }));
  },
  exports: async (page) => {
    await tell(page, whole(smallShop));
    await page.click('#export-button');
  },
  help: async (page) => {
    await tell(page, whole(smallShop));
    await page.click('[popovertarget="search-help"]');
  },
  near: async (page) => {
    await tell(page, whole(smallShop));
    await settle(page);
    for (let press = 0; press < 2; press += 1) await page.keyboard.press('+');
  },
  ...Object.fromEntries(
    blanks.map(([name, blank]) => [
      name,
      async (page: Page) => {
        const freshness = name === 'connecting' ? 'connecting' : 'live';
        await tell(page, whole([], { status: { ...status, contents: '', freshness, blank } }));
      },
    ]),
  ),
  stale: async (page) => {
    const asOf = '2026-03-01T10:00:00Z';
    const coverage = 'pods: forbidden in 2 namespaces';
    await tell(page, whole(smallShop, { status: { ...status, freshness: 'stale', asOf, coverage } }));
    await settle(page);
  },
};
