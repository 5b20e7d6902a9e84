import { type TopologyNode, type TopologyPart, byUrgency } from './topology.ts';

/**
 * The most urgent of some things, so many at most, in their own order. Linear where most of them are no candidates: there
 * may be ten thousand.
 */
export function urgentFirst(nodes: readonly TopologyNode[], count: number): readonly TopologyNode[] {
  if (nodes.length <= count) return nodes;
  if (count <= 0) return [];
  const kept: TopologyNode[] = [];
  for (const node of nodes) {
    const last = kept[kept.length - 1];
    if (kept.length === count && last !== undefined && byUrgency(node, last) >= 0) continue;
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = kept[middle];
      if (other !== undefined && byUrgency(node, other) < 0) high = middle;
      else low = middle + 1;
    }
    kept.splice(low, 0, node);
    if (kept.length > count) kept.pop();
  }
  const chosen = new Set(kept);
  return nodes.filter((node) => chosen.has(node));
}

/**
 * The most urgent members of a part, each with what it is joined to as far as there is room: a Service says little without
 * its workload.
 */
export function urgentWithNeighbours(part: TopologyPart, count: number): readonly TopologyNode[] {
  const { members, edges, podParents } = part;
  if (members.length <= count) return members;
  const neighbours = new Map<string, string[]>();
  const join = (from: string, to: string): void => {
    const known = neighbours.get(from);
    if (known === undefined) neighbours.set(from, [to]);
    else known.push(to);
  };
  for (const { from, to } of edges) {
    const end = podParents.get(to) ?? to;
    join(from, end);
    join(end, from);
  }
  const byId = new Map(members.map((node) => [node.id, node]));
  const chosen = new Set<string>();
  // What is outside comes with what it is joined to, never by itself: its state is never known.
  const ordered = members.filter(({ kind }) => kind !== 'external').sort(byUrgency);
  for (const { id } of ordered) {
    if (chosen.size >= count) break;
    chosen.add(id);
    for (const neighbour of neighbours.get(id) ?? []) {
      if (chosen.size < count && byId.has(neighbour)) chosen.add(neighbour);
    }
  }
  for (const { id } of members) if (chosen.size < count) chosen.add(id);
  return members.filter(({ id }) => chosen.has(id));
}
