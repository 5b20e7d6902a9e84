import { setTimeout as delay } from 'node:timers/promises';
import type { WatchSink } from '../app/ports.ts';
import type { ResourceName } from '../core/model/coverage.ts';
import { type RawObject, isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import type { ObjectByResource } from '../core/model/snapshotChange.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { ApiError, RequestTimeout } from './problems.ts';
import { type Collection, pathOf, replaceOf, upsertOf, wishesOf } from './resources.ts';
import { UnreadableObjects } from './unreadableObjects.ts';

/** Objects a page: as kubectl. Small enough that reading one blocks the engine for some milliseconds only. */
const pageSize = 500;

/** After this many lists that expired between two pages the next is made without pages. */
const maximumRestarts = 2;

/** How often one page is asked for again while the server says when (429, 503 with Retry-After), and the longest such wait. */
const maximumRetries = 5;
const longestRetryMilliseconds = 30_000;

/** What a list came to. */
export interface Listed {
  /** From where a watch can go on. */
  readonly version: string;
  readonly unreadable: UnreadableObjects;
}

interface Page {
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
}

function isEmptyList({ kind, items }: RawObject): boolean {
  return items === null && typeof kind === 'string' && kind.endsWith('List');
}

async function readPage(
  access: CollectionAccess,
  collection: Collection,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Page> {
  const path = pathOf(collection);
  const { parameters: wished, ...form } = wishesOf(collection, false);
  const query = new URLSearchParams({ ...parameters, ...wished }).toString();
  const raw = await access.transport.json(`${path}${query === '' ? '' : `?${query}`}`, { signal, ...form });
  // A PartialObjectMetadataList without items has null in their place.
  const isList = isRecord(raw) && (Array.isArray(raw['items']) || isEmptyList(raw));
  if (!isList) {
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

/** After a page that did not come in time the next try asks for so much less. */
const smallerBy = 4;

/**
 * One page, in its turn; asked for again when the server is too busy and says for how long, and, smaller, when a further page did
 * not come in time: what has come by then would have to come once more. That the first page does not come is told at once.
 */
async function readPatiently(
  access: CollectionAccess,
  collection: Collection,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Page> {
  let asked = parameters;
  for (let retries = 0; ; retries += 1) {
    try {
      return await access.lists.run(() => readPage(access, collection, asked, signal), signal);
    } catch (error) {
      if (error instanceof RequestTimeout && 'continue' in asked && retries < maximumRetries) {
        asked = { ...asked, limit: String(Math.ceil(Number(asked['limit']) / smallerBy)) };
        continue;
      }
      const wait = error instanceof ApiError ? error.retryAfterMilliseconds : undefined;
      if (wait === undefined || wait > longestRetryMilliseconds || retries >= maximumRetries) throw error;
      await delay(wait, undefined, { signal });
    }
  }
}

/**
 * Lists a collection page by page into the sink: each page but a last and only one as it arrives, then the whole in place of what
 * was known. While a page is read the next one is on its way. Throws as {@link Transport.json} does.
 */
export async function listResource(
  access: CollectionAccess,
  collection: Collection,
  sink: Pick<WatchSink, 'changes' | 'unreadable'>,
  signal: AbortSignal,
): Promise<Listed> {
  const { resource } = collection;
  let objects: ObjectByResource[ResourceName][] = [];
  let errors: string[] = [];
  let unreadable = new UnreadableObjects();
  let restarts = 0;
  let parameters: Record<string, string> = { limit: String(pageSize) };
  let coming = readPatiently(access, collection, parameters, signal);
  for (;;) {
    let page: Page;
    try {
      page = await coming;
    } catch (error) {
      const expired = error instanceof ApiError && error.status === 410 && 'continue' in parameters;
      if (!expired) throw error;
      // What was listed belongs to a version that the server has forgotten.
      restarts += 1;
      parameters = restarts > maximumRestarts ? {} : { limit: String(pageSize) };
      coming = readPatiently(access, collection, parameters, signal);
      objects = [];
      errors = [];
      unreadable = new UnreadableObjects();
      continue;
    }
    if (page.continueToken !== undefined) {
      parameters = { limit: String(pageSize), continue: page.continueToken };
      coming = readPatiently(access, collection, parameters, signal);
      // Its failure is met above, after this page was read.
      coming.catch(() => undefined);
    }
    const first = objects.length;
    for (const item of page.items) {
      const { value, errors: itemErrors } = resource.project(item);
      if (value !== undefined) objects.push(access.pool.object(value));
      else if (itemErrors.length > 0) unreadable.add(item, itemErrors);
      errors.push(...itemErrors);
    }
    if (page.continueToken === undefined) {
      sink.changes([replaceOf(collection, objects)]);
      if (errors.length > 0) sink.unreadable(errors);
      return { version: page.resourceVersion, unreadable };
    }
    sink.changes(objects.slice(first).map((object) => upsertOf(resource, object)));
  }
}
