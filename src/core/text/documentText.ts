import { Document, isScalar, visit } from 'yaml';

/**
 * Characters that a reader of JSON or YAML does not see, or that act on a terminal or on the order of what is shown: DEL and
 * C1 controls, bidirectional controls (Unicode TR 36), line and paragraph separators, zero-width characters, lone surrogates.
 */
const risky =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]|[\u{e0000}-\u{e007f}]/gu;
const riskyOnce = new RegExp(risky.source, 'u');

/** As JSON and YAML's double quotes both write it: UTF-16 units. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/**
 * The JSON of every document that leaves the program. Only inside of texts can there be a character that has to be escaped, so
 * it is escaped in the whole.
 * @param indent blanks a level; none for one line
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value ?? null, undefined, indent).replace(risky, escaped);
}

/** YAML 1.2 has an escape for 32 bits, and no surrogate pairs (YAML 1.2.2, 5.7). */
function escapedInYaml(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : escaped(character);
}

/** The text of a YAML document of one's own making, its comments included. */
export function yamlDocumentText(document: Document): string {
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && riskyOnce.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  // Long lines stay whole: a folded text is hard to compare, and to search.
  return document.toString({ lineWidth: 0 }).replace(risky, escapedInYaml);
}

/**
 * The YAML of every document that leaves the program: read as the same by YAML 1.1, which Kubernetes reads, and 1.2. Texts with
 * a character that has to be escaped stand in double quotes.
 */
export function toYaml(value: unknown): string {
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  if (isScalar(document.contents) && document.contents.value === undefined) return 'null\n';
  return yamlDocumentText(document);
}
