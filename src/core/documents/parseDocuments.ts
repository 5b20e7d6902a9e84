import { parseAllDocuments } from 'yaml';

/** One document of a text. */
export interface ParsedDocument {
  readonly at: string;
  readonly raw: unknown;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads JSON, or YAML with any number of documents. Never throws. A document with an error is left out, and the error is
 * given with its place; empty documents are no documents.
 * @param name what the text is called in messages
 */
export function parseDocuments(
  name: string,
  text: string,
): { documents: readonly ParsedDocument[]; errors: readonly string[] } {
  // JSON is YAML too, but a snapshot of a large cluster is read some fifty times faster this way.
  const json = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  if (json !== undefined) return { documents: [{ at: name, raw: json }], errors: [] };
  const documents: ParsedDocument[] = [];
  const errors: string[] = [];
  try {
    const parsed = parseAllDocuments(text, { logLevel: 'silent', merge: true });
    const many = Array.isArray(parsed) && parsed.length > 1;
    for (const [index, document] of [...parsed].entries()) {
      const at = many ? `${name} (document ${index + 1})` : name;
      const [problem] = document.errors;
      if (problem !== undefined) {
        errors.push(`${at}: ${firstLine(problem)}`);
        continue;
      }
      try {
        const raw: unknown = document.toJS({ maxAliasCount: 1000 });
        if (raw !== null && raw !== undefined) documents.push({ at, raw });
      } catch (error) {
        errors.push(`${at}: ${firstLine(error)}`);
      }
    }
  } catch (error) {
    errors.push(`${name}: ${firstLine(error)}`);
  }
  return { documents, errors };
}
