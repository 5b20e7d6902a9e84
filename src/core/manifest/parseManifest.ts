import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import { isRecord, readRecord, readText } from '../model/readField.ts';
import type { Manifest, ManifestObject } from './manifestObject.ts';
import { splitDocuments } from './splitDocuments.ts';

/** Aliases that stand for more nodes than this are an attack on the memory ("billion laughs"), not a manifest. */
const maximumAliases = 1000;

/** Placeholders of templates that are filled in before the API sees the text: Helm, Jinja, envsubst, ERB. */
const placeholder = /\{\{|\$\{|\{%|<%/;

/** What was parsed before, by the text of the document: an edit parses only the document that it is in. */
export type ParsedPieces = ReadonlyMap<string, readonly ManifestObject[]>;

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
      // Costs the square of the number of keys; a key that is there twice is for a linter.
      uniqueKeys: false,
    });
  } catch {
    // The parser gives up where nesting exceeds the stack.
    return undefined;
  }
}

function valueOf(node: YAMLMap, document: Document): unknown {
  try {
    return node.toJS(document, { maxAliasCount: maximumAliases });
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

function objectsIn(
  node: unknown,
  document: Document,
  text: string,
  sound: boolean,
  type: ObjectType | undefined,
): readonly ManifestObject[] {
  if (!isMap(node)) return [];
  const own = typeOf(node) ?? type;
  if (own === undefined) return [];
  const items = own.kind.endsWith('List') ? node.get('items') : undefined;
  if (isSeq(items)) {
    // The items of a typed list (ServiceList) do not repeat their type.
    const kind = own.kind.slice(0, -'List'.length);
    const itemType = kind === '' ? undefined : { apiVersion: own.apiVersion, kind };
    return items.items.flatMap((item) => objectsIn(item, document, text, sound, itemType));
  }
  const raw = valueOf(node, document);
  if (!isRecord(raw)) return [];
  const metadata = readRecord(raw, 'metadata');
  const namespace = readText(metadata, 'namespace') ?? '';
  return [
    {
      ...own,
      name: readText(metadata, 'name') ?? '',
      ...(namespace === '' ? {} : { namespace }),
      raw,
      node,
      document,
      text,
      sound,
    },
  ];
}

function parsePiece(text: string): readonly ManifestObject[] {
  // Most YAML is no manifest; what lacks these words cannot be one.
  if (!text.includes('apiVersion') || !text.includes('kind')) return [];
  const document = parseText(text);
  if (document === undefined) return [];
  const sound = document.errors.length === 0 && !placeholder.test(text);
  return objectsIn(document.contents, document, text, sound, undefined);
}

/**
 * Reads the Kubernetes objects of a text: YAML with any number of documents, or JSON, lists included. Never throws: a
 * document that is broken or half typed gives what can be read of it, and the others are not concerned.
 * @param before what was parsed of the version before
 */
export function parseManifest(text: string, before?: ParsedPieces): ParsedManifest {
  const pieces = new Map<string, readonly ManifestObject[]>();
  const objects = splitDocuments(text).flatMap((piece) => {
    const known = pieces.get(piece.text) ?? before?.get(piece.text) ?? parsePiece(piece.text);
    pieces.set(piece.text, known);
    return known.map((object) => ({ object, start: piece.start }));
  });
  return { text, objects, pieces };
}
