import { ownsEdge } from './flattenTopology.ts';
import type { FoldedNode } from './foldTopology.ts';
import { membersById } from './memberOf.ts';
import type { FoldPlan } from './planFolding.ts';
import { restId } from './restMark.ts';
import {
  type Topology,
  type TopologyEdge,
  type TopologyEdgePort,
  type TopologyPart,
  edgeId,
  severity,
} from './topology.ts';

function mergePorts(
  left: readonly TopologyEdgePort[],
  right: readonly TopologyEdgePort[],
): TopologyEdgePort[] {
  const merged = [...left];
  for (const port of right) {
    const known = merged.some(
      (other) =>
        other.port === port.port && other.protocol === port.protocol && other.targetPort === port.targetPort,
    );
    if (!known) merged.push(port);
  }
  return merged;
}

/** The part that holds a member or pod: its id begins with its namespace. */
export function partHolding({ parts }: Topology, id: string): TopologyPart | undefined {
  return parts.get(`namespace/${id.slice(0, id.indexOf('/'))}`);
}

class EdgeFolder {
  readonly edges = new Map<string, TopologyEdge>();
  readonly #topology: Topology;
  readonly #marks: ReadonlyMap<string, FoldedNode>;

  constructor(topology: Topology, marks: ReadonlyMap<string, FoldedNode>) {
    this.#topology = topology;
    this.#marks = marks;
  }

  /** Draws an edge between the marks that its ends are folded into; inside one mark it vanishes, parallel ones merge. */
  add(edge: TopologyEdge, part: TopologyPart): void {
    const from = this.#markOf(edge.from, part);
    const to = this.#markOf(edge.to, part);
    if (from === undefined || to === undefined || from === to) return;
    // A mark for the rest inside a frame may be the end of a line, the frame itself never is.
    if (from === edge.from && to === edge.to) {
      this.edges.set(edge.id, edge);
      return;
    }
    const id = edgeId(from, to);
    const known = this.edges.get(id);
    if (known === undefined) {
      const { badge: _, ...rest } = edge;
      this.edges.set(id, { ...rest, id, from, to });
      return;
    }
    const worse = severity(edge.state) > severity(known.state) ? edge : known;
    this.edges.set(id, {
      ...known,
      state: worse.state,
      stateReason: worse.stateReason,
      ports: known.ports === edge.ports ? known.ports : mergePorts(known.ports, edge.ports),
    });
  }

  #markOf(id: string, part: TopologyPart): string | undefined {
    if (this.#marks.has(id)) return this.#isFrame(id) ? undefined : id;
    const group = part.podParents.get(id);
    if (group !== undefined) {
      if (this.#marks.get(group)?.unfolded === true) return restId(group);
      return this.#marks.has(group) ? group : this.#folded(part);
    }
    if (membersById(part).has(id)) return this.#folded(part);
    const other = partHolding(this.#topology, id);
    return other === undefined || other === part ? undefined : this.#markOf(id, other);
  }

  /** The mark that stands for a member that is not drawn itself. */
  #folded({ frame }: TopologyPart): string | undefined {
    const mark = this.#marks.get(frame.id);
    const id = mark === undefined ? restId(undefined) : mark.unfolded ? restId(frame.id) : frame.id;
    return this.#marks.has(id) ? id : undefined;
  }

  #isFrame(id: string): boolean {
    const mark = this.#marks.get(id);
    return mark !== undefined && mark.unfolded && this.#topology.parts.has(id);
  }
}

/** Which lines stay where not all can be drawn: trouble first, then what routes, then the rest. */
function byWeight(left: TopologyEdge, right: TopologyEdge): number {
  return (
    severity(right.state) - severity(left.state) ||
    Number(left.kind === 'owns') - Number(right.kind === 'owns')
  );
}

/**
 * The lines between the marks of a plan.
 * @returns also how many are left out because there are too many
 */
export function foldEdges(
  topology: Topology,
  { parts, hiddenParts, shown }: FoldPlan,
  marks: ReadonlyMap<string, FoldedNode>,
  limit: number,
): { readonly edges: ReadonlyMap<string, TopologyEdge>; readonly left: number } {
  const folder = new EdgeFolder(topology, marks);
  for (const part of parts) {
    const members = shown.get(part.frame.id);
    for (const edge of members === undefined ? part.outward : part.edges) folder.add(edge, part);
    for (const { id } of members ?? []) {
      const pods = shown.get(id);
      if (pods === undefined) continue;
      for (const pod of pods) addOwned(folder.edges, id, pod.id);
      if (marks.has(restId(id))) addOwned(folder.edges, id, restId(id));
    }
  }
  for (const part of hiddenParts) for (const edge of part.outward) folder.add(edge, part);
  const { edges } = folder;
  if (edges.size <= limit) return { edges, left: 0 };
  const kept = new Set([...edges.values()].sort(byWeight).slice(0, limit));
  const drawn = new Map([...edges].filter(([, edge]) => kept.has(edge)));
  return { edges: drawn, left: edges.size - drawn.size };
}

function addOwned(edges: Map<string, TopologyEdge>, from: string, to: string): void {
  const edge = ownsEdge(from, to);
  if (!edges.has(edge.id)) edges.set(edge.id, edge);
}
