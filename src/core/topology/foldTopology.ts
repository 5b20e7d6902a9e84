import { foldEdges } from './foldEdges.ts';
import { restMark } from './restMark.ts';
import { type FoldLevel, type FoldPlan, planFolding } from './planFolding.ts';
import {
  type PartTotals,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  type TopologyPart,
  countOf,
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
  /** Never more lines than this; twice the marks when absent. */
  readonly edgeLimit?: number;
  readonly previousLevel?: FoldLevel;
}

/** The most marks that are drawn at once: beyond it nobody reads a map. */
export const defaultMarkLimit = 300;

/** Pods of a part that stand in groups; the others are members themselves. */
function podsIn(part: TopologyPart, members: readonly TopologyNode[]): number {
  let pods = 0;
  for (const { id, objectKind } of members)
    pods += part.groups.get(id)?.pods.length ?? Number(objectKind === 'Pod');
  return pods;
}

/** Marks are kept by what they were made of, so that what did not change is the same object in the next picture. */
const made = new WeakMap<TopologyNode, FoldedNode>();

function fold(node: TopologyNode, foldedPods: number, canUnfold: boolean, unfolded: boolean): FoldedNode {
  const known = made.get(node);
  if (known?.foldedPods === foldedPods && known.canUnfold === canUnfold && known.unfolded === unfolded)
    return known;
  const mark = { ...node, foldedPods, canUnfold, unfolded };
  made.set(node, mark);
  return mark;
}

/** Draws the marks of a plan. */
function drawMarks({ parts, hiddenParts, shown }: FoldPlan): Map<string, FoldedNode> {
  const marks = new Map<string, FoldedNode>();
  const add = (mark: FoldedNode): void => {
    marks.set(mark.id, mark);
  };

  function drawGroup(part: TopologyPart, node: TopologyNode): void {
    const pods = part.groups.get(node.id)?.pods.length ?? 0;
    const drawn = shown.get(node.id);
    add(fold(node, drawn === undefined ? pods : 0, pods > 0, drawn !== undefined));
    if (drawn === undefined) return;
    for (const pod of drawn) add(fold(pod, 0, false, false));
    if (drawn.length === pods) return;
    const group = part.groups.get(node.id);
    const kept = new Set(drawn);
    const rest = (group?.pods.map(group.nodeOf) ?? []).filter((pod) => !kept.has(pod));
    add(restMark(node, rest, rest.length));
  }

  for (const part of parts) {
    const { frame, size } = part;
    const members = shown.get(frame.id);
    add(fold(frame, members === undefined ? part.totals.pods : 0, size > 0, members !== undefined));
    if (members === undefined) continue;
    for (const node of members) drawGroup(part, node);
    if (members.length === size) continue;
    const kept = new Set(members);
    const rest = part.members.filter((node) => !kept.has(node));
    add(restMark(frame, rest, podsIn(part, rest)));
  }
  if (hiddenParts.length > 0) {
    const pods = hiddenParts.reduce((sum, { totals }) => sum + totals.pods, 0);
    const frames = hiddenParts.map(({ frame }) => frame);
    add(restMark(undefined, frames, pods));
  }
  return marks;
}

/** Folds a (filtered) topology to what can be drawn. Every thing is either a mark or folded into exactly one. */
export function foldTopology(topology: Topology, options: FoldOptions): FoldedTopology {
  const plan = planFolding(topology, options);
  const marks = drawMarks(plan);
  const { edges, left } = foldEdges(topology, plan, marks, options.edgeLimit ?? 2 * options.markLimit);
  const contents = [
    contentsWords(topology, marks),
    ...(left > 0 ? [`${edges.size} of ${countOf(edges.size + left, 'line')}`] : []),
  ].join(' · ');
  return { marks, edges, level: plan.level, contents };
}

/** The sum of what is in all parts. */
export function sumTotals({ parts }: Topology): PartTotals {
  const sum = { services: 0, problems: 0, unknown: 0, pods: 0, groupedPods: 0 };
  for (const { totals } of parts.values()) {
    sum.services += totals.services;
    sum.problems += totals.problems;
    sum.unknown += totals.unknown;
    sum.pods += totals.pods;
    sum.groupedPods += totals.groupedPods;
  }
  return sum;
}

/** `3 namespaces · 14 Services · 17 pods`, or `20 000 pods in 114 namespaces · showing 37 groups of 20 000 pods`. */
function contentsWords({ parts }: Topology, marks: ReadonlyMap<string, FoldedNode>): string {
  const totals = sumTotals({ parts });
  let drawnPods = 0;
  let groups = 0;
  for (const { foldedPods, objectKind } of marks.values()) {
    if (objectKind === 'Pod') drawnPods += 1;
    if (foldedPods > 0) groups += 1;
  }
  const [first] = parts.values();
  const noun = first?.frame.kind === 'node' ? 'node' : 'namespace';
  const pods = countOf(totals.pods, 'pod');
  if (groups > 0) {
    const single = drawnPods > 0 ? `${countOf(drawnPods, 'pod')} and ` : '';
    return `${pods} in ${countOf(parts.size, noun)} · showing ${single}${countOf(groups, 'group')} of ${pods}`;
  }
  return [
    countOf(parts.size, noun),
    // A lens without Services does not speak of them.
    ...(totals.services === 0 && (totals.pods > 0 || noun === 'node')
      ? []
      : [countOf(totals.services, 'Service')]),
    pods,
  ].join(' · ');
}
