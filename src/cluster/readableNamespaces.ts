import { isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import { reviewAccess } from './accessReview.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { isAbort } from './problems.ts';

/** Namespaces that are read one by one at most: each costs a request for each resource. */
const maximumNamespaces = 100;

/** Where to look when nothing may be listed everywhere. */
export interface ReadableNamespaces {
  readonly names: readonly string[];
  /** In words, when there may be more than these. */
  readonly limitation?: string;
  /** The names of all could not be had: forbidden, or no answer. */
  readonly failed?: true;
}

/** The names of all namespaces; `undefined` when they may not be listed. */
async function namesOfAll(
  { transport, lists }: CollectionAccess,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    // Names alone, of as many as anybody could go through.
    const raw = await lists.run(
      () =>
        transport.json('/api/v1/namespaces?limit=5000', {
          signal,
          accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json',
        }),
      signal,
    );
    return readList(isRecord(raw) ? raw : {}, 'items').flatMap((item) =>
      isRecord(item) ? (readNonEmptyText(readRecord(item, 'metadata'), 'name') ?? []) : [],
    );
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    return undefined;
  }
}

/**
 * The namespaces to read one by one: the context's own, and where the names of all may be listed those in which pods may be. That is
 * asked by access reviews, which leave no refusals in anybody's audit log. Rejects only when the signal aborts.
 * @param verdicts what earlier reviews said, not asked again; what is learnt is added, and what is gone taken out
 */
export async function findReadableNamespaces(
  access: CollectionAccess,
  own: string,
  verdicts: Map<string, boolean>,
  signal: AbortSignal,
): Promise<ReadableNamespaces> {
  const all = await namesOfAll(access, signal);
  if (all === undefined) return { names: [own], failed: true };
  for (const name of verdicts.keys()) if (!all.includes(name)) verdicts.delete(name);
  // Those that are read already stay, whatever the names of new ones.
  const isOld = (name: string): number => Number(verdicts.has(name));
  const others = all
    .filter((name) => name !== own)
    .sort((left, right) => isOld(right) - isOld(left) || (left < right ? -1 : 1));
  const asked = others.slice(0, maximumNamespaces - 1);
  await Promise.all(
    asked.map(async (namespace) => {
      if (verdicts.has(namespace)) return;
      const allowed = await access.lists.run(
        () => reviewAccess(access.transport, { verb: 'list', resource: 'pods', namespace }, signal),
        signal,
      );
      // Where the review itself is refused nothing is known, and the list will tell.
      verdicts.set(namespace, allowed !== false);
    }),
  );
  const readable = asked.filter((name) => verdicts.get(name) === true);
  const left = others.length - asked.length;
  return {
    names: [own, ...readable],
    ...(left > 0 ? { limitation: `${left} more namespaces were not looked into` } : {}),
  };
}
