import type { DuplicateKey } from '../text/readKubernetesYaml.ts';
import { apiGroupOf, type KindName } from './objectRoles.ts';
import type { ParsedDocument, UnreadDocument } from './parseDocuments.ts';

/** A JSON object. */
export type Raw = Readonly<Record<string, unknown>>;

/** One object of a document, or of a list in it. */
export interface RawObject extends KindName {
  readonly at: string;
  readonly raw: Raw;
  /** Whether a server gave it out in a list: then the list says what there is, and nothing is a wish. */
  readonly isListed: boolean;
  readonly duplicates: readonly DuplicateKey[];
}

/** A list that was cut: there is more than it holds. */
export interface CutList {
  readonly at: string;
  /** The kinds that it would hold more of; none when it does not say. */
  readonly kinds: readonly KindName[];
}

/** What documents hold. */
export interface DocumentObjects {
  readonly objects: readonly RawObject[];
  readonly cut: readonly CutList[];
  /** Kinds of typed lists (PodList) that a server gave out, empty ones too. */
  readonly listed: readonly KindName[];
  readonly unread: readonly UnreadDocument[];
  /** Documents that are no objects, and harm nothing: values files, for example. */
  readonly notes: readonly string[];
}

/** Lists in lists deeper than this are no work of kubectl. */
const deepestList = 3;

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Fields that only the API server sets. */
function isFromServer(raw: Raw): boolean {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  return textOf(metadata, 'uid') !== undefined || textOf(metadata, 'resourceVersion') !== undefined;
}

function isCut(list: Raw): boolean {
  const metadata = isRaw(list['metadata']) ? list['metadata'] : {};
  const remaining = metadata['remainingItemCount'];
  return textOf(metadata, 'continue') !== undefined || (typeof remaining === 'number' && remaining > 0);
}

class Collector {
  readonly objects: RawObject[] = [];
  readonly cut: CutList[] = [];
  readonly listed: KindName[] = [];
  readonly unread: UnreadDocument[] = [];
  readonly notes: string[] = [];

  document({ at, raw, duplicates }: ParsedDocument): void {
    const kind = isRaw(raw) ? textOf(raw, 'kind') : undefined;
    const apiVersion = isRaw(raw) ? textOf(raw, 'apiVersion') : undefined;
    if (!isRaw(raw)) this.unread.push({ at, problem: 'is no mapping, so no object of Kubernetes' });
    else if (kind === undefined || apiVersion === undefined)
      this.notes.push(`${at}: not a Kubernetes object (it has no apiVersion and kind)`);
    else this.#object(at, raw, { kind, apiGroup: apiGroupOf(apiVersion) }, duplicates, false, 0);
  }

  #object(
    at: string,
    raw: Raw,
    name: KindName,
    duplicates: readonly DuplicateKey[],
    isListed: boolean,
    depth: number,
  ): void {
    const items = raw['items'];
    const isList = name.kind.endsWith('List') && (Array.isArray(items) || items === null);
    if (isList && depth < deepestList) this.#list(at, raw, name, duplicates, depth);
    else this.objects.push({ at, ...name, raw, isListed, duplicates });
  }

  /** Items of a typed list (PodList) do not repeat their kind. */
  #list(at: string, list: Raw, name: KindName, duplicates: readonly DuplicateKey[], depth: number): void {
    const own: KindName = { kind: name.kind.slice(0, -'List'.length), apiGroup: name.apiGroup };
    const isTyped = own.kind !== '';
    const before = this.objects.length;
    const items = Array.isArray(list['items']) ? (list['items'] as readonly unknown[]) : [];
    items.forEach((item, index) => {
      const place = `${at} items[${String(index)}]`;
      if (!isRaw(item)) {
        this.unread.push({ at: place, problem: 'is no object' });
        return;
      }
      const apiVersion = textOf(item, 'apiVersion');
      const itemName = {
        kind: textOf(item, 'kind') ?? own.kind,
        apiGroup: apiVersion === undefined ? own.apiGroup : apiGroupOf(apiVersion),
      };
      const inItem = duplicates
        .filter(({ path }) => path[0] === 'items' && path[1] === index)
        .map((duplicate) => ({ ...duplicate, path: duplicate.path.slice(2) }));
      this.#object(place, item, itemName, inItem, isFromServer(item), depth + 1);
    });
    if (isTyped && items.length === 0) this.listed.push(own);
    if (isCut(list)) {
      const kinds = isTyped ? [own] : this.objects.slice(before);
      this.cut.push({ at, kinds });
    }
  }
}

/** The objects of documents: each itself, or the items of a list. */
export function objectsOfDocuments(documents: readonly ParsedDocument[]): DocumentObjects {
  const collector = new Collector();
  for (const document of documents) collector.document(document);
  return collector;
}
