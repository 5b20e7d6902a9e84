import { isMap, isScalar, isSeq } from 'yaml';
import { fieldTreeOf, type FieldTree } from '../model/apiFields.ts';
import { refusalsOf } from '../model/apiRefusals.ts';
import { nearestNames } from '../model/nearestNames.ts';
import type { Projection } from '../model/projection.ts';
import { projectIngress } from '../model/projectIngress.ts';
import { projectNetworkPolicy } from '../model/projectNetworkPolicy.ts';
import { projectService } from '../model/projectService.ts';
import { refusalsOfRouting } from '../model/routingRefusals.ts';
import { type UnknownField, unknownFieldsOf } from '../model/unknownFields.ts';
import { plainLine } from '../text/escape.ts';
import { formatFieldPath } from '../text/fieldPath.ts';
import { keyRangeOf, nodeAt, rangeOf, valueRangeOf } from './locate.ts';
import { type ManifestContext, namespaceOf, withNamespace } from './manifestContext.ts';
import type { ManifestDiagnostic, ManifestFix } from './manifestDiagnostic.ts';
import { quoteScalar, renameKey, replaceScalar } from './manifestEdit.ts';
import type { FieldPath, ManifestObject, TextRange } from './manifestObject.ts';
import { parseFieldError } from './parseFieldError.ts';

/** More of one object than this tell nothing new. */
const most = 50;

/** The group of an API version: '' for the core group. */
function groupOf({ apiVersion }: ManifestObject): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function fieldsIn(tree: FieldTree | undefined, step: string | number): FieldTree | undefined {
  if (tree === undefined || tree === 'any') return undefined;
  if (Array.isArray(tree)) return typeof step === 'number' ? (tree as readonly [FieldTree])[0] : undefined;
  const known = tree as Readonly<Record<string, FieldTree>>;
  return Object.hasOwn(known, step) ? known[step] : undefined;
}

/** The nearest object around a field in which the API knows a field of this name. */
function homeOf(object: ManifestObject, path: FieldPath): FieldPath | undefined {
  const name = path.at(-1) ?? '';
  const trees: (FieldTree | undefined)[] = [fieldTreeOf(object.kind, groupOf(object))];
  for (const step of path.slice(0, -1)) trees.push(fieldsIn(trees.at(-1), step));
  for (let depth = trees.length - 2; depth >= 0; depth -= 1)
    if (fieldsIn(trees[depth], name) !== undefined) return path.slice(0, depth);
  return undefined;
}

function diagnoseUnknown(object: ManifestObject, field: UnknownField): ManifestDiagnostic {
  const { path, nearest, effect } = field;
  const home = homeOf(object, path);
  const meaning = effect === undefined ? '' : `, ${effect}`;
  const hint =
    home !== undefined
      ? ` It belongs to ${home.length === 0 ? 'the object itself' : formatFieldPath(home)}.`
      : nearest === undefined
        ? ''
        : ` Did you mean ${nearest}?`;
  const edit = nearest === undefined || home !== undefined ? undefined : renameKey(object, path, nearest);
  return {
    ...(keyRangeOf(object, path) ?? rangeOf(object, path)),
    severity: 'warning',
    code: 'manifest-unknown-field',
    message: plainLine(
      `${formatFieldPath(path)}: the API does not know this field and drops it${meaning}.${hint}`,
    ),
    fixes: edit === undefined ? [] : [{ title: plainLine(`Rename to ${nearest ?? ''}`), edits: [edit] }],
  };
}

/** Keys that a mapping has more than once. The document was found to be shallow, so recursion is safe. */
function duplicateKeys(
  node: unknown,
  path: FieldPath,
  found: { readonly path: FieldPath; readonly range: TextRange }[],
): void {
  if (found.length >= most) return;
  if (isMap(node)) {
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (!isScalar(key) || key.value === '<<') continue;
      const name = String(key.value);
      const [start = 0, end = 0] = key.range ?? [];
      if (seen.has(name)) found.push({ path: [...path, name], range: { start, end } });
      seen.add(name);
      duplicateKeys(value, [...path, name], found);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      duplicateKeys(item, [...path, index], found);
    });
  }
}

