import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { dictionary, integer, list, object, oneOf, optional, text, timestamp } from './shape.ts';
import { formatPolicyEnd } from '../policy/policyQuery.ts';
import { addBit, emptyBitSet, formatBitSet, removeAll } from '../policy/matrix/bitSet.ts';
import { matrixCounts, type MatrixCounts } from '../policy/matrix/matrixCounts.ts';
import { unknownReasons } from '../policy/matrix/unknownReasons.ts';
import { coverageShape } from './coverageShape.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';
import { matrixRows } from '../policy/matrix/matrixRows.ts';
import type { PolicyMatrix } from '../policy/matrix/policyMatrix.ts';

/** Numbers and ranges of numbers, both ends included: `0-3,8`. */
type Ranges = string;

interface ClassDocument {
  readonly pods: Ranges;
  readonly seenBy?: 'own-pods' | 'pods-on-unknown-nodes';
}

interface RowDocument {
  readonly from: Ranges;
  readonly to: Ranges;
  readonly unknown?: Ranges;
}

interface PortDocument {
  readonly rows: readonly RowDocument[];
  readonly connections: MatrixCounts;
}

/**
 * A matrix as it leaves the program (schemas/policy-matrix.v1.json). Pods that no policy tells apart are one class, and only
 * classes stand in the rows, so that 20,000 pods take some hundred kilobytes and not 400 million cells.
 */
export interface PolicyMatrixDocument {
  readonly schema: 'podpath/policy-matrix/v1';
  readonly asOf: string;
  readonly context: string;
  readonly dialect: string;
  readonly pods: readonly string[];
  readonly ports: readonly string[];
  readonly classes: readonly ClassDocument[];
  readonly nodes?: Readonly<Record<string, Ranges>>;
  readonly allowed: readonly PortDocument[];
  readonly coverage: DocumentCoverage;
  /** Why connections are not known; absent when all are known. */
  readonly unknown?: readonly string[];
  /** What of the files could not be read; absent when all was. */
  readonly notRead?: readonly string[];
}

const largest = Number.MAX_SAFE_INTEGER;

export const policyMatrixShape = object<PolicyMatrixDocument>(
  {
    schema: oneOf(['podpath/policy-matrix/v1']),
    asOf: timestamp('When the cluster was like this.'),
    context: text('The kubeconfig context.'),
    dialect: text('Whose meaning of the policies was asked for.'),
    pods: list(
      text(),
      'NAMESPACE/pod/NAME, node/NAME, or an address. Everything else names them by their places in this list.',
    ),
    ports: list(text(), 'NUMBER/PROTOCOL or NAME/PROTOCOL; each destination resolves a name for itself.'),
    classes: list(
      object<ClassDocument>({
        pods: text('Places in pods: numbers and ranges such as 0-3,8.'),
        seenBy: optional(
          oneOf(
            ['own-pods', 'pods-on-unknown-nodes'],
            'A node, or a pod on the host network, has three classes: own-pods counts towards pods that run on that ' +
              'node, pods-on-unknown-nodes where one of the two has no known node, the one without this field otherwise.',
          ),
        ),
      }),
      'Pods that no policy tells apart.',
    ),
    nodes: optional(dictionary(text(), 'The pods of each node; only there when a class is a node.')),
    allowed: list(
      object<PortDocument>({
        rows: list(
          object<RowDocument>({
            from: text('Classes of sources.'),
            to: text('Classes of destinations that all of them may connect to.'),
            unknown: optional(
              text('Classes of destinations of which it is not known. All others are denied.'),
            ),
          }),
          'Each class is a source in one row.',
        ),
        connections: object<MatrixCounts>({
          allow: integer(0, largest),
          deny: integer(0, largest),
          unknown: integer(0, largest),
        }),
      }),
      'By port. A pod can always connect to itself, and that is not counted.',
    ),
    coverage: coverageShape,
    unknown: optional(list(text(), 'Why connections are not known, each reason once; not more than twenty.')),
    notRead: optional(list(text(), 'What of the files could not be read, with its place.')),
  },
  'Who may connect to whom, as far as policies decide it.',
);

function rangesOf(members: Iterable<number>, size: number): Ranges {
  const set = emptyBitSet(size);
  for (const member of members) addBit(set, member);
  return formatBitSet(set);
}

const seenBy = { local: 'own-pods', open: 'pods-on-unknown-nodes' } as const;

function nodesOf({ classes, lens }: PolicyMatrix): Readonly<Record<string, Ranges>> {
  const named = (classes.nodeNames[lens] ?? []).flatMap((name, end) =>
    name === undefined ? [] : [{ name, end }],
  );
  const entries = [...Map.groupBy(named, ({ name }) => name)].map(([name, own]): [string, Ranges] => [
    name,
    rangesOf(
      own.map(({ end }) => end),
      classes.ends.length,
    ),
  ]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * The document of a matrix of this snapshot.
 * @param notRead what of the files could not be read
 */
export function matrixDocument(
  snapshot: ClusterSnapshot,
  matrix: PolicyMatrix,
  notRead: readonly string[] = [],
): PolicyMatrixDocument {
  const unknown = unknownReasons(snapshot, matrix);
  const { ends, classes } = matrix.classes;
  const hasNodes = classes.some(({ locality }) => locality === 'local');
  return {
    schema: 'podpath/policy-matrix/v1',
    asOf: snapshot.asOf,
    context: snapshot.context,
    dialect: matrix.dialect.name,
    pods: ends.map(formatPolicyEnd),
    ports: matrix.layers.map(({ port: { port, protocol } }) => `${String(port)}/${protocol}`),
    classes: classes.map(({ members, locality }) => ({
      pods: rangesOf(members, ends.length),
      ...(locality === 'remote' ? {} : { seenBy: seenBy[locality] }),
    })),
    ...(hasNodes ? { nodes: nodesOf(matrix) } : {}),
    allowed: matrix.layers.map((layer) => ({
      rows: matrixRows(matrix, layer).map(({ sources, allowed, possible }) => {
        const row = { from: formatBitSet(sources), to: formatBitSet(allowed) };
        if (possible === allowed) return row;
        const open = possible.slice();
        removeAll(open, allowed);
        const unknown = formatBitSet(open);
        return unknown === '' ? row : { ...row, unknown };
      }),
      connections: matrixCounts(matrix, layer),
    })),
    coverage: snapshot.coverage,
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(notRead.length === 0 ? {} : { notRead }),
  };
}
