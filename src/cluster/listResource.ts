import type { WatchSink } from '../app/ports.ts';
import type { ResourceName } from '../core/model/coverage.ts';
import { isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import type { ObjectByResource } from '../core/model/snapshotChange.ts';
import { ApiError } from './problems.ts';
import { type Collection, pathOf, replaceOf, upsertOf } from './resources.ts';
import type { Transport } from './transport.ts';

/** Objects a page: as kubectl. Small enough that reading one blocks the engine for some milliseconds only. */
const pageSize = 500;

/** After this many lists that expired between two pages the next is made without pages. */
const maximumRestarts = 2;

interface Page {
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
}

async function readPage(
  transport: Transport,
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Page> {
  const query = new URLSearchParams(parameters).toString();
  const raw = await transport.json(`${path}${query === '' ? '' : `?${query}`}`, { signal });
  if (!isRecord(raw) || !Array.isArray(raw['items'])) {
    throw new ApiError(200, 'NotAList', `the answer to ${path} is no list`);
  }
  const metadata = readRecord(raw, 'metadata');
  const continueToken = readNonEmptyText(metadata, 'continue');
  return {
    items: readList(raw, 'items'),
    resourceVersion: readNonEmptyText(metadata, 'resourceVersion') ?? '',
    ...(continueToken === undefined ? {} : { continueToken }),
  };
}

/**
 * Lists a collection page by page into the sink: each page but a last and only one as it arrives, then the whole in place of what was
 * known. Resolves with the version from which a watch can go on. Throws as {@link Transport.json} does.
 */
export async function listResource(
  transport: Transport,
  collection: Collection,
  sink: Pick<WatchSink, 'changes' | 'unreadable'>,
  signal: AbortSignal,
): Promise<string> {
  const { resource } = collection;
  const path = pathOf(collection);
  let objects: ObjectByResource[ResourceName][] = [];
  let errors: string[] = [];
  let restarts = 0;
  let parameters: Record<string, string> = { limit: String(pageSize) };
  for (;;) {
    let page: Page;
    try {
      page = await readPage(transport, path, parameters, signal);
    } catch (error) {
      const expired = error instanceof ApiError && error.status === 410 && 'continue' in parameters;
      if (!expired) throw error;
      // What was listed belongs to a version that the server has forgotten.
      restarts += 1;
      parameters = restarts > maximumRestarts ? {} : { limit: String(pageSize) };
      objects = [];
      errors = [];
      continue;
    }
    const first = objects.length;
    for (const item of page.items) {
      const { value, errors: itemErrors } = resource.project(item);
      if (value !== undefined) objects.push(value);
      errors.push(...itemErrors);
    }
    if (page.continueToken === undefined) {
      sink.changes([replaceOf(collection, objects)]);
      if (errors.length > 0) sink.unreadable(errors);
      return page.resourceVersion;
    }
    sink.changes(objects.slice(first).map((object) => upsertOf(resource, object)));
    parameters = { limit: String(pageSize), continue: page.continueToken };
  }
}
