import { type Topology, type TopologyNode, severity } from './topology.ts';

/** How far everything is unfolded by size alone. */
export type FoldLevel = 'pods' | 'workloads' | 'namespaces';

/** Which groups show their content, and how much of it. */
export interface FoldPlan {
  readonly level: FoldLevel;
  /** Nodes without a parent: the namespaces. */
  readonly roots: readonly TopologyNode[];
  readonly children: ReadonlyMap<string, readonly TopologyNode[]>;
  readonly unfolded: ReadonlySet<string>;
  /** Where not everything fits: the members that are drawn, by group (`undefined`: the namespaces). */
  readonly shown: ReadonlyMap<string | undefined, readonly TopologyNode[]>;
}

interface PlanOptions {
  readonly unfolded: readonly string[];
  readonly markLimit: number;
  readonly previousLevel?: FoldLevel;
}

/** Up to this share of the limit single pods are drawn without being asked for. */
const podShare = 0.4;
/** Namespaces take this share of the limit at most, so that some of them can be unfolded. */
const rootShare = 0.67;
/** A level that holds already is kept until it is exceeded by this factor, so that churn at the edge changes nothing. */
const slack = 1.25;

/** Problems first, then by name, in code point order. */
function byUrgency(left: TopologyNode, right: TopologyNode): number {
  const difference = severity(right.state) - severity(left.state);
  if (difference !== 0) return difference;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function chooseLevel(
  counts: { roots: number; middle: number; leaves: number },
  options: PlanOptions,
): FoldLevel {
  const { markLimit, previousLevel } = options;
  const podLimit = Math.floor(markLimit * podShare * (previousLevel === 'pods' ? slack : 1));
  const everything = counts.roots + counts.middle + counts.leaves;
  if (everything <= Math.min(podLimit, markLimit)) return 'pods';
  const workloadLimit = Math.floor(previousLevel === 'workloads' ? markLimit : markLimit / slack);
  return counts.roots + counts.middle <= workloadLimit ? 'workloads' : 'namespaces';
}

/**
 * Decides what is unfolded: what was asked for by hand first, then as much as the size allows, groups with problems before
 * others. The number of marks never exceeds the limit, one mark for the rest of each cut group included.
 */
export function planFolding(topology: Topology, options: PlanOptions): FoldPlan {
  const { markLimit } = options;
  const children = new Map<string, TopologyNode[]>();
  const roots: TopologyNode[] = [];
  for (const node of topology.nodes.values()) {
    if (node.parent === undefined) {
      roots.push(node);
      continue;
    }
    const siblings = children.get(node.parent);
    if (siblings === undefined) children.set(node.parent, [node]);
    else siblings.push(node);
  }
  const sizeOf = (id: string): number => children.get(id)?.length ?? 0;
  const middle = roots.reduce((sum, { id }) => sum + sizeOf(id), 0);
  const leaves = topology.nodes.size - roots.length - middle;
  const level = chooseLevel({ roots: roots.length, middle, leaves }, options);

  const byHand = new Set(options.unfolded.filter((id) => !id.startsWith('-')));
  const closed = new Set(options.unfolded.filter((id) => id.startsWith('-')).map((id) => id.slice(1)));
  const unfolded = new Set<string>();
  const shown = new Map<string | undefined, readonly TopologyNode[]>();
  let room = markLimit;

  /** Takes the members of a group into the picture: all, or the most urgent and one mark for the rest. */
  function take(
    group: string | undefined,
    members: readonly TopologyNode[],
    most: number,
  ): readonly TopologyNode[] {
    if (members.length <= Math.min(room, most)) {
      room -= members.length;
      return members;
    }
    const cut = [...members].sort(byUrgency).slice(0, Math.max(0, Math.min(room, most) - 1));
    shown.set(group, cut);
    room -= cut.length + 1;
    return cut;
  }

  function unfold(node: TopologyNode, most: number): readonly TopologyNode[] {
    const members = children.get(node.id) ?? [];
    // One mark for the rest has to fit at least, with something beside it.
    if (members.length === 0 || unfolded.has(node.id) || Math.min(room, most) < Math.min(members.length, 2))
      return [];
    unfolded.add(node.id);
    return take(node.id, members, most);
  }

  const drawnRoots = take(undefined, roots, Math.ceil(markLimit * rootShare));
  const urgent = [...drawnRoots].sort(byUrgency);
  const drawn = new Map<string, readonly TopologyNode[]>();
  const wanted = (node: TopologyNode): boolean => byHand.has(node.id) && !closed.has(node.id);
  // A group that somebody asked for may take all the room but what the others of its kind need.
  for (const node of urgent.filter(wanted)) drawn.set(node.id, unfold(node, room));
  for (const node of urgent) {
    if (closed.has(node.id) || drawn.has(node.id)) continue;
    const fits = sizeOf(node.id) <= room;
    const troubled = severity(node.state) >= severity('warning');
    if (fits && (level !== 'namespaces' || troubled)) drawn.set(node.id, unfold(node, room));
    else if (drawnRoots.length === 1) drawn.set(node.id, unfold(node, room));
  }
  const groups = urgent.flatMap(({ id }) => drawn.get(id) ?? []).filter(({ id }) => sizeOf(id) > 0);
  for (const node of groups.filter(wanted)) unfold(node, room);
  if (level === 'pods') {
    for (const node of groups) if (!closed.has(node.id) && sizeOf(node.id) <= room) unfold(node, room);
  }
  return { level, roots, children, unfolded, shown };
}
