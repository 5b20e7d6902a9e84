import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import { formatReference, type ObjectReference } from '../core/model/reference.ts';
import { renderMapMermaid } from '../core/report/mapMermaid.ts';
import { buildTopology } from '../core/topology/buildTopology.ts';
import type { Topology } from '../core/topology/topology.ts';

/** The ids that are reached from the starts by steps of a graph, the starts among them. */
function reached(starts: readonly string[], steps: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(starts);
  const queue = [...starts];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const to of steps.get(at) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

/** What an edge leads from, or to, by the other end. */
function stepsOf({ edges }: Topology, from: 'from' | 'to', to: 'from' | 'to'): Map<string, string[]> {
  const steps = new Map<string, string[]>();
  for (const edge of edges.values()) {
    const known = steps.get(edge[from]);
    if (known === undefined) steps.set(edge[from], [edge[to]]);
    else known.push(edge[to]);
  }
  return steps;
}

/** The thing itself, what leads to it and what it leads to; of a namespace everything in it. */
function around(topology: Topology, id: string): Topology {
  const groups = new Map<string, string[]>();
  for (const node of topology.nodes.values()) {
    if (node.parent !== undefined) groups.set(node.parent, [...(groups.get(node.parent) ?? []), node.id]);
  }
  const starts = topology.nodes.get(id)?.kind === 'namespace' ? [...reached([id], groups)] : [id];
  const ids = new Set([
    ...reached(starts, stepsOf(topology, 'from', 'to')),
    ...reached(starts, stepsOf(topology, 'to', 'from')),
  ]);
  for (const inside of [...ids]) {
    let parent = topology.nodes.get(inside)?.parent;
    for (; parent !== undefined && !ids.has(parent); parent = topology.nodes.get(parent)?.parent) {
      ids.add(parent);
    }
  }
  return {
    nodes: new Map([...topology.nodes].filter(([key]) => ids.has(key))),
    edges: new Map([...topology.edges].filter(([, { from, to }]) => ids.has(from) && ids.has(to))),
  };
}

/** The surroundings of one thing as a Mermaid flowchart; `undefined` when there is no such thing on the map. */
export function mermaidAround(snapshot: ClusterSnapshot, reference: ObjectReference): string | undefined {
  const topology = buildTopology(snapshot);
  const id = formatReference(reference);
  if (!topology.nodes.has(id)) return undefined;
  return renderMapMermaid(snapshot.context, around(topology, id));
}
