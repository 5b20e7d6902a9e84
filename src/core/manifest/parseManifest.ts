import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import { isRecord, readList, readRecord, readText } from '../model/readField.ts';
import type { Manifest, ManifestObject, UnreadDocument } from './manifestObject.ts';
import { findYamlLimitProblem } from '../text/yamlLimits.ts';
import { splitDocuments } from './splitDocuments.ts';

/** Aliases that stand for more nodes than this are an attack on the memory ("billion laughs"), not a manifest. */
const maximumAliases = 1000;

/** Placeholders of templates that are filled in before the API sees the text: Helm, Jinja, envsubst, ERB. */
const placeholder = /\{\{|\$\{|\{%|<%/;

/** What was parsed before, by the text of the document: an edit parses only the document that it is in. */
export type ParsedPieces = ReadonlyMap<string, ParsedPiece>;

interface ParsedPiece {
  readonly objects: readonly ManifestObject[];
  /** Its place is counted from the beginning of the piece. */
  readonly unread?: UnreadDocument;
}

/** A manifest, and what the next version of it need not parse again. */
export interface ParsedManifest extends Manifest {
  readonly pieces: ParsedPieces;
}

function parseText(text: string): Document | undefined {
  try {
    return parseDocument(text, {
      logLevel: 'silent',
      merge: true,
      prettyErrors: false,
      // Costs the square of the number of keys; they are looked for once the objects are known.
      uniqueKeys: false,
    });
  } catch {
    // The parser gives up where nesting exceeds the stack.
    return undefined;
  }
}

/** The whole at once: for each object by itself the anchors would be looked for again. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maximumAliases });
  } catch {
    // An alias without an anchor, or one that stands for too much.
    return undefined;
  }
}

/** The text of a field that is a plain scalar; cheaper than the value of the whole object. */
function scalarText(node: YAMLMap, key: string): string | undefined {
  for (const pair of node.items) {
    if (!isScalar(pair.key) || pair.key.value !== key) continue;
    return isScalar(pair.value) && typeof pair.value.value === 'string' ? pair.value.value : undefined;
  }
  return undefined;
}

interface ObjectType {
  readonly apiVersion: string;
  readonly kind: string;
}

function typeOf(node: YAMLMap): ObjectType | undefined {
  const [apiVersion, kind] = [scalarText(node, 'apiVersion'), scalarText(node, 'kind')];
  if (apiVersion === undefined || kind === undefined || apiVersion === '' || kind === '') return undefined;
  return { apiVersion, kind };
}

/** What every object of a document has in common. */
type Origin = Pick<ManifestObject, 'document' | 'text' | 'sound'>;

/** @param raw the value of the node */
function objectsIn(
  node: unknown,
  raw: unknown,
  origin: Origin,
  type?: ObjectType,
): readonly ManifestObject[] {
  if (!isMap(node)) return [];
  const own = typeOf(node) ?? type;
  if (own === undefined) return [];
  const items = own.kind.endsWith('List') ? node.get('items') : undefined;
  if (!isRecord(raw)) return [];
  if (isSeq(items)) {
    const values = readList(raw, 'items');
    // The items of a typed list (ServiceList) do not repeat their type.
    const kind = own.kind.slice(0, -'List'.length);
    const itemType = kind === '' ? undefined : { apiVersion: own.apiVersion, kind };
    return items.items.flatMap((item, index) => objectsIn(item, values[index], origin, itemType));
  }
  const metadata = readRecord(raw, 'metadata');
  const namespace = readText(metadata, 'namespace') ?? '';
  return [
    {
      ...own,
      name: readText(metadata, 'name') ?? '',
      ...(namespace === '' ? {} : { namespace }),
      raw,
      node,
      ...origin,
    },
  ];
}

const nothing: ParsedPiece = { objects: [] };

function parsePiece(text: string): ParsedPiece {
  // Most YAML is no manifest; what lacks these words cannot be one.
  if (!text.includes('apiVersion') || !text.includes('kind')) return nothing;
  const limit = findYamlLimitProblem(text, { templates: true });
  if (limit !== undefined) return { objects: [], unread: { offset: limit.offset, message: limit.message } };
  const document = parseText(text);
  if (document === undefined) return nothing;
  const sound = document.errors.length === 0 && !placeholder.test(text);
  return { objects: objectsIn(document.contents, valueOf(document), { document, text, sound }) };
}

/**
 * Reads the Kubernetes objects of a text: YAML with any number of documents, or JSON, lists included. Never throws: a
 * document that is broken or half typed gives what can be read of it, and the others are not concerned.
 * @param before what was parsed of the version before
 */
export function parseManifest(text: string, before?: ParsedPieces): ParsedManifest {
  const pieces = new Map<string, ParsedPiece>();
  const parsed = splitDocuments(text).map((piece) => {
    const known = pieces.get(piece.text) ?? before?.get(piece.text) ?? parsePiece(piece.text);
    pieces.set(piece.text, known);
    return { ...known, start: piece.start };
  });
  return {
    text,
    objects: parsed.flatMap(({ objects, start }) => objects.map((object) => ({ object, start }))),
    unread: parsed.flatMap(({ unread, start }) =>
      unread === undefined ? [] : [{ ...unread, offset: unread.offset + start }],
    ),
    pieces,
  };
}
