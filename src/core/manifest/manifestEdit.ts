import { isMap, isNode, isScalar, type Pair, type YAMLMap } from 'yaml';
import { labelValue, type Labels } from '../model/labels.ts';
import { keyRangeOf, nodeAt } from './locate.ts';
import type { FieldPath, ManifestObject, TextRange } from './manifestObject.ts';

/** One replacement in a text. Edits of one fix do not overlap. */
export interface ManifestEdit extends TextRange {
  readonly newText: string;
}

/** A plain scalar that YAML reads as a text in every version, and that ends where it should. */
const plainText = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
/** Words that YAML 1.1, which Kubernetes reads, takes for booleans or null. */
const takenWords = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** A text as a scalar in the style of the one that it replaces: its quotes stay, and come where YAML needs them. */
function scalarLike(original: string, value: string): string {
  if (original.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  if (original.startsWith('"')) return JSON.stringify(value);
  return plainText.test(value) && !takenWords.test(value) ? value : JSON.stringify(value);
}

interface ScalarPlace extends TextRange {
  readonly source: string;
}

/** Where a scalar stands; `undefined` for one that others share by an anchor, that is an alias, or spans lines. */
function placeOf(text: string, node: unknown): ScalarPlace | undefined {
  if (!isScalar(node) || node.anchor !== undefined || node.range === undefined || node.range === null)
    return undefined;
  const [start, end] = node.range;
  const source = text.slice(start, end);
  return source === '' || source.includes('\n') ? undefined : { start, end, source };
}

/** Replaces a scalar by a text or a port number; `undefined` where it does not stand in the text by itself. */
export function replaceScalar(
  object: ManifestObject,
  path: FieldPath,
  value: string | number,
): ManifestEdit | undefined {
  const place = placeOf(object.text, nodeAt(object, path));
  if (place === undefined) return undefined;
  const { start, end, source } = place;
  return { start, end, newText: typeof value === 'number' ? String(value) : scalarLike(source, value) };
}

/** Replaces the key of a field; `undefined` where it does not stand in the text by itself. */
export function renameKey(object: ManifestObject, path: FieldPath, name: string): ManifestEdit | undefined {
  const range = keyRangeOf(object, path);
  if (range === undefined) return undefined;
  const source = object.text.slice(range.start, range.end);
  return source.includes('\n') ? undefined : { ...range, newText: scalarLike(source, name) };
}

/** Puts a scalar in quotes, so that it is a text; `undefined` where it does not stand in the text by itself. */
export function quoteScalar(object: ManifestObject, path: FieldPath): ManifestEdit | undefined {
  const place = placeOf(object.text, nodeAt(object, path));
  return place && { start: place.start, end: place.end, newText: JSON.stringify(place.source) };
}

/** Replaces the key of a field and its value: `name: web` becomes `number: 80`. */
export function replaceField(
  object: ManifestObject,
  path: FieldPath,
  key: string,
  value: string | number,
): readonly ManifestEdit[] | undefined {
  const map = nodeAt(object, path.slice(0, -1));
  const pair = isMap(map) ? pairOf(map, String(path.at(-1))) : undefined;
  const keyPlace = placeOf(object.text, pair?.key);
  const valuePlace = placeOf(object.text, pair?.value);
  if (keyPlace === undefined || valuePlace === undefined) return undefined;
  const quoted = keyPlace.source.startsWith('"');
  return [
    { start: keyPlace.start, end: keyPlace.end, newText: scalarLike(keyPlace.source, key) },
    {
      start: valuePlace.start,
      end: valuePlace.end,
      // What was a number has no style to keep; JSON wants quotes.
      newText:
        typeof value === 'number'
          ? String(value)
          : scalarLike(quoted ? '"' : /^\d/.test(valuePlace.source) ? '' : valuePlace.source, value),
    },
  ];
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

interface LabelPlace {
  readonly key: string;
  readonly keyPlace: ScalarPlace;
  readonly valuePlace: ScalarPlace;
}

function labelPlaces(map: YAMLMap, text: string): readonly LabelPlace[] | undefined {
  const places = map.items.map(({ key, value }): LabelPlace | undefined => {
    const [keyPlace, valuePlace] = [placeOf(text, key), placeOf(text, value)];
    if (!isScalar(key) || keyPlace === undefined || valuePlace === undefined || key.value === '<<')
      return undefined;
    return { key: String(key.value), keyPlace, valuePlace };
  });
  return places.every((place) => place !== undefined) ? places : undefined;
}

/** From the beginning of the line that holds a label to the beginning of the next. */
function lineOf(text: string, { keyPlace, valuePlace }: LabelPlace): TextRange {
  const start = text.lastIndexOf('\n', keyPlace.start - 1) + 1;
  const newline = text.indexOf('\n', valuePlace.end);
  return { start, end: newline === -1 ? text.length : newline + 1 };
}

/** Labels in braces, as the author wrote others: with quotes where there were quotes. */
function flowMap(labels: Labels, sample: LabelPlace | undefined): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) =>
      `${scalarLike(sample?.keyPlace.source ?? '', key)}: ${scalarLike(sample?.valuePlace.source ?? '', value)}`,
  );
  return `{${sample?.keyPlace.source.startsWith('"') === true ? '' : ' '}${pairs.join(', ')}${sample?.keyPlace.source.startsWith('"') === true ? '' : ' '}}`;
}

