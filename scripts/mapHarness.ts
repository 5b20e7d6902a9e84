import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { MapEvent, MapMessage, MapStatus } from '../src/protocol/mapProtocol.ts';
import { manyNamespaces, smallShop } from '../webview/map/testing/sampleCities.ts';
import { type SampleNamespace, marksOf } from '../webview/map/testing/sampleCluster.ts';
import { message } from '../webview/map/testing/sampleScene.ts';
import { harnessPage, themes } from '../webview/map/testing/themes.ts';
import { launchHeadlessChromium } from './headlessChromium.ts';
import { projectFolder } from './projectFolder.ts';
import { ensureChromium } from './systemPackages.ts';

/**
 * The map's page in a real browser without an editor: pictures of its states in every theme, what axe says of them, and
 * what an update costs. `node scripts/mapHarness.ts [--out FOLDER] [--only pictures,axe,updates] [--states small,list]`
 */
const sizes: Readonly<Record<string, readonly SampleNamespace[]>> = {
  small: smallShop,
  medium: manyNamespaces(6, 6, 4),
  large: manyNamespaces(16, 8, 14),
  folded: manyNamespaces(114, 3, 50, 112),
};

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: projectFolder,
    entryPoints: ['webview/map/main.ts'],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    tsconfig: 'tsconfig.webview.json',
  });
  return outputFiles[0]?.text ?? '';
}

