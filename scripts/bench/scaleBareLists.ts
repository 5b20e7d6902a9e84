import { Agent, fetch } from 'undici';
import { resources, pathOf, wishesOf } from '../../src/cluster/resources.ts';
import { isRecord, readNonEmptyText, readRecord } from '../../src/core/model/readField.ts';
import { credentialsOf } from './scaleCredentials.ts';
import { finishWith, untilFinished } from './scaleChild.ts';

/** Milliseconds from the first request. */
export interface BareResult {
  readonly complete: number;
  /** CPU time of the whole process meanwhile. */
  readonly cpu: number;
  readonly objects: number;
}

// node scripts/bench/scaleBareLists.ts KUBECONFIG: lists what a session lists and nothing more is done with it: the same
// pages, all resources at once, over one undici Agent, each page parsed as JSON and dropped. Prints a BareResult.

const pageSize = 500;
const [kubeconfig = ''] = process.argv.slice(2);
const { server, connect } = credentialsOf(kubeconfig);
// As the product's transport.
const dispatcher = new Agent({ allowH2: false, bodyTimeout: 0, keepAliveTimeout: 30_000, connect });

async function listAll(collection: { readonly resource: (typeof resources)[number] }): Promise<number> {
  const { parameters, accept = 'application/json' } = wishesOf(collection, false);
  let objects = 0;
  for (let token: string | undefined = ''; token !== undefined;) {
    const more = token === '' ? {} : { continue: token };
    const query = new URLSearchParams({ limit: String(pageSize), ...more, ...parameters });
    const url = `${server}${pathOf(collection)}?${query.toString()}`;
    const response = await fetch(url, { dispatcher, headers: { Accept: accept } });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const page: unknown = JSON.parse(await response.text());
    if (!isRecord(page) || !Array.isArray(page['items'])) throw new Error(`${url}: no list`);
    objects += page['items'].length;
    token = readNonEmptyText(readRecord(page, 'metadata'), 'continue');
  }
  return objects;
}

const cpuBefore = process.cpuUsage();
const started = performance.now();
const counts = await Promise.all(resources.map((resource) => listAll({ resource })));
const complete = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
await untilFinished();
finishWith({
  complete,
  cpu: (user + system) / 1000,
  objects: counts.reduce((sum, count) => sum + count, 0),
} satisfies BareResult);
