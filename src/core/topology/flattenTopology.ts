import { type Topology, type TopologyEdge, type TopologyNode, edgeId } from './topology.ts';

/** A graph down to single pods, as it leaves the program. */
export interface FlatTopology {
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
}

/** Everything in a graph, single pods and the lines to them included: for documents and lists, not for each update. */
export function flattenTopology(topology: Topology): FlatTopology {
  const nodes = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  for (const { frame, members, groups, edges: own } of topology.parts.values()) {
    nodes.set(frame.id, frame);
    for (const member of members) nodes.set(member.id, member);
    for (const [owner, group] of groups) {
      for (const pod of group.pods) {
        const node = group.nodeOf(pod);
        nodes.set(node.id, node);
        const edge = ownsEdge(owner, node.id);
        edges.set(edge.id, edge);
      }
    }
    for (const edge of own) edges.set(edge.id, edge);
  }
  // What a filter left out may still be the end of a line.
  for (const [id, { from, to }] of edges) if (!nodes.has(from) || !nodes.has(to)) edges.delete(id);
  return { nodes, edges };
}

/** The line from a workload to one of its pods. */
export function ownsEdge(from: string, to: string): TopologyEdge {
  return { id: edgeId(from, to), kind: 'owns', from, to, state: 'ok', stateReason: '', ports: [] };
}
