import type { AddressFamily } from '../../address/addressFamily.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { compilePolicies } from '../compilePolicies.ts';
import { kubernetesDialect, type PolicyDialect } from '../dialect.ts';
import type { PolicyEnd, PolicyVerdict } from '../policyQuery.ts';
import { type BitSet, hasBit, retainAll, transposeBitSets } from './bitSet.ts';
import { ClassMatcher, type MatrixPort } from './classMatcher.ts';
import type { DirectionRow } from './directionFold.ts';
import { DirectionRows } from './directionRows.ts';
import { classifyEnds, type MatrixClasses } from './matrixClasses.ts';
import type { PolicyLens } from './matrixEnds.ts';
import { vocabularyOf } from './policyVocabulary.ts';

/** Who may connect to whom on one port, by class: rows are sources. */
export interface MatrixLayer {
  readonly port: MatrixPort;
  /** Surely allowed. */
  readonly allowed: readonly BitSet[];
  /** Not surely denied; the same object as `allowed` when nothing is unknown. */
  readonly possible: readonly BitSet[];
}

/** Reachability of all pairs of some ends, as far as policies decide it. */
export interface PolicyMatrix {
  readonly classes: MatrixClasses;
  /** The lens among those of the classes under which the matrix was made. */
  readonly lens: number;
  readonly dialect: PolicyDialect;
  readonly layers: readonly MatrixLayer[];
}

/** What a matrix is asked. */
export interface MatrixQuestion {
  readonly ends: readonly PolicyEnd[];
  readonly ports: readonly MatrixPort[];
  /** What the enforcer makes of the policies; the API's meaning when absent. */
  readonly dialect?: PolicyDialect;
  /** As in PolicyQuery. */
  readonly family?: AddressFamily;
}

/** Every pod of a snapshot that has not ended, namespace by namespace. */
export function podEndsOf(snapshot: ClusterSnapshot): readonly PolicyEnd[] {
  return [...snapshot.namespaces.values()].flatMap(({ pods }) =>
    [...pods.values()]
      .filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed')
      .map(({ namespace, name }): PolicyEnd => ({ kind: 'pod', namespace, name })),
  );
}

/** A snapshot prepared for a question. */
export function lensOf(snapshot: ClusterSnapshot, question: Omit<MatrixQuestion, 'ends'>): PolicyLens {
  const policies = compilePolicies(snapshot, question.dialect ?? kubernetesDialect);
  const { ports, dialect = kubernetesDialect, family } = question;
  const names = ports.flatMap(({ port }) => (typeof port === 'string' ? [port] : []));
  return {
    snapshot,
    policies,
    vocabulary: vocabularyOf(policies, names),
    dialect,
    ...(family === undefined ? {} : { family }),
  };
}

/** Egress of each source and ingress of each destination, put together. */
function combine(
  egress: readonly DirectionRow[],
  ingress: readonly DirectionRow[],
  select: (row: DirectionRow) => BitSet,
): readonly BitSet[] {
  const rows = transposeBitSets(ingress.map(select));
  egress.forEach((row, source) => {
    const target = rows[source];
    if (target !== undefined) retainAll(target, select(row));
  });
  return rows;
}

/** The matrix of classes that are made, under one of their lenses. */
export function matrixOfClasses(
  classes: MatrixClasses,
  lens: PolicyLens,
  lensNumber: number,
  ports: readonly MatrixPort[],
): PolicyMatrix {
  const matcher = new ClassMatcher(lens, classes.classes, lensNumber);
  const ingress = new DirectionRows(lens, classes.classes, matcher, 'ingress');
  const egress = new DirectionRows(lens, classes.classes, matcher, 'egress');
  const layers = ports.map((port): MatrixLayer => {
    const [incoming, outgoing] = [ingress.rows(port), egress.rows(port)];
    const allowed = combine(outgoing, incoming, ({ sure }) => sure);
    const isKnown = [...incoming, ...outgoing].every(({ sure, possible }) => sure === possible);
    const possible = isKnown ? allowed : combine(outgoing, incoming, (row) => row.possible);
    return { port, allowed, possible };
  });
  return { classes, lens: lensNumber, dialect: lens.dialect, layers };
}

/**
 * Reachability of all pairs of ends on each port. Every cell says what evaluatePolicies says about the pair, but ends that no policy
 * tells apart are judged once, all at a time: 20,000 pods under 1,000 policies in less than a second. Never throws.
 */
export function policyMatrix(snapshot: ClusterSnapshot, question: MatrixQuestion): PolicyMatrix {
  const lens = lensOf(snapshot, question);
  return matrixOfClasses(classifyEnds(question.ends, [lens]), lens, 0, question.ports);
}

/** The class in which an end stands to another: nodes are seen otherwise by their own pods. */
export function classTowards(
  { classes, lens }: Pick<PolicyMatrix, 'classes' | 'lens'>,
  end: number,
  other: number,
): number {
  const own = classes.classOfEnd[end] ?? 0;
  if (classes.classes[own + 1]?.locality !== 'local') return own;
  const mine = classes.nodeNames[lens]?.[end];
  const theirs = classes.nodeNames[lens]?.[other];
  if (mine === undefined || theirs === undefined) return own + 2;
  return mine === theirs ? own + 1 : own;
}

/** What a layer says about two classes. */
export function classVerdict(layer: MatrixLayer, source: number, destination: number): PolicyVerdict {
  const [allowed, possible] = [layer.allowed[source], layer.possible[source]];
  if (allowed !== undefined && hasBit(allowed, destination)) return 'allow';
  return possible !== undefined && hasBit(possible, destination) ? 'unknown' : 'deny';
}

/** What a layer says about two ends, by their numbers. A pod can always talk to itself. */
export function pairVerdict(
  matrix: PolicyMatrix,
  layer: MatrixLayer,
  source: number,
  destination: number,
): PolicyVerdict {
  const { identity } = matrix.classes;
  const pod = identity[source] ?? -1;
  if (pod !== -1 && pod === identity[destination]) return 'allow';
  return classVerdict(
    layer,
    classTowards(matrix, source, destination),
    classTowards(matrix, destination, source),
  );
}
