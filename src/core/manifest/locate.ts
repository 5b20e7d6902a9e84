import { isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import type { FieldPath, Manifest, ManifestObject, PlacedObject, TextRange } from './manifestObject.ts';

/** Where a node's own text ends: of a block collection the end of its last value, without the comments that follow. */
export function endOf(node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return isNode(last.value) ? valueEnd(last.value, last.key) : keyEnd(last.key);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isNode(last)) return endOf(last);
  }
  return node.range?.[1] ?? 0;
}

/** An empty value has a place of its own after the key; it must not reach into the lines that follow. */
function valueEnd(value: Node, key: unknown): number {
  return isScalar(value) && value.source === '' ? Math.max(keyEnd(key), value.range?.[1] ?? 0) : endOf(value);
}

function keyEnd(key: unknown): number {
  return isNode(key) ? (key.range?.[1] ?? 0) : 0;
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' || typeof key.value === 'number' ? String(key.value) : undefined;
}

interface Child {
  readonly step: string | number;
  readonly value: unknown;
  readonly range: TextRange;
}

/** Nodes do not change, and every position is looked for from the top. */
const remembered = new WeakMap<object, readonly Child[]>();

function childrenOf(node: unknown): readonly Child[] {
  if (!isMap(node) && !isSeq(node)) return [];
  const known = remembered.get(node) ?? readChildren(node);
  remembered.set(node, known);
  return known;
}

const bySteps = new WeakMap<readonly Child[], ReadonlyMap<string | number, Child>>();

/** The child of a name or a place; of a key that is there twice the last one, as for the API. */
function childAt(node: unknown, step: string | number): Child | undefined {
  const children = childrenOf(node);
  const known = bySteps.get(children) ?? new Map(children.map((child) => [child.step, child]));
  bySteps.set(children, known);
  return known.get(step);
}

function readChildren(node: unknown): readonly Child[] {
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }): Child[] => {
      const step = keyText(key);
      if (step === undefined || !isNode(key)) return [];
      const start = key.range?.[0] ?? 0;
      return [{ step, value, range: { start, end: isNode(value) ? valueEnd(value, key) : keyEnd(key) } }];
    });
  }
  if (isSeq(node)) {
    return node.items.flatMap((value, step): Child[] =>
      isNode(value) ? [{ step, value, range: { start: value.range?.[0] ?? 0, end: endOf(value) } }] : [],
    );
  }
  return [];
}

/** The object that a position of the text is in. */
export function objectAt(manifest: Manifest, offset: number): PlacedObject | undefined {
  return manifest.objects.find(({ object, start }) => {
    const from = object.node.range?.[0] ?? 0;
    return offset >= start + from && offset <= start + endOf(object.node);
  });
}

/** The object whose document a position is in, between its fields and in its comments too. */
export function objectNear(manifest: Manifest, offset: number): PlacedObject | undefined {
  const exact = objectAt(manifest, offset);
  if (exact !== undefined) return exact;
  const inDocument = manifest.objects.filter(
    ({ object, start }) => offset >= start && offset <= start + object.text.length,
  );
  // At the border of two documents the position is the later one's; between the items of a list it is nobody's.
  const last = inDocument.at(-1);
  return inDocument.filter(({ start }) => start === last?.start).length === 1 ? last : undefined;
}

/**
 * The fields that a position is in, from the outermost in. Empty between fields.
 * @param offset counted from the beginning of the object's document
 */
export function pathAt(object: ManifestObject, offset: number): FieldPath {
  const path: (string | number)[] = [];
  let node: unknown = object.node;
  for (;;) {
    const child = childrenOf(node).find(({ range }) => offset >= range.start && offset <= range.end);
    if (child === undefined) return path;
    path.push(child.step);
    node = child.value;
  }
}

/** A node as it stands in the text; `undefined` where the way leads through an alias or a merge key, or nowhere. */
export function nodeAt(object: ManifestObject, path: FieldPath): Node | undefined {
  let node: unknown = object.node;
  for (const step of path) {
    const child = childAt(node, step);
    if (child === undefined) return undefined;
    node = child.value;
  }
  return isNode(node) && !isAlias(node) ? node : undefined;
}

/**
 * The text of a field, its key included, counted from the beginning of the document. Of a field that stands elsewhere,
 * behind an alias or a merge key, the innermost field on the way to it.
 */
export function rangeOf(object: ManifestObject, path: FieldPath): TextRange {
  let node: unknown = object.node;
  let range: TextRange = { start: object.node.range?.[0] ?? 0, end: endOf(object.node) };
  for (const step of path) {
    const child = childAt(node, step);
    if (child === undefined) break;
    range = child.range;
    node = child.value;
  }
  return range;
}

/** The value of a field without its key; the whole field where the value stands elsewhere. */
export function valueRangeOf(object: ManifestObject, path: FieldPath): TextRange {
  const node = nodeAt(object, path);
  if (node === undefined) return rangeOf(object, path);
  return { start: node.range?.[0] ?? 0, end: endOf(node) };
}

/** The key of a field; `undefined` where it stands elsewhere, behind an alias or a merge key. */
export function keyRangeOf(object: ManifestObject, path: FieldPath): TextRange | undefined {
  const map = nodeAt(object, path.slice(0, -1));
  const name = path.at(-1);
  if (!isMap(map)) return undefined;
  const pair = map.items.findLast(({ key }) => keyText(key) === name);
  const range = isNode(pair?.key) ? pair.key.range : undefined;
  return range === undefined || range === null ? undefined : { start: range[0], end: range[1] };
}
