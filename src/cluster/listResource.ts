import type { WatchSink } from '../app/ports.ts';
import type { ResourceName } from '../core/model/coverage.ts';
import { type RawObject, isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import type { ObjectByResource } from '../core/model/snapshotChange.ts';
import { Backoff } from './backoff.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { ApiError, RequestTimeout, UnusableAnswer } from './problems.ts';
import { readObject } from './readObject.ts';
import { type Collection, pathOf, replaceOf, upsertOf, wishesOf } from './resources.ts';
import { UnreadableObjects } from './unreadableObjects.ts';

/** Objects a page: as kubectl. Small enough that reading one blocks the engine for some milliseconds only. */
const pageSize = 500;

/** After this many lists that expired between two pages the next is made without pages, and expires no more. */
const maximumRestarts = 2;

/** How often one page is asked for again while the server says when (429, 503 with Retry-After), and the longest such wait. */
const maximumRetries = 5;
const longestRetryMilliseconds = 30_000;

/** Half a million objects in pages of 500; Kubernetes is made for 150,000 pods. */
const maximumPages = 1_000;
/** A server that filters may send a page without objects and go on; not many in a row. */
const maximumEmptyPages = 20;
/** It comes back in a URL, which servers take up to some kilobytes long. */
const longestToken = 16 * 1024;
/** Decompressed: 64 kB for each object of a page; where objects are larger the pages become smaller. */
const maximumPageBytes = 32 * 1024 * 1024;
/** A list without pages, of a cluster so large that pages expire: 30,000 pods. */
const maximumWholeBytes = 256 * 1024 * 1024;

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
  const raw = await access.transport.json(`${path}${query === '' ? '' : `?${query}`}`, {
    signal,
    ...form,
    maximumBytes: 'limit' in parameters ? maximumPageBytes : maximumWholeBytes,
  });
  // A PartialObjectMetadataList without items has null in their place.
  const isList = isRecord(raw) && (Array.isArray(raw['items']) || isEmptyList(raw));
  if (!isList) {
    throw new UnusableAnswer(`the answer to ${path} is no list`);
  }
  const metadata = readRecord(raw, 'metadata');
  const continueToken = readNonEmptyText(metadata, 'continue');
  return {
    items: readList(raw, 'items'),
    resourceVersion: readNonEmptyText(metadata, 'resourceVersion') ?? '',
    ...(continueToken === undefined ? {} : { continueToken }),
  };
}

/** After a page that did not come in time, or was too large, the next try asks for so much less. */
const smallerBy = 4;

/** Pages of one collection, each asked for once it is known from where on. */
class PageReader {
  readonly #access: CollectionAccess;
  readonly #collection: Collection;
  readonly #signal: AbortSignal;
  readonly #seen = new Set<string>();
  readonly #restartPauses: Backoff;
  #limit = pageSize;
  #pages = 0;
  #emptyPages = 0;
  #restarts = 0;
  #from: string | undefined;

  constructor(access: CollectionAccess, collection: Collection, signal: AbortSignal) {
    this.#access = access;
    this.#collection = collection;
    this.#signal = signal;
    this.#restartPauses = new Backoff(access.retries.first, access.retries.longest);
  }

  /** Whether an error means that the version of the pages so far is forgotten: the list can begin anew. */
  mayRestart(error: unknown): boolean {
    return error instanceof ApiError && error.status === 410 && this.#from !== undefined;
  }

  /** Lets some time pass, after which the next page is the first. */
  async restart(): Promise<void> {
    await this.#restartPauses.wait(this.#signal);
    this.#restarts += 1;
    this.#from = undefined;
    this.#pages = 0;
    this.#emptyPages = 0;
    this.#seen.clear();
  }

  /**
   * The next page, in its turn; asked for again when the server is too busy and says for how long, and, smaller, when it is too large
   * or a further page did not come in time: what has come by then would have to come once more. That the first page does not come
   * is told at once.
   */
  async next(): Promise<Page> {
    const { lists, retries } = this.#access;
    const backoff = new Backoff(retries.first, retries.longest);
    for (let tries = 0; ; tries += 1) {
      const parameters = this.#parameters();
      try {
        const page = await lists.run(
          () => readPage(this.#access, this.#collection, parameters, this.#signal),
          this.#signal,
        );
        this.#check(page);
        return page;
      } catch (error) {
        if (tries >= maximumRetries) throw error;
        const late = error instanceof RequestTimeout && this.#from !== undefined;
        const large = error instanceof UnusableAnswer && error.why === 'too-large' && this.#limit > 1;
        if ((late || large) && 'limit' in parameters) {
          this.#limit = Math.ceil(this.#limit / smallerBy);
          continue;
        }
        const wait = error instanceof ApiError ? error.retryAfterMilliseconds : undefined;
        if (wait === undefined || wait > longestRetryMilliseconds) throw error;
        await backoff.wait(this.#signal, wait);
      }
    }
  }

  #parameters(): Readonly<Record<string, string>> {
    if (this.#restarts > maximumRestarts) return {};
    return {
      limit: String(this.#limit),
      ...(this.#from === undefined ? {} : { continue: this.#from }),
    };
  }

  /** Throws {@link UnusableAnswer} where going on from this page would never end. */
  #check({ items, continueToken }: Page): void {
    if (continueToken === undefined) return;
    const refuse = (what: string): never => {
      throw new UnusableAnswer(`the list ${pathOf(this.#collection)} ${what}`);
    };
    if (this.#restarts > maximumRestarts) refuse('has no end, and is cut into pages that expire');
    if (continueToken.length > longestToken) refuse('goes on with a token that is too long');
    if (this.#seen.has(continueToken)) refuse('comes to the same page again and again');
    this.#seen.add(continueToken);
    this.#pages += 1;
    if (this.#pages >= maximumPages) refuse(`has more than ${maximumPages} pages`);
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages > maximumEmptyPages) refuse('goes on with pages that hold nothing');
    this.#from = continueToken;
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
  const pages = new PageReader(access, collection, signal);
  let coming = pages.next();
  for (;;) {
    let page: Page;
    try {
      page = await coming;
    } catch (error) {
      if (!pages.mayRestart(error)) throw error;
      // What was listed belongs to a version that the server has forgotten.
      await pages.restart();
      coming = pages.next();
      objects = [];
      errors = [];
      unreadable = new UnreadableObjects();
      continue;
    }
    if (page.continueToken !== undefined) {
      coming = pages.next();
      // Its failure is met above, after this page was read.
      coming.catch(() => undefined);
    }
    const first = objects.length;
    for (const item of page.items) {
      const { value, errors: itemErrors } = readObject(access, resource, item);
      if (value !== undefined) objects.push(value);
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