/**
 * Turns a map of labels into another one with as little change as possible: values are replaced, a label that goes is
 * renamed to one that comes, and only what is left over is removed or added as lines of its own.
 */
export function replaceLabels(
  object: ManifestObject,
  path: FieldPath,
  after: Labels,
): readonly ManifestEdit[] | undefined {
  const { text } = object;
  const map = nodeAt(object, path);
  if (!isMap(map) || map.anchor !== undefined || !isNode(map) || Object.keys(after).length === 0)
    return undefined;
  const places = labelPlaces(map, text);
  const [first] = places ?? [];
  const last = places?.at(-1);
  if (places === undefined || first === undefined || last === undefined) return undefined;
  const coming = Object.keys(after).filter((key) => !places.some((place) => place.key === key));
  const edits: ManifestEdit[] = [];
  const leftOver: LabelPlace[] = [];
  for (const place of places) {
    const kept = labelValue(after, place.key) !== undefined;
    const key = kept ? place.key : coming.shift();
    if (key === undefined) {
      leftOver.push(place);
      continue;
    }
    const newKey = key === place.key ? place.keyPlace.source : scalarLike(place.keyPlace.source, key);
    const newValue = scalarLike(place.valuePlace.source, labelValue(after, key) ?? '');
    if (newKey !== place.keyPlace.source)
      edits.push({ start: place.keyPlace.start, end: place.keyPlace.end, newText: newKey });
    if (newValue !== place.valuePlace.source && labelValue(after, key) !== currentValue(map, place.key)) {
      edits.push({ start: place.valuePlace.start, end: place.valuePlace.end, newText: newValue });
    }
  }
  if (leftOver.length === 0 && coming.length === 0) return edits;
  if (map.flow === true) {
    const [start, end] = map.range ?? [0, 0];
    return [{ start, end, newText: flowMap(after, first) }];
  }
  for (const place of leftOver) edits.push({ ...lineOf(text, place), newText: '' });
  const lineStart = text.lastIndexOf('\n', first.keyPlace.start - 1) + 1;
  const indent = text.slice(lineStart, first.keyPlace.start);
  if (coming.length > 0 && indent.trim() !== '') return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const added = coming.map(
    (key) =>
      `${newline}${indent}${scalarLike(first.keyPlace.source, key)}: ${scalarLike(first.valuePlace.source, labelValue(after, key) ?? '')}`,
  );
  if (added.length > 0)
    edits.push({ start: last.valuePlace.end, end: last.valuePlace.end, newText: added.join('') });
  return edits;
}

function currentValue(map: YAMLMap, key: string): string | undefined {
  const value = pairOf(map, key)?.value;
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

/** A text after edits, for tests and for the command line. */
export function applyEdits(text: string, edits: readonly ManifestEdit[]): string {
  return [...edits]
    .sort((left, right) => right.start - left.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}
