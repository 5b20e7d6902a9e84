import type { PolicyVerdict } from '../policyQuery.ts';
import { forEachBit } from './bitSet.ts';
import { matrixRows } from './matrixRows.ts';
import { classVerdict, type MatrixLayer, pairVerdict, type PolicyMatrix } from './policyMatrix.ts';

/** How many connections a layer allows, denies and leaves open. An end and itself are no connection. */
export type MatrixCounts = Readonly<Record<PolicyVerdict, number>>;

/** Ends by the node that they are or run on; `undefined` for those of which no node is known. */
function endsByNode({ classes, lens }: PolicyMatrix): ReadonlyMap<string | undefined, readonly number[]> {
  const byNode = new Map<string | undefined, number[]>();
  (classes.nodeNames[lens] ?? []).forEach((name, end) => {
    const ends = byNode.get(name) ?? [];
    byNode.set(name, ends);
    ends.push(end);
  });
  return byNode;
}

/** The pairs of ends whose verdict is not that of their first classes: nodes and their own pods, and ends that are one pod. */
function* exceptionalPairs(matrix: PolicyMatrix): Generator<readonly [number, number]> {
  const { ends, classOfEnd, classes, identity, nodeNames } = matrix.classes;
  const byNode = endsByNode(matrix);
  const samePod = Map.groupBy(identity.keys(), (end) => identity[end] ?? -1);
  const all = [...ends.keys()];
  for (const end of all) {
    const others = new Set<number>();
    const own = classOfEnd[end] ?? 0;
    if (classes[own + 1]?.locality === 'local') {
      const name = nodeNames[matrix.lens]?.[end];
      const near = name === undefined ? all : [...(byNode.get(name) ?? []), ...(byNode.get(undefined) ?? [])];
      for (const other of near) others.add(other);
    }
    const pod = identity[end] ?? -1;
    if (pod !== -1) for (const other of samePod.get(pod) ?? []) others.add(other);
    others.delete(end);
    // Both directions of a pair with a node; ends that are one pod come by themselves in both.
    for (const other of others) {
      yield [end, other];
      if (pod === -1 && classes[(classOfEnd[other] ?? 0) + 1]?.locality !== 'local') yield [other, end];
    }
  }
}

/** Counts the connections of a layer without visiting each. */
export function matrixCounts(matrix: PolicyMatrix, layer: MatrixLayer): MatrixCounts {
  const { classes, classOfEnd } = matrix.classes;
  const sizes = classes.map(({ locality, members }) => (locality === 'remote' ? members.length : 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const counts = { allow: 0, deny: 0, unknown: 0 };
  for (const { sources, allowed, possible } of matrixRows(matrix, layer)) {
    const weigh = (set: typeof allowed): number => {
      let sum = 0;
      forEachBit(set, (index) => (sum += sizes[index] ?? 0));
      return sum;
    };
    const from = weigh(sources);
    const sure = weigh(allowed);
    const maybe = possible === allowed ? sure : weigh(possible);
    counts.allow += from * sure;
    counts.unknown += from * (maybe - sure);
    counts.deny += from * (total - maybe);
  }
  classOfEnd.forEach((own) => {
    counts[classVerdict(layer, own, own)] -= 1;
  });
  for (const [source, destination] of exceptionalPairs(matrix)) {
    counts[classVerdict(layer, classOfEnd[source] ?? 0, classOfEnd[destination] ?? 0)] -= 1;
    counts[pairVerdict(matrix, layer, source, destination)] += 1;
  }
  return counts;
}
