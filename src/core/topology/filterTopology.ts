import type { Topology, TopologyEdge, TopologyNode } from './topology.ts';

/** The words of a filter text, in lower case; none for a blank text. */
export function filterWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/**
 * What a text filter leaves: things in whose namespace or name every word occurs, what they route to or are reached from
 * (one step), the pods of workloads among them, and the groups that all these belong to.
 * @returns the topology itself when the text is blank
 */
export function filterTopology(topology: Topology, text: string): Topology {
  const words = filterWords(text);
  if (words.length === 0) return topology;
  const kept = new Set<string>();
  const matched = new Set<string>();
  for (const { id, namespace, name } of topology.nodes.values()) {
    const haystack = `${namespace}/${name}`.toLowerCase();
    if (words.every((word) => haystack.includes(word))) matched.add(id);
  }
  for (const id of matched) kept.add(id);
  // A workload that is reached from a match is drawn, its pods are not: they would drown what was asked for.
  for (const { from, to, kind } of topology.edges.values()) {
    if (matched.has(from)) kept.add(to);
    if (matched.has(to) && kind !== 'owns') kept.add(from);
  }
  for (const id of [...kept]) {
    for (let parent = topology.nodes.get(id)?.parent; parent !== undefined && !kept.has(parent);) {
      kept.add(parent);
      parent = topology.nodes.get(parent)?.parent;
    }
  }
  const nodes = new Map<string, TopologyNode>();
  for (const [id, node] of topology.nodes) if (kept.has(id)) nodes.set(id, node);
  const edges = new Map<string, TopologyEdge>();
  for (const [id, edge] of topology.edges) if (kept.has(edge.from) && kept.has(edge.to)) edges.set(id, edge);
  return { nodes, edges };
}
