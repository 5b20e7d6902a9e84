import { type FoldLevel, planFolding } from './planFolding.ts';
import {
  type Topology,
  type TopologyEdge,
  type TopologyEdgePort,
  type TopologyNode,
  countOf,
  edgeId,
  severity,
  worstState,
} from './topology.ts';

/** A thing that is drawn, with what is folded into it. */
export interface FoldedNode extends TopologyNode {
  /** Pods that it stands for beside itself; 0 for a pod and for a group whose content is drawn. */
  readonly foldedPods: number;
  /** Whether it is a group with something in it, folded or not. */
  readonly canUnfold: boolean;
  /** Whether its content is drawn: an unfolded namespace is a frame, an unfolded workload stands before its pods. */
  readonly unfolded: boolean;
}

/** What is drawn of a topology. */
export interface FoldedTopology {
  readonly marks: ReadonlyMap<string, FoldedNode>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
  /** How far everything was unfolded by size; to be given back at the next folding, so that the level does not flicker. */
  readonly level: FoldLevel;
  /** What is shown of how much, in words. */
  readonly contents: string;
}

export interface FoldOptions {
  /** Ids of groups unfolded by hand; with a leading `-`, folded by hand. */
  readonly unfolded: readonly string[];
  /** Never more marks than this. */
  readonly markLimit: number;
  readonly previousLevel?: FoldLevel;
}

/** The most marks that are drawn at once: beyond it nobody reads a map. */
export const defaultMarkLimit = 300;

/** The id of the mark that stands for what did not fit of a group (of the namespaces when there is no group). */
export function restId(group: string | undefined): string {
  return `rest/${group ?? 'namespaces'}`;
}

interface Totals {
  readonly namespaces: number;
  readonly services: number;
  readonly pods: number;
}

function countKinds(nodes: Iterable<TopologyNode>): Totals {
  const totals = { namespaces: 0, services: 0, pods: 0 };
  for (const { kind } of nodes) {
    if (kind === 'namespace') totals.namespaces += 1;
    else if (kind === 'service') totals.services += 1;
    else if (kind === 'pod') totals.pods += 1;
  }
  return totals;
}

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

/** Draws each edge between the marks that its ends are folded into; edges inside one mark vanish, parallel ones merge. */
function foldEdges(
  topology: Topology,
  marks: ReadonlyMap<string, FoldedNode>,
  markOf: ReadonlyMap<string, string>,
): Map<string, TopologyEdge> {
  const edges = new Map<string, TopologyEdge>();
  for (const edge of topology.edges.values()) {
    const from = markOf.get(edge.from);
    const to = markOf.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    // Ownership is drawn to the pods of an unfolded workload only; a frame is no end of an edge.
    if (edge.kind === 'owns' && marks.get(from)?.unfolded !== true) continue;
    if (from === edge.from && to === edge.to) {
      edges.set(edge.id, edge);
      continue;
    }
    const id = edgeId(from, to);
    const known = edges.get(id);
    if (known === undefined) {
      edges.set(id, { ...edge, id, from, to });
      continue;
    }
    const worse = severity(edge.state) > severity(known.state) ? edge : known;
    edges.set(id, {
      ...known,
      state: worse.state,
      stateReason: worse.stateReason,
      ports: known.ports === edge.ports ? known.ports : mergePorts(known.ports, edge.ports),
    });
  }
  return edges;
}

function restNode(
  group: TopologyNode | undefined,
  members: readonly TopologyNode[],
  pods: number,
): FoldedNode {
  const [first] = members;
  const kind = first?.kind ?? 'pod';
  const noun = members.every((member) => member.kind === kind) ? kind : 'thing';
  const state = worstState(members.map((member) => member.state));
  const trouble = members.filter((member) => severity(member.state) > severity('ok')).length;
  return {
    id: restId(group?.id),
    kind,
    namespace: group?.namespace ?? '',
    name: countOf(members.length, `more ${noun}`),
    objectKind: 'Rest',
    state,
    stateReason: trouble === 0 ? '' : `${trouble} of them have problems`,
    badge: kind === 'pod' || pods === 0 ? '' : countOf(pods, 'pod'),
    ...(group === undefined ? {} : { parent: group.id }),
    foldedPods: pods,
    canUnfold: false,
    unfolded: false,
  };
}

/** Folds a (filtered) topology to what can be drawn. Every node is either a mark or folded into exactly one. */
export function foldTopology(topology: Topology, options: FoldOptions): FoldedTopology {
  const plan = planFolding(topology, options);
  const marks = new Map<string, FoldedNode>();
  const markOf = new Map<string, string>();
  const podsIn = new Map<string, number>();
  const place = (node: TopologyNode, mark: string): void => {
    markOf.set(node.id, mark);
    if (node.kind === 'pod' && mark !== node.id) podsIn.set(mark, (podsIn.get(mark) ?? 0) + 1);
    for (const child of plan.children.get(node.id) ?? []) place(child, mark);
  };

  function draw(members: readonly TopologyNode[], group: TopologyNode | undefined): void {
    const shown = plan.shown.get(group?.id) ?? members;
    const rest = shown === members ? [] : members.filter((member) => !shown.includes(member));
    for (const node of shown) {
      const content = plan.children.get(node.id) ?? [];
      const unfolded = plan.unfolded.has(node.id);
      if (unfolded) {
        markOf.set(node.id, node.id);
        draw(content, node);
      } else {
        place(node, node.id);
      }
      const foldedPods = unfolded ? 0 : (podsIn.get(node.id) ?? 0);
      marks.set(node.id, { ...node, foldedPods, canUnfold: content.length > 0, unfolded });
    }
    if (rest.length === 0) return;
    for (const node of rest) place(node, restId(group?.id));
    const mark = restNode(group, rest, podsIn.get(restId(group?.id)) ?? 0);
    marks.set(mark.id, mark);
  }

  draw(plan.roots, undefined);
  return {
    marks,
    edges: foldEdges(topology, marks, markOf),
    level: plan.level,
    contents: contentsWords(topology, marks),
  };
}

/** `3 namespaces · 14 Services · 17 pods`, or `showing 37 groups of 20 000 pods` when pods are folded. */
function contentsWords(topology: Topology, marks: ReadonlyMap<string, FoldedNode>): string {
  const totals = countKinds(topology.nodes.values());
  let drawnPods = 0;
  let groups = 0;
  for (const { foldedPods, objectKind } of marks.values()) {
    if (objectKind === 'Pod') drawnPods += 1;
    if (foldedPods > 0) groups += 1;
  }
  if (groups > 0) {
    const single = drawnPods > 0 ? `${countOf(drawnPods, 'pod')} and ` : '';
    return [
      ...(totals.namespaces > 0 ? [countOf(totals.namespaces, 'namespace')] : []),
      `showing ${single}${countOf(groups, 'group')} of ${countOf(totals.pods, 'pod')}`,
    ].join(' · ');
  }
  return [
    countOf(totals.namespaces, 'namespace'),
    countOf(totals.services, 'Service'),
    countOf(totals.pods, 'pod'),
  ].join(' · ');
}
