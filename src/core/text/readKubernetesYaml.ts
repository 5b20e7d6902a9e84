import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Parser,
} from 'yaml';
import { formatFieldPath, type FieldPath } from './fieldPath.ts';
import { kubernetesLexemes } from './kubernetesLexer.ts';
import { kubernetesYamlTags } from './kubernetesYaml.ts';
import { findYamlLimitProblem, lineAt } from './yamlLimits.ts';

/** A key that a mapping has twice. The last one counts for who reads, and the API server refuses it where it sees it. */
export interface DuplicateKey {
  readonly path: FieldPath;
  /** Of the second one, from 1. */
  readonly line: number;
}

/** What one YAML document is for Kubernetes. */
export interface YamlReading {
  /** `undefined` with a problem, or when the document is empty. */
  readonly value?: unknown;
  readonly duplicates: readonly DuplicateKey[];
  /** Why it cannot be read, with its line; in the words of the parser, which may quote the text. */
  readonly problem?: string;
}

/** Characters that no YAML text may hold (YAML 1.1 §4.1). */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

function* tokensOf(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const lexeme of kubernetesLexemes(text)) yield* parser.next(lexeme);
  yield* parser.end();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

interface Found {
  readonly duplicates: { readonly path: FieldPath; readonly offset: number }[];
  problem?: { readonly message: string; readonly offset: number };
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

/** Looks for keys that are there twice, and for what JSON cannot say. The depth is within the limits, so recursion is safe. */
function walk(node: unknown, path: FieldPath, found: Found): void {
  if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key === null && !isAlias(pair.key)) {
        found.problem ??= { message: 'a key is null', offset: offsetOf(pair.key ?? node) };
        return;
      }
      const name = String(key);
      const own = [...path, name];
      if (seen.has(name)) found.duplicates.push({ path: own, offset: offsetOf(pair.key) });
      seen.add(name);
      walk(pair.value, own, found);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      walk(item, [...path, index], found);
    });
  } else if (isScalar(node) && node.value instanceof Uint8Array) {
    found.problem ??= { message: '!!binary is not read', offset: offsetOf(node) };
  } else if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
    found.problem ??= {
      message: 'infinite numbers and .nan are no values of the API',
      offset: offsetOf(node),
    };
  }
}

/** As go-yaml: what follows the end of the first document is not read. */
function firstDocument(text: string): Document.Parsed | undefined {
  const composer = new Composer({
    logLevel: 'silent',
    schema: 'failsafe',
    customTags: (tags) => [...tags, ...kubernetesYamlTags],
    merge: true,
    uniqueKeys: false,
  });
  for (const document of composer.compose(tokensOf(text))) return document;
  return undefined;
}

/**
 * Reads one YAML document as Kubernetes and kubectl do (sigs.k8s.io/yaml, whose parser is go-yaml v2): YAML 1.1 with its booleans and
 * octal numbers, indentation ignored inside of quotes and brackets, the last of equal keys counts. Never throws.
 * @param line of the first line of the text, for messages
 */
export function readKubernetesYaml(text: string, line = 1): YamlReading {
  const failed = (message: string, offset: number): YamlReading => ({
    duplicates: [],
    problem: `${message} (line ${String(line - 1 + lineAt(text, offset))})`,
  });
  // A directive needs a `---` behind it, and there kubectl has cut the text.
  if (text.startsWith('%')) return failed('directives are not read', 0);
  const strange = unprintable.exec(text);
  if (strange !== null) return failed('control characters are not allowed', strange.index);
  const limit = findYamlLimitProblem(text, { lexemes: kubernetesLexemes(text) });
  if (limit !== undefined) return failed(limit.message, limit.offset);
  try {
    const document = firstDocument(text);
    if (document === undefined) return { duplicates: [] };
    const problem =
      document.errors[0] ??
      document.warnings.find(({ message }) => message.includes('Unresolved tag: tag:yaml.org'));
    if (problem !== undefined) return failed(firstLine(problem), problem.pos[0]);
    const found: Found = { duplicates: [] };
    walk(document.contents, [], found);
    if (found.problem !== undefined) return failed(found.problem.message, found.problem.offset);
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    return {
      ...(value === null || value === undefined ? {} : { value }),
      duplicates: found.duplicates.map(({ path, offset }) => ({
        path,
        line: line - 1 + lineAt(text, offset),
      })),
    };
  } catch (error) {
    return failed(firstLine(error), 0);
  }
}

/** A duplicate in words: `spec.podSelector.matchLabels.app is there twice (line 7)`. */
export function describeDuplicate({ path, line }: DuplicateKey): string {
  return `${formatFieldPath(path)} is there twice (line ${String(line)})`;
}