async function serve(): Promise<{ readonly address: string; readonly close: () => void }> {
  const script = await bundle();
  const worker = await readFile(join(projectFolder, 'node_modules/elkjs/lib/elk-worker.min.js'), 'utf8');
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://harness');
    const answers: Readonly<Record<string, readonly [string, string]>> = {
      '/map.js': ['text/javascript', script],
      '/elk-worker.js': ['text/javascript', worker],
      '/': ['text/html', harnessPage(searchParams.get('theme') ?? 'dark')],
    };
    const [type, body] = answers[pathname] ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

const status: MapStatus = {
  context: 'prod-eu',
  contents: '16 namespaces · showing 120 groups of 896 pods',
  coverage: 'complete',
  freshness: 'live',
};

async function tell(page: Page, event: MapEvent): Promise<void> {
  await page.evaluate((data) => {
    window.postMessage(data, '*');
  }, event);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

function whole(namespaces: readonly SampleNamespace[], values: Partial<MapMessage> = {}): MapMessage {
  return message({ whole: true, status, ...marksOf(namespaces), ...values });
}

/** Awaits that frames have settled: the layout engine has answered and nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1000);
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
}

async function open(browser: Browser, address: string, theme: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
  page.on('pageerror', (error) => {
    process.stdout.write(`page error: ${error.stack ?? String(error)}\n`);
    process.exitCode = 1;
  });
  page.on('console', (line) => {
    if (line.type() === 'error') process.stdout.write(`console: ${line.text()}\n`);
  });
  await page.goto(`${address}?theme=${theme}`);
  await page.waitForSelector('#map');
  return page;
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
const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
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

async function takePictures(browser: Browser, address: string, out: string): Promise<void> {
  for (const theme of Object.keys(themes)) {
    for (const [name, reach] of Object.entries(states)) {
      if (wanted !== undefined && !wanted.includes(name)) continue;
      if (theme !== 'dark' && !['small', 'medium', 'large', 'inspector', 'list', 'stale'].includes(name))
        continue;
      const page = await open(browser, address, theme);
      await reach(page);
      await page.screenshot({ path: join(out, `${name}-${theme}.png`) });
      await page.close();
    }
  }
}

async function askAxe(browser: Browser, address: string): Promise<void> {
  const axe = await readFile(join(projectFolder, 'node_modules/axe-core/axe.min.js'), 'utf8');
  for (const theme of Object.keys(themes)) {
    for (const [name, reach] of Object.entries(states)) {
      const page = await open(browser, address, theme);
      await reach(page);
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const run = (Reflect.get(window, 'axe') as { run(): Promise<{ violations: unknown[] }> }).run;
        return (await run()).violations as {
          id: string;
          nodes: { html: string; failureSummary?: string }[];
        }[];
      });
      for (const { id, nodes } of violations) {
        process.exitCode = 1;
        const first = nodes[0];
        process.stdout.write(
          `axe ${theme} ${name}: ${id} × ${nodes.length}\n  ${first?.html.slice(0, 200)}\n  ${first?.failureSummary}\n`,
        );
      }
      await page.close();
    }
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The time that the page's script takes for each update: from taking the message to having drawn it, layout included. */
async function measureUpdates(browser: Browser, address: string): Promise<void> {
  const page = await open(browser, address, 'dark');
  const base = manyNamespaces(20, 7, 6);
  const { marks, edges } = marksOf(base);
  await tell(page, whole(base));
  await settle(page);
  const report = async (title: string, next: (index: number) => Partial<MapMessage>): Promise<void> => {
    const times: number[] = [];
    for (let index = 0; index < 60; index += 1) {
      sequence += 1;
      const update = message({ status, sequence, ...next(index) });
      times.push(
        await page.evaluate(async (data) => {
          const start = performance.now();
          window.dispatchEvent(new MessageEvent('message', { data }));
          // Reading a box makes the browser find the new layout now, which it otherwise does before the next frame.
          document.querySelector('#map')?.getBoundingClientRect();
          const time = performance.now() - start;
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          return time;
        }, update),
      );
    }
    const figures = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(1));
    process.stdout.write(`${title}: median ${figures[0]} ms, 95 % ${figures[1]} ms, most ${figures[2]} ms\n`);
  };
  let sequence = 0;
  process.stdout.write(`${marks.length} marks, ${edges.length} edges\n`);
  const services = marks.filter(({ kind }) => kind === 'service');
  await report('10 states turn', (index) => ({
    marks: services
      .slice((index * 10) % 100, ((index * 10) % 100) + 10)
      .map((mark) => ({ ...mark, state: index % 2 === 0 ? 'error' : 'ok', stateReason: 'selects no pod' })),
  }));
  const pods = marks.filter(({ kind }) => kind === 'pod');
  await report('5 pods are replaced', (index) => {
    const slot = pods.slice((index * 5) % 40, ((index * 5) % 40) + 5);
    const round = Math.floor(index / 8);
    const name = (mark: { id: string }, at: number): string => (at === 0 ? mark.id : `${mark.id}-${at}`);
    return {
      removedMarks: slot.map((mark) => name(mark, round)),
      removedEdges: slot.map((mark) => `${mark.parent ?? ''} > ${name(mark, round)}`),
      marks: slot.map((mark) => ({ ...mark, id: name(mark, round + 1) })),
      edges: slot.map((mark) => ({
        id: `${mark.parent ?? ''} > ${name(mark, round + 1)}`,
        kind: 'owns' as const,
        from: mark.parent ?? '',
        to: name(mark, round + 1),
        state: 'ok' as const,
        stateReason: '',
        ports: [],
      })),
    };
  });
  await page.click('[data-id$="/service/web"]', { force: true });
  await report('10 states turn, one selected', (index) => ({
    marks: services
      .slice((index * 10) % 100, ((index * 10) % 100) + 10)
      .map((mark) => ({ ...mark, state: index % 2 === 0 ? 'error' : 'ok', stateReason: 'selects no pod' })),
  }));
  await page.close();
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, only: { type: 'string' }, states: { type: 'string' } },
});
const wanted = values.states?.split(',');
const only = values.only?.split(',') ?? ['pictures', 'axe', 'updates'];
const chromium = await ensureChromium((line) => process.stderr.write(`${line}\n`));
const browser = await launchHeadlessChromium(chromium);
const server = await serve();
try {
  const out = values.out ?? join(projectFolder, 'test-results', 'map');
  await mkdir(out, { recursive: true });
  if (only.includes('pictures')) await takePictures(browser, server.address, out);
  if (only.includes('axe')) await askAxe(browser, server.address);
  if (only.includes('updates')) await measureUpdates(browser, server.address);
  await writeFile(join(out, 'sizes.txt'), `${Object.keys(sizes).join('\n')}\n`);
} finally {
  await browser.close();
  server.close();
}
