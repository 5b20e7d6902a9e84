import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { MapMark, MapMessage } from '../src/protocol/mapProtocol.ts';
import { manyNamespaces } from '../webview/map/testing/sampleCities.ts';
import { marksOf } from '../webview/map/testing/sampleCluster.ts';
import { edge, message } from '../webview/map/testing/sampleScene.ts';
import { harnessPage, themes } from '../webview/map/testing/themes.ts';
import { inPage, mapStates, settle, status, tell, whole } from './mapHarnessStates.ts';
import { launchHeadlessChromium } from './headlessChromium.ts';
import { projectFolder } from './projectFolder.ts';
import { ensureChromium } from './systemPackages.ts';

/**
 * The map's page in a real browser without an editor: pictures of its states in every theme, what axe says of them, and
 * what an update costs. `node scripts/mapHarness.ts [--out FOLDER] [--only pictures,axe,updates] [--states small,list] [--themes dark]`
 */
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

/** Goes through the states that are wanted, in the themes given. */
async function visit(
  browser: Browser,
  address: string,
  chosen: readonly string[],
  look: (page: Page, name: string, theme: string) => Promise<void>,
): Promise<void> {
  for (const theme of chosen) {
    for (const [name, reach] of Object.entries(mapStates)) {
      if (wanted !== undefined && !wanted.includes(name)) continue;
      const page = await open(browser, address, theme);
      await reach(page);
      await look(page, name, theme);
      await page.close();
    }
  }
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function askAxe(page: Page, name: string, theme: string): Promise<void> {
  await page.evaluate(await readFile(join(projectFolder, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const violations: AxeViolation[] = await page.evaluate('axe.run().then((found) => found.violations)');
  for (const { id, nodes } of violations) {
    process.exitCode = 1;
    const [first] = nodes;
    process.stdout.write(
      `axe ${theme} ${name}: ${id} × ${nodes.length}\n  ${first?.html.slice(0, 200)}\n  ${first?.failureSummary}\n`,
    );
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Seconds of the main thread's own processor time that the page has used so far, by kind of work. */
async function threadSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const wanted = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  return metrics.reduce((sum, { name, value }) => sum + (wanted.includes(name) ? value : 0), 0);
}

type Update = (index: number) => Partial<MapMessage>;

/** The time that the main thread works for each update: script, style and layout, the processor's own time. */
async function measureUpdates(browser: Browser, address: string): Promise<void> {
  const page = await open(browser, address, 'dark');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  // Each Service routes to six workloads: as dense as a map may get.
  const base = manyNamespaces(12, 8, 5).map((namespace) => ({
    ...namespace,
    services: namespace.services.map((service) => ({
      ...service,
      to: namespace.workloads.slice(0, 6).map(({ name }) => name),
    })),
  }));
  const { marks, edges } = marksOf(base);
  await tell(page, whole(base));
  await settle(page);
  let sequence = 0;
  const report = async (title: string, next: Update): Promise<void> => {
    const times: number[] = [];
    for (let index = 0; index < 60; index += 1) {
      sequence += 1;
      const update = message({ status, sequence, ...next(index) });
      const start = await threadSeconds(session);
      await inPage(page, 'update', update);
      times.push((await threadSeconds(session)) - start);
      await inPage(page, 'frames');
    }
    const [median, most95, most] = [0.5, 0.95, 1].map((share) => (quantile(times, share) * 1000).toFixed(1));
    process.stdout.write(`${title}: median ${median} ms, 95 % ${most95} ms, most ${most} ms\n`);
  };
  process.stdout.write(`${marks.length} marks, ${edges.length} edges\n`);
  const services = marks.filter(({ kind }) => kind === 'service');
  const turn: Update = (index) => ({
    marks: services
      .slice((index * 10) % 80, ((index * 10) % 80) + 10)
      .map((mark) => ({ ...mark, state: index % 2 === 0 ? 'error' : 'ok', stateReason: 'selects no pod' })),
  });
  await report('10 states turn', turn);
  const pods = marks.filter(({ kind }) => kind === 'pod');
  await report('5 pods are replaced', (index) => {
    const slot = pods.slice((index * 5) % 40, ((index * 5) % 40) + 5);
    const round = Math.floor(index / 8);
    const name = ({ id }: MapMark, at: number): string => (at === 0 ? id : `${id}-${at}`);
    return {
      removedMarks: slot.map((mark) => name(mark, round)),
      removedEdges: slot.map((mark) => `${mark.parent ?? ''} > ${name(mark, round)}`),
      marks: slot.map((mark) => ({ ...mark, id: name(mark, round + 1) })),
      edges: slot.map((mark) => edge(mark.parent ?? '', name(mark, round + 1), 'owns')),
    };
  });
  await page.evaluate(
    `document.querySelector('g.control[data-id$="/service/web"]').dispatchEvent(new Event('click', { bubbles: true }))`,
  );
  await report('10 states turn, one thing selected', turn);
  await page.close();
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string' },
    states: { type: 'string' },
    themes: { type: 'string' },
  },
});
const wanted = values.states?.split(',');
const wantedThemes = values.themes?.split(',') ?? Object.keys(themes);
const only = values.only?.split(',') ?? ['pictures', 'axe', 'updates'];
const chromium = await ensureChromium((line) => process.stderr.write(`${line}\n`));
const browser = await launchHeadlessChromium(chromium);
const server = await serve();
try {
  const out = values.out ?? join(projectFolder, 'test-results', 'map');
  await mkdir(out, { recursive: true });
  if (only.includes('pictures')) {
    await visit(browser, server.address, wantedThemes, async (page, name, theme) => {
      await page.screenshot({ path: join(out, `${name}-${theme}.png`) });
    });
  }
  if (only.includes('axe')) await visit(browser, server.address, wantedThemes, askAxe);
  if (only.includes('updates')) await measureUpdates(browser, server.address);
} finally {
  await browser.close();
  server.close();
}
