import { urgentFirst, urgentWithNeighbours } from './mostUrgent.ts';
import { type Topology, type TopologyNode, type TopologyPart, byUrgency, severity } from './topology.ts';

/** How far everything is unfolded by size alone. */
export type FoldLevel = 'pods' | 'workloads' | 'namespaces';

/** Which groups show their content, and how much of it. */
export interface FoldPlan {
  readonly level: FoldLevel;
  /** The parts whose frames are drawn. */
  readonly parts: readonly TopologyPart[];
  readonly hiddenParts: readonly TopologyPart[];
  /** By frame or member that is unfolded: what of its content is drawn. What is left has one mark for the rest. */
  readonly shown: ReadonlyMap<string, readonly TopologyNode[]>;
}

export interface PlanOptions {
  readonly unfolded: readonly string[];
  readonly markLimit: number;
  readonly previousLevel?: FoldLevel;
}

/** Up to this share of the limit single pods are drawn without being asked for. */
const podShare = 0.4;
/** Frames take this share of the limit at most, so that some of them can be unfolded. */
const frameShare = 0.67;
/** A level that holds already is kept until it is exceeded by this factor, so that churn at the edge changes nothing. */
const slack = 1.25;

interface Sizes {
  frames: number;
  members: number;
  pods: number;
}

function sizesOf({ parts }: Topology): Sizes {
  const sizes = { frames: parts.size, members: 0, pods: 0 };
  for (const { size, totals } of parts.values()) {
    sizes.members += size;
    sizes.pods += totals.groupedPods;
  }
  return sizes;
}

function chooseLevel({ frames, members, pods }: Sizes, options: PlanOptions): FoldLevel {
  const { markLimit, previousLevel } = options;
  const podLimit = Math.floor(markLimit * podShare * (previousLevel === 'pods' ? slack : 1));
  if (frames + members + pods <= Math.min(podLimit, markLimit)) return 'pods';
  const workloadLimit = Math.floor(previousLevel === 'workloads' ? markLimit : markLimit / slack);
  return frames + members <= workloadLimit ? 'workloads' : 'namespaces';
}

/** The room on the map, and what took it. */
class Room {
  left: number;
  readonly shown = new Map<string, readonly TopologyNode[]>();

  constructor(limit: number) {
    this.left = limit;
  }

  /** Unfolds a group of so many: all of it where that fits, else the most urgent and one mark for the rest. */
  unfold(id: string, size: number, choose: (count: number) => readonly TopologyNode[]): void {
    // One mark for the rest has to fit at least, with something beside it.
    if (size === 0 || this.shown.has(id) || this.left < Math.min(size, 2)) return;
    const count = size <= this.left ? size : this.left - 1;
    this.shown.set(id, choose(count));
    this.left -= count < size ? count + 1 : size;
  }
}

/**
 * Decides what is unfolded: what was asked for by hand first, then as much as the size allows, groups with problems before
 * others. The number of marks never exceeds the limit, one mark for the rest of each cut group included.
 */
export function planFolding(topology: Topology, options: PlanOptions): FoldPlan {
  const all = [...topology.parts.values()];
  const level = chooseLevel(sizesOf(topology), options);
  const byHand = new Set(options.unfolded.filter((id) => !id.startsWith('-')));
  const closed = new Set(options.unfolded.filter((id) => id.startsWith('-')).map((id) => id.slice(1)));
  const isWanted = ({ id }: TopologyNode): boolean => byHand.has(id) && !closed.has(id);
  const room = new Room(options.markLimit);

  const mostFrames = Math.min(room.left, Math.ceil(options.markLimit * frameShare));
  const urgent = [...all].sort(
    (left, right) =>
      Number(isWanted(right.frame)) - Number(isWanted(left.frame)) || byUrgency(left.frame, right.frame),
  );
  const cut = all.length > mostFrames ? urgent.slice(0, Math.max(0, mostFrames - 1)) : urgent;
  const drawn = new Set(cut);
  room.left -= cut.length + (cut.length < all.length ? 1 : 0);

  const unfoldPart = (part: TopologyPart): void => {
    room.unfold(part.frame.id, part.size, (count) => urgentWithNeighbours(part, count));
  };
  for (const part of cut) if (isWanted(part.frame)) unfoldPart(part);
  for (const part of cut) {
    if (closed.has(part.frame.id)) continue;
    const troubled = severity(part.frame.state) >= severity('warning');
    const fits = part.size <= room.left && (level !== 'namespaces' || troubled);
    if (fits || cut.length === 1) unfoldPart(part);
  }
  const groups = cut.flatMap((part) =>
    (room.shown.get(part.frame.id) ?? []).flatMap((node) => {
      const group = part.groups.get(node.id);
      return group === undefined || group.pods.length === 0 ? [] : [{ node, group }];
    }),
  );
  for (const { node, group } of groups) {
    const automatic = level === 'pods' && !closed.has(node.id) && group.pods.length <= room.left;
    if (isWanted(node) || automatic)
      room.unfold(node.id, group.pods.length, (count) => urgentFirst(group.pods.map(group.nodeOf), count));
  }
  return {
    level,
    parts: all.filter((part) => drawn.has(part)),
    hiddenParts: all.filter((part) => !drawn.has(part)),
    shown: room.shown,
  };
}
