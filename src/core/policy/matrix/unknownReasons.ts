import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { evaluatePolicies } from '../evaluatePolicies.ts';
import { forEachBit, isEmptyBitSet, removeAll } from './bitSet.ts';
import { matrixRows } from './matrixRows.ts';
import type { PolicyMatrix } from './policyMatrix.ts';

/** Pairs that are asked why; rows of one cause are alike, so that few tell all. */
const mostPairs = 60;
/** Reasons that are told. */
const mostReasons = 20;

/** Why some connections of a matrix are not known, each reason once; asked of a few pairs among all that are alike. */
export function unknownReasons(snapshot: ClusterSnapshot, matrix: PolicyMatrix): readonly string[] {
  const { ends, classes } = matrix.classes;
  const reasons = new Set<string>();
  let pairs = 0;
  const ask = (source: number, destination: number, port: PolicyMatrix['layers'][number]['port']): void => {
    const [from, to] = [classes[source]?.members[0], classes[destination]?.members.at(-1)];
    const [sourceEnd, destinationEnd] = [ends[from ?? -1], ends[to ?? -1]];
    if (sourceEnd === undefined || destinationEnd === undefined || pairs >= mostPairs) return;
    pairs += 1;
    const query = { source: sourceEnd, destination: destinationEnd, ...port };
    const { ingress, egress } = evaluatePolicies(snapshot, query, matrix.dialect);
    for (const { unknown } of [ingress, egress]) for (const reason of unknown) reasons.add(reason);
  };
  for (const layer of matrix.layers) {
    for (const { sources, allowed, possible } of matrixRows(matrix, layer)) {
      if (possible === allowed) continue;
      const open = possible.slice();
      removeAll(open, allowed);
      if (isEmptyBitSet(open)) continue;
      const [from, to]: [number[], number[]] = [[], []];
      forEachBit(sources, (index) => from.push(index));
      forEachBit(open, (index) => to.push(index));
      const [first = 0] = from;
      // One destination of each kind of doubt would do; the first and the last are a fair guess.
      for (const destination of new Set([to[0] ?? 0, to.at(-1) ?? 0])) ask(first, destination, layer.port);
    }
  }
  return [...reasons].sort().slice(0, mostReasons);
}