function diagnoseDuplicates(object: ManifestObject): readonly ManifestDiagnostic[] {
  const found: { readonly path: FieldPath; readonly range: TextRange }[] = [];
  duplicateKeys(object.node, [], found);
  return found.slice(0, most).map(({ path, range }) => ({
    ...range,
    severity: 'error',
    code: 'manifest-duplicate-key',
    message: plainLine(
      `${formatFieldPath(path)} is there twice: only the last one counts, or the object is refused.`,
    ),
    fixes: [],
  }));
}

/** The words that a problem offers: `expected TCP, UDP or SCTP, found …`. */
function choicesIn(problem: string): readonly string[] {
  const [, words = ''] = /^expected ([A-Za-z0-9, ]+?)(?:, found .*)?$/.exec(problem) ?? [];
  const choices = words.split(/, (?:or )?| or /);
  return choices.length > 1 && choices.every((choice) => /^[A-Z][A-Za-z0-9]*$/.test(choice)) ? choices : [];
}

/** What was nearly right: a word in other letters, a number in quotes, a text without. */
function fixesOf(object: ManifestObject, path: FieldPath, problem: string): readonly ManifestFix[] {
  const node = nodeAt(object, path);
  if (!isScalar(node)) return [];
  const fix = (title: string, edit: ReturnType<typeof replaceScalar>): readonly ManifestFix[] =>
    edit === undefined ? [] : [{ title: plainLine(title), edits: [edit] }];
  const { value } = node;
  if (typeof value === 'string') {
    const choices = choicesIn(problem);
    const same = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
    const [nearest] = same === undefined ? nearestNames(value, choices) : [same];
    if (nearest !== undefined) return fix(`Write ${nearest}`, replaceScalar(object, path, nearest));
    const isPort = /^(?:port|targetPort|nodePort|endPort|number|containerPort)$/.test(String(path.at(-1)));
    return isPort && /^[1-9]\d{0,4}$/.test(value)
      ? fix(`Write ${value} as a number`, replaceScalar(object, path, Number(value)))
      : [];
  }
  const isScalarValue = typeof value === 'number' || typeof value === 'boolean';
  return isScalarValue && problem.startsWith('expected text')
    ? fix('Put it in quotes', quoteScalar(object, path))
    : [];
}

type Project = (raw: unknown) => Projection<unknown>;

const projections: Readonly<Record<string, Project>> = {
  'networking.k8s.io/NetworkPolicy': projectNetworkPolicy,
  'networking.k8s.io/Ingress': projectIngress,
  '/Service': projectService,
};

interface Problem {
  readonly path: FieldPath;
  readonly problem: string;
}

/** What the API server refuses: fields of another type, and values that it does not take. */
function problemsOf(object: ManifestObject, context: ManifestContext): readonly Problem[] {
  const group = groupOf(object);
  const { kind, raw } = object;
  const key = `${group}/${kind}`;
  const project = Object.hasOwn(projections, key) ? projections[key] : undefined;
  const read = project?.(withNamespace(object, namespaceOf(object, context))).errors ?? [];
  const problems = [
    ...read.flatMap((error) => parseFieldError(error) ?? []),
    ...refusalsOf(kind, group, raw),
    ...refusalsOfRouting(kind, group, raw),
  ];
  // The patch of an overlay has only what it changes, and an object may get its name later.
  const told = problems.filter(({ path, problem }) => path.length > 2 || problem !== 'missing');
  return [...new Map(told.map((problem) => [formatFieldPath(problem.path), problem])).values()];
}

function diagnoseProblem(object: ManifestObject, { path, problem }: Problem): ManifestDiagnostic {
  return {
    ...valueRangeOf(object, path),
    severity: 'error',
    code: 'manifest-refused',
    message: plainLine(`${formatFieldPath(path)}: ${problem}. The API server refuses this.`),
    fixes: fixesOf(object, path, problem),
  };
}

/**
 * What the API makes of an object's fields: those that it drops, keys that are there twice, and what it refuses. Needs no
 * cluster. Silent about objects of other APIs that have the same names.
 */
export function diagnoseFields(
  object: ManifestObject,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const group = groupOf(object);
  return [
    ...diagnoseDuplicates(object),
    ...unknownFieldsOf(object.kind, group, object.raw)
      .slice(0, most)
      .map((field) => diagnoseUnknown(object, field)),
    ...problemsOf(object, context)
      .slice(0, most)
      .map((problem) => diagnoseProblem(object, problem)),
  ];
}
