import { type CST, Lexer, Parser } from 'yaml';

/** Why a YAML text is not turned into values. */
export type YamlLimitReason =
  'too-deep' | 'collection-as-key' | 'too-many-aliases' | 'alias-of-itself' | 'too-many-directives';

/** The first place of a text that would cost far more than its length. */
export interface YamlLimitProblem {
  readonly reason: YamlLimitReason;
  /** UTF-16 units from the beginning of the text. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** Plain English without the place; quotes nothing of the text, which may hold secrets. */
  readonly message: string;
}

export interface YamlLimitOptions {
  /** Accept `{{ name }}`, which a template engine replaces before the API sees it; for YAML it is a key that is a mapping. */
  readonly templates?: boolean;
  /** Where the text is not read by `yaml`'s own lexer: the lexemes that its parser is given. */
  readonly lexemes?: Iterable<string>;
}

/** The schemas of the largest CustomResourceDefinitions stay below 50. */
const maximumDepth = 100;
/** Anchors and aliases of one document together: each alias is looked up among all that stand before it. */
const maximumReferences = 2000;
/**
 * What all aliases of a document stand for together, in values. go-yaml, which Kubernetes reads with, refuses "excessive
 * aliasing" from the same order on.
 */
const maximumExpansion = 100_000;
/** Every document of a YAML 1.1 text gets a copy of them. */
const maximumDirectives = 100;
/** How deep keys of keys go in `{{- name }}`: a mapping, and in it an (empty) list. */
const keyDepthOfPlaceholders = 2;

const messages: Readonly<Record<YamlLimitReason, string>> = {
  'too-deep': `it is nested more than ${maximumDepth} levels deep`,
  'collection-as-key': 'a key is a mapping or a list; Kubernetes knows only text as a key',
  'too-many-aliases': 'its aliases stand for too many values',
  'alias-of-itself': 'an alias stands for what it is in itself',
  'too-many-directives': `it has more than ${maximumDirectives} directives`,
};

interface Found {
  readonly reason: YamlLimitReason;
  readonly offset: number;
}

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;

function isCollection(token: CST.Token | null | undefined): token is Collection {
  return token !== undefined && token !== null && 'items' in token;
}

/** What an anchor stands for; `size` is absent while its value is being read. */
interface Anchored {
  size?: number;
  readonly isCollection: boolean;
}

/** Walks one document in its order. The parser has kept its depth within the limit, so recursion is safe. */
class DocumentWalk {
  /** How many keys may stand in each other that are collections. */
  readonly #maximumKeyDepth: number;
  readonly #anchors = new Map<string, Anchored>();
  #references = 0;
  #expansion = 0;
  #keyDepth = 0;
  found: Found | undefined;

  constructor(templates: boolean) {
    this.#maximumKeyDepth = templates ? keyDepthOfPlaceholders : 0;
  }

  /**
   * @param properties what stands before the value: its anchor among others
   * @returns how many values the value holds when its aliases are followed
   */
  value(token: CST.Token | null | undefined, properties: readonly CST.SourceToken[] = []): number {
    const opened = this.#open(token, properties);
    const size = this.#sizeOf(token);
    for (const anchored of opened) anchored.size = size;
    return size;
  }

  #fail(reason: YamlLimitReason, offset: number): void {
    this.found ??= { reason, offset };
  }

  #open(token: CST.Token | null | undefined, properties: readonly CST.SourceToken[]): readonly Anchored[] {
    const opened: Anchored[] = [];
    for (const property of properties) {
      if (property.type !== 'anchor') continue;
      this.#countReference(property.offset);
      const anchored = { isCollection: isCollection(token) };
      // YAML 1.2.2 §7.1: an alias means the most recent node with that anchor.
      this.#anchors.set(property.source.slice(1), anchored);
      opened.push(anchored);
    }
    return opened;
  }

  #countReference(offset: number): void {
    this.#references += 1;
    if (this.#references > maximumReferences) this.#fail('too-many-aliases', offset);
  }

  #sizeOf(token: CST.Token | null | undefined): number {
    if (this.found !== undefined || token === undefined || token === null) return 1;
    if (token.type === 'alias') return this.#alias(token);
    if (!isCollection(token)) return 1;
    let size = 1;
    for (const { start, key, sep, value } of token.items) {
      // A member of a list has no key; a key without a value keeps its anchor in `start`, too.
      const properties = key === undefined || key === null ? [...start, ...(sep ?? [])] : (sep ?? []);
      size += this.#key(key, start) + this.value(value, properties);
    }
    return size;
  }

  #alias({ source, offset }: CST.FlowScalar): number {
    this.#countReference(offset);
    const anchored = this.#anchors.get(source.slice(1));
    if (anchored === undefined) return 1;
    if (anchored.size === undefined) {
      this.#fail('alias-of-itself', offset);
      return 1;
    }
    this.#expansion += anchored.size;
    if (this.#expansion > maximumExpansion) this.#fail('too-many-aliases', offset);
    return anchored.size;
  }

  #key(key: CST.Token | null | undefined, properties: readonly CST.SourceToken[]): number {
    if (key === undefined || key === null) return 0;
    if (key.type === 'alias' && this.#anchors.get(key.source.slice(1))?.isCollection === true) {
      this.#fail('collection-as-key', key.offset);
    }
    if (!isCollection(key)) return this.value(key, properties);
    this.#keyDepth += 1;
    if (this.#keyDepth > this.#maximumKeyDepth) this.#fail('collection-as-key', key.offset);
    const size = this.value(key, properties);
    this.#keyDepth -= 1;
    return size;
  }
}

function findInTokens(lexemes: Iterable<string>, templates: boolean): Found | undefined {
  const parser = new Parser();
  let directives = 0;
  const judge = (token: CST.Token): Found | undefined => {
    if (token.type === 'directive') {
      directives += 1;
      return directives > maximumDirectives
        ? { reason: 'too-many-directives', offset: token.offset }
        : undefined;
    }
    if (token.type !== 'document') return undefined;
    const walk = new DocumentWalk(templates);
    walk.value(token.value, token.start);
    return walk.found;
  };
  for (const lexeme of lexemes) {
    for (const token of parser.next(lexeme)) {
      const found = judge(token);
      if (found !== undefined) return found;
    }
    // The document itself is the first of the stack, the value that is being read may be the last.
    if (parser.stack.length > maximumDepth + 2) return { reason: 'too-deep', offset: parser.offset };
  }
  for (const token of parser.end()) {
    const found = judge(token);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The line of a place, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/**
 * Looks for what would make a YAML parser work or its result grow far beyond the length of the text: nesting, keys that are
 * collections (each is written as text, with all that is in it), aliases of aliases, an alias in its own value. To be asked
 * before any text that is not ours is composed or converted. Takes time in proportion to the length of the text, whatever it
 * holds; only lexes and parses (yaml's CST), so that it sees the structure that the composer would see.
 *
 * Whoever parses afterwards sets `uniqueKeys: false`: comparing each key with each other costs the square of their number.
 */
export function findYamlLimitProblem(
  text: string,
  { templates = false, lexemes = new Lexer().lex(text) }: YamlLimitOptions = {},
): YamlLimitProblem | undefined {
  const found = findInTokens(lexemes, templates);
  if (found === undefined) return undefined;
  return { ...found, line: lineAt(text, found.offset), message: messages[found.reason] };
}
