import type { Labels } from './labels.ts';
import type { Projection } from './projection.ts';
import { isRecord, type RawObject, readLabels, readRecord, readText, type ReportField } from './readField.ts';

/** More errors of one object than this tell nothing new, and a hostile one must not use up the memory. */
const maximumErrors = 20;
/** The longest name that the API allows (RFC 1123 subdomain); what is longer is cut in messages. */
const maximumNameLength = 253;

/** What every API object carries. */
export interface RawMetadata {
  readonly raw: RawObject;
  readonly name: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Labels;
}

/** What a projection reads from. */
export interface RawApiObject {
  readonly metadata: RawMetadata;
  readonly spec: RawObject;
  readonly status: RawObject;
  /** The whole object, for kinds whose fields stand beside metadata. */
  readonly raw: RawObject;
  /** How often something was reported so far. */
  readonly problemCount: () => number;
}

function describeObject(kind: string, namespace: string, name: string): string {
  if (name === '') return kind;
  const own = `${kind}/${name.slice(0, maximumNameLength)}`;
  return namespace === '' ? own : `${namespace.slice(0, maximumNameLength)}/${own}`;
}

/**
 * Reads one API object. Without a name (and a namespace, where the kind has one), or with labels that are no labels, there
 * is no value: such an object could not be found, or would match the wrong selectors.
 * @param kind as references spell it, for messages
 * @param read makes the value; may return `undefined` after reporting why
 */
export function projectObject<Value>(
  kind: string,
  scope: 'cluster' | 'namespaced',
  raw: unknown,
  read: (object: RawApiObject, report: ReportField) => Value | undefined,
): Projection<Value> {
  if (!isRecord(raw)) return { errors: [`${kind}: not an object`] };
  const errors: string[] = [];
  let problems = 0;
  let title = kind;
  const report: ReportField = (field, problem) => {
    problems += 1;
    if (problems <= maximumErrors) errors.push(`${title}: ${field}: ${problem}`);
    else if (problems === maximumErrors + 1) errors.push(`${title}: and more`);
  };
  const inMetadata: ReportField = (field, problem) => {
    report(`metadata.${field}`, problem);
  };
  const metadata = readRecord(raw, 'metadata', report);
  const name = readText(metadata, 'name', inMetadata) ?? '';
  const namespace = scope === 'cluster' ? '' : (readText(metadata, 'namespace', inMetadata) ?? '');
  title = describeObject(kind, namespace, name);
  if (name === '' && problems === 0) inMetadata('name', 'missing');
  if (scope === 'namespaced' && namespace === '' && problems === 0) inMetadata('namespace', 'missing');
  const labels = readLabels(metadata, 'labels', inMetadata);
  if (problems > 0) return { errors };
  const object: RawApiObject = {
    metadata: { raw: metadata, name, namespace, uid: readText(metadata, 'uid', inMetadata) ?? '', labels },
    spec: readRecord(raw, 'spec', report),
    status: readRecord(raw, 'status', report),
    raw,
    problemCount: () => problems,
  };
  const value = read(object, report);
  return value === undefined ? { errors } : { value, errors };
}
