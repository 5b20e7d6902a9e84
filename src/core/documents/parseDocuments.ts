import { type DuplicateKey, readKubernetesYaml } from '../text/readKubernetesYaml.ts';
import { splitDocuments } from './splitDocuments.ts';

/** One document of a text. */
export interface ParsedDocument {
  readonly at: string;
  readonly raw: unknown;
  /** Keys that are there twice; the last one is in `raw`. */
  readonly duplicates: readonly DuplicateKey[];
}

/** A document that could not be read: whatever it holds is missing. */
export interface UnreadDocument {
  readonly at: string;
  readonly problem: string;
  /** What its own lines call it, where that can be told. */
  readonly kind?: string;
  readonly apiVersion?: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a field of the outermost mapping, when it is there once. Such lines are no part of anything else. */
function outerField(text: string, name: string): string | undefined {
  const found = [
    ...text.matchAll(new RegExp(`^${name}:[ \\t]+["']?([\\w./-]+)["']?[ \\t]*(?:#.*)?\\r?$`, 'gm')),
  ];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function unread(at: string, text: string, problem: string): UnreadDocument {
  const kind = outerField(text, 'kind');
  const apiVersion = outerField(text, 'apiVersion');
  return {
    at,
    problem,
    ...(kind === undefined ? {} : { kind }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
}

/**
 * Reads JSON, or YAML with any number of documents, as kubectl reads them. Never throws. Empty documents are no documents; one that is
 * no mapping cannot be an object, and is not read.
 * @param name what the text is called in messages
 */
export function parseDocuments(
  name: string,
  text: string,
): { readonly documents: readonly ParsedDocument[]; readonly unread: readonly UnreadDocument[] } {
  // JSON is YAML too, but a snapshot of a large cluster is read some fifty times faster this way.
  const json = /^\s*\{/.test(text) ? parseJson(text) : undefined;
  if (json !== undefined) return { documents: [{ at: name, raw: json, duplicates: [] }], unread: [] };
  const documents: ParsedDocument[] = [];
  const notRead: UnreadDocument[] = [];
  const parts = splitDocuments(text.replace(/^\uFEFF/, '')).filter(
    (part) => part.problem !== undefined || part.text.trim() !== '',
  );
  const isOnly = parts.length < 2;
  parts.forEach((part, index) => {
    const at = isOnly ? name : `${name} (document ${String(index + 1)})`;
    if (part.problem !== undefined) {
      notRead.push(unread(at, part.text, part.problem));
      return;
    }
    const { value, problem, duplicates } = readKubernetesYaml(part.text, part.line);
    if (problem !== undefined) notRead.push(unread(at, part.text, problem));
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      documents.push({ at, raw: value, duplicates });
    else if (value !== undefined) notRead.push({ at, problem: 'is no mapping, so no object of Kubernetes' });
  });
  return { documents, unread: notRead };
}
