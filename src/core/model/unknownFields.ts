import { type FieldPath, formatFieldPath } from '../text/fieldPath.ts';
import { containerPortFields, type FieldTree, fieldTreeOf, metadataFields } from './apiFields.ts';
import { nearestNames } from './nearestNames.ts';
import { isRecord, type RawObject } from './readField.ts';

/** A field that the API does not know. It drops the field, unless it was asked to be strict. */
export interface UnknownField {
  readonly path: FieldPath;
  /** The field that was probably meant, and stands in the same object. */
  readonly nearest?: string;
  /** What the object means without the field, where that is known: `so it selects every pod`. */
  readonly effect?: string;
}

/** More of one object than this tell nothing new. */
const most = 50;

function walk(value: unknown, tree: FieldTree, path: FieldPath, found: UnknownField[]): void {
  if (tree === 'any' || found.length >= most) return;
  if (Array.isArray(tree)) {
    if (!Array.isArray(value)) return;
    const [member] = tree as readonly [FieldTree];
    value.forEach((each, index) => {
      walk(each, member, [...path, index], found);
    });
    return;
  }
  if (!isRecord(value)) return;
  const known = tree as Readonly<Record<string, FieldTree>>;
  for (const [field, inner] of Object.entries(value)) {
    const own = Object.hasOwn(known, field) ? known[field] : undefined;
    if (own !== undefined) walk(inner, own, [...path, field], found);
    else if (inner !== undefined) {
      const free = Object.keys(known).filter((name) => !Object.hasOwn(value, name));
      const [nearest] = nearestNames(field, free);
      found.push({ path: [...path, field], ...(nearest === undefined ? {} : { nearest }) });
    }
  }
}

function at(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof step === 'number'
        ? Array.isArray(inner)
          ? (inner as readonly unknown[])[step]
          : undefined
        : isRecord(inner) && Object.hasOwn(inner, step)
          ? inner[step]
          : undefined,
    value,
  );
}

function isEmptySelector(value: unknown): boolean {
  return (
    isRecord(value) &&
    !['matchLabels', 'matchExpressions'].some((field) => {
      const inner = value[field];
      return Array.isArray(inner) ? inner.length > 0 : isRecord(inner) && Object.keys(inner).length > 0;
    })
  );
}

/** What a NetworkPolicy means without a field: the cases in which it means the opposite of what it looks like. */
function effectOnPolicy(raw: RawObject, path: FieldPath): string | undefined {
  const parent = path.slice(0, -1);
  const holder = at(raw, parent);
  const place = parent.at(-1);
  if (place === 'podSelector' && parent.length === 2 && isEmptySelector(holder))
    return 'so it selects every pod';
  if (place === 'podSelector' && isEmptySelector(holder)) return 'so the peer is every pod';
  if (place === 'namespaceSelector' && isEmptySelector(holder)) return 'so the peer is every namespace';
  const field = path.at(-1);
  if (field === 'policyTypes') return 'so the directions are taken from the rules';
  if (typeof place === 'number' && isRecord(holder) && parent.length === 3) {
    const peers = parent[1] === 'ingress' ? 'from' : 'to';
    const list = holder[peers];
    const isOpen = !Array.isArray(list) || list.length === 0;
    if (isOpen)
      return parent[1] === 'ingress' ? 'so the rule lets everybody in' : 'so the rule lets everything out';
    if (!Array.isArray(holder['ports']) && /^port/i.test(String(field)))
      return 'so the rule allows every port';
  }
  if (
    place === 'spec' &&
    isRecord(holder) &&
    holder['podSelector'] === undefined &&
    /^pod/i.test(String(field))
  )
    return 'so it selects every pod';
  return undefined;
}

function podSpecs(raw: RawObject): readonly (readonly [FieldPath, unknown])[] {
  return [['spec'], ['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec']].map(
    (path) => [path, at(raw, path)] as const,
  );
}

function unknownInPods(raw: RawObject, found: UnknownField[]): void {
  for (const [path, spec] of podSpecs(raw)) {
    if (!isRecord(spec)) continue;
    for (const list of ['containers', 'initContainers']) {
      const containers = spec[list];
      if (!Array.isArray(containers)) continue;
      containers.forEach((container: unknown, index) => {
        const ports = isRecord(container) ? container['ports'] : undefined;
        walk(ports, [containerPortFields], [...path, list, index, 'ports'], found);
      });
    }
  }
  for (const path of [
    ['metadata'],
    ['spec', 'template', 'metadata'],
    ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
  ])
    walk(at(raw, path), metadataFields, path, found);
}

const podKinds: ReadonlySet<string> = new Set([
  '/Pod',
  '/ReplicationController',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  'batch/Job',
  'batch/CronJob',
]);

/**
 * The fields of an object that the API does not know, of the kinds whose fields are known here; of pods and workloads those of
 * metadata and of ports. Pure, for whoever has a position for a path.
 * @param apiGroup '' for the core group
 */
export function unknownFieldsOf(kind: string, apiGroup: string, raw: unknown): readonly UnknownField[] {
  if (!isRecord(raw)) return [];
  const found: UnknownField[] = [];
  const tree = fieldTreeOf(kind, apiGroup);
  if (tree !== undefined) walk(raw, tree, [], found);
  else if (podKinds.has(`${apiGroup}/${kind}`)) unknownInPods(raw, found);
  if (kind !== 'NetworkPolicy' || tree === undefined) return found;
  return found.map((field) => {
    const effect = effectOnPolicy(raw, field.path);
    return effect === undefined ? field : { ...field, effect };
  });
}

/** In words: `spec.ingress[0].form: a field that the API does not know and drops, so the rule lets everybody in; from is meant?`. */
export function describeUnknownField({ path, nearest, effect }: UnknownField): string {
  const meaning = effect === undefined ? '' : `, ${effect}`;
  const guess = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${formatFieldPath(path)}: a field that the API does not know and drops${meaning}${guess}`;
}
