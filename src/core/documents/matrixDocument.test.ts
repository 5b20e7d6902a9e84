import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyScene } from '../policy/testing/policyScene.ts';
import { hasBit, parseBitSet } from '../policy/matrix/bitSet.ts';
import { matrixCounts } from '../policy/matrix/matrixCounts.ts';
import { matrixDocument, policyMatrixShape, type PolicyMatrixDocument } from './matrixDocument.ts';
import { pairVerdict, podEndsOf, policyMatrix } from '../policy/matrix/policyMatrix.ts';
import {
  arbitraryCluster,
  arbitraryDialect,
  arbitraryMatrixPort,
  everyEnd,
} from '../policy/matrix/testing/arbitraryCluster.ts';

/** Looks a connection up as the documentation of the form says. */
function lookUp(document: PolicyMatrixDocument, source: number, destination: number): string {
  const { classes, pods, nodes = {}, allowed } = document;
  const holds = (ranges: string, number: number, size: number): boolean =>
    hasBit(parseBitSet(ranges, size), number);
  const nodeOf = (end: number): string | undefined =>
    Object.entries(nodes).find(([, ranges]) => holds(ranges, end, pods.length))?.[0];
  const classOf = (end: number, other: number): number => {
    const own = [...classes.keys()].filter((index) => holds(classes[index]!.pods, end, pods.length));
    if (own.length === 1) return own[0]!;
    const [mine, theirs] = [nodeOf(end), nodeOf(other)];
    const wanted =
      mine === undefined || theirs === undefined
        ? 'pods-on-unknown-nodes'
        : mine === theirs
          ? 'own-pods'
          : undefined;
    return own.find((index) => classes[index]!.seenBy === wanted)!;
  };
  const [from, to] = [classOf(source, destination), classOf(destination, source)];
  const row = allowed[0]!.rows.find((candidate) => holds(candidate.from, from, classes.length))!;
  if (holds(row.to, to, classes.length)) return 'allow';
  return holds(row.unknown ?? '', to, classes.length) ? 'unknown' : 'deny';
}

describe('the document of a matrix', () => {
  it('fits its shape, and says of each pair what the matrix says', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryMatrixPort, arbitraryDialect, (snapshot, port, dialect) => {
        const matrix = policyMatrix(snapshot, { ends: everyEnd(snapshot), ports: [port], dialect });
        const written: unknown = JSON.parse(JSON.stringify(matrixDocument(snapshot, matrix)));
        const errors: string[] = [];
        const document = policyMatrixShape.read(written, '$', errors)!;
        expect(errors).toEqual([]);
        const counted = { allow: 0, deny: 0, unknown: 0 };
        const differences: string[] = [];
        const { ends, identity } = matrix.classes;
        ends.forEach((_source, from) => {
          ends.forEach((_destination, to) => {
            if (from === to) return;
            const verdict = pairVerdict(matrix, matrix.layers[0]!, from, to);
            counted[verdict] += 1;
            const isOnePod = identity[from] !== -1 && identity[from] === identity[to];
            if (!isOnePod && lookUp(document, from, to) !== verdict)
              differences.push(`${document.pods[from]!} > ${document.pods[to]!}`);
          });
        });
        expect(differences).toEqual([]);
        expect(document.allowed[0]!.connections).toEqual(counted);
        expect(matrixCounts(matrix, matrix.layers[0]!)).toEqual(counted);
      }),
      { numRuns: 30 },
    );
  });

  it('is short where pods are alike', () => {
    const snapshot = policyScene(
      [1, 2, 3, 4]
        .map((number) => `shop/web-${number} app=web @n1 10.0.0.${number}`)
        .concat('shop/db-0 app=db @n1 10.0.0.9'),
      `
kind: NetworkPolicy
metadata: { namespace: shop, name: db }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: cart } } }] }]
`,
    );
    const ports = [{ port: 80, protocol: 'TCP' as const }];
    const document = matrixDocument(snapshot, policyMatrix(snapshot, { ends: podEndsOf(snapshot), ports }));
    expect(document.classes).toEqual([{ pods: '0-3' }, { pods: '4' }]);
    expect(document.allowed).toEqual([
      { rows: [{ from: '0-1', to: '0' }], connections: { allow: 16, deny: 4, unknown: 0 } },
    ]);
  });
});
