import type { Labels } from './labels.ts';

/** An object of unknown origin. JSON null and a field that is not there mean the same, as in the API's own decoder. */
export type RawObject = Readonly<Record<string, unknown>>;

/** Is told of each field that could not be read: where it is (`spec.ports[0].port`), and what is wrong with it. */
export type ReportField = (field: string, problem: string) => void;

const emptyRecord: RawObject = Object.freeze({});
const emptyList: readonly never[] = Object.freeze([]);
/** Shared, because most objects of a large cluster have some empty map or other. */
export const noLabels: Labels = Object.freeze({});

/** Whether a value is an object with fields: neither null nor a list. */
export function isRecord(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`
    : typeof value;
}

/** `expected text, found a list`. */
export function expected(what: string, found: unknown): string {
  return `expected ${what}, found ${describeValue(found)}`;
}

/** The field, when the object itself (not its prototype) has it; null counts as absent. */
function fieldOf(raw: RawObject, key: string): unknown {
  return Object.hasOwn(raw, key) ? (raw[key] ?? undefined) : undefined;
}

/** Reports the fields of an inner object under its own path. */
export function within(report: ReportField, path: string): ReportField {
  return (field, problem) => {
    report(field === '' ? path : `${path}.${field}`, problem);
  };
}

/** Counts what is reported, for readers that must tell a field that is unreadable from one that is absent. */
export function countingReport(report: ReportField): { report: ReportField; count: () => number } {
  let problems = 0;
  return {
    report: (field, problem) => {
      problems += 1;
      report(field, problem);
    },
    count: () => problems,
  };
}

/** A text; `undefined` when there is none. */
export function readText(raw: RawObject, key: string, report?: ReportField): string | undefined {
  const value = fieldOf(raw, key);
  if (value === undefined || typeof value === 'string') return value;
  report?.(key, expected('text', value));
  return undefined;
}

/** A text that means something: the API's decoder writes '' where nothing was given. */
export function readNonEmptyText(raw: RawObject, key: string, report?: ReportField): string | undefined {
  const value = readText(raw, key, report);
  return value === '' ? undefined : value;
}

/** A finite number; `undefined` when there is none. */
export function readNumber(raw: RawObject, key: string, report?: ReportField): number | undefined {
  const value = fieldOf(raw, key);
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  report?.(key, expected('a number', value));
  return undefined;
}

/** A whole number between two bounds; `undefined` when there is none. */
export function readInteger(
  raw: RawObject,
  key: string,
  minimum: number,
  maximum: number,
  report?: ReportField,
): number | undefined {
  const value = readNumber(raw, key, report);
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return value;
  report?.(key, expected(`a whole number from ${minimum} to ${maximum}`, value));
  return undefined;
}

/** true or false; `undefined` when there is neither. */
export function readBoolean(raw: RawObject, key: string, report?: ReportField): boolean | undefined {
  const value = fieldOf(raw, key);
  if (value === undefined || typeof value === 'boolean') return value;
  report?.(key, expected('true or false', value));
  return undefined;
}

/** One of a few words; `undefined` when there is none, or another. */
export function readChoice<const Choice extends string>(
  raw: RawObject,
  key: string,
  choices: readonly Choice[],
  report?: ReportField,
): Choice | undefined {
  const value = fieldOf(raw, key);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) report?.(key, expected(choices.join(' or '), value));
  return choice;
}

/** An inner object; an empty one when there is none. */
export function readRecord(raw: RawObject, key: string, report?: ReportField): RawObject {
  const value = fieldOf(raw, key);
  if (value === undefined) return emptyRecord;
  if (isRecord(value)) return value;
  report?.(key, expected('an object', value));
  return emptyRecord;
}

/** A list; an empty one when there is none. */
export function readList(raw: RawObject, key: string, report?: ReportField): readonly unknown[] {
  const value = fieldOf(raw, key);
  if (value === undefined) return emptyList;
  if (Array.isArray(value)) return value;
  report?.(key, expected('a list', value));
  return emptyList;
}

/** The texts of a list; what is no text is left out and reported. */
export function readTexts(raw: RawObject, key: string, report?: ReportField): readonly string[] {
  const list = readList(raw, key, report);
  if (list.length === 0) return emptyList;
  return list.filter((value, index): value is string => {
    if (typeof value === 'string') return true;
    report?.(`${key}[${index}]`, expected('text', value));
    return false;
  });
}

/** Reads each object of a list. What is no object, and what `read` gives up, is left out; `read` reports what it gives up. */
export function readEach<Value>(
  raw: RawObject,
  key: string,
  report: ReportField,
  read: (element: RawObject, report: ReportField) => Value | undefined,
): readonly Value[] {
  const list = readList(raw, key, report);
  if (list.length === 0) return emptyList;
  const values: Value[] = [];
  for (const [index, element] of list.entries()) {
    if (!isRecord(element)) {
      report(`${key}[${index}]`, expected('an object', element));
      continue;
    }
    // The path is put together when something is wrong, not for each element of a large cluster.
    const value = read(element, (field, problem) => {
      within(report, `${key}[${index}]`)(field, problem);
    });
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** A map of texts, such as labels; what is no text is left out and reported. */
export function readLabels(raw: RawObject, key: string, report?: ReportField): Labels {
  const value = fieldOf(raw, key);
  if (value === undefined) return noLabels;
  if (!isRecord(value)) {
    report?.(key, expected('an object', value));
    return noLabels;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return noLabels;
  // As it came: nobody writes to what was parsed.
  if (entries.every(([, label]) => typeof label === 'string')) return value as Labels;
  // fromEntries defines own properties: a label named __proto__ stays a label.
  return Object.fromEntries(
    entries.flatMap(([name, label]): [string, string][] => {
      // As Go's decoder reads null into a text.
      if (label === null || typeof label === 'string') return [[name, label ?? '']];
      report?.(`${key}[${JSON.stringify(name)}]`, expected('text', label));
      return [];
    }),
  );
}
