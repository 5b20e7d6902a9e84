import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Box, Point, Size } from './geometry.ts';
import { flowRank, markSizes, shapeOf } from './markSize.ts';

/** What is laid out as one inside a frame: a mark with the pods that are drawn out of it. */
export interface FrameBlock extends Size {
  readonly mark: MapMark;
  /** Relative to the block's upper left corner. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly rank: number;
}

/** A line between two blocks of one frame, by the ids of their marks. */
export interface BlockEdge {
  readonly from: string;
  readonly to: string;
}

/** Blocks in an order that does not depend on the order of messages, and the lines between them, each once. */
export interface BlockGraph {
  readonly blocks: readonly FrameBlock[];
  readonly edges: readonly BlockEdge[];
}

/** Between a workload and its pods. */
export const podIndent = 34;
export const podGap = 4;
/** Pods of one workload stand in columns of so many at most. */
const podRows = 12;

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** By name; what stands for the rest comes last. */
export function byName(left: MapMark, right: MapMark): number {
  const rest = Number(left.objectKind === 'Rest') - Number(right.objectKind === 'Rest');
  return rest !== 0 ? rest : compareText(left.name, right.name) || compareText(left.id, right.id);
}

function makeBlock(mark: MapMark, pods: readonly MapMark[]): FrameBlock {
  const { width, height } = markSizes[shapeOf(mark)];
  const boxes = new Map<string, Box>();
  const columns = Math.ceil(pods.length / podRows);
  const rows = Math.ceil(pods.length / Math.max(1, columns));
  const pod = markSizes.pod;
  const podsHeight = rows * (pod.height + podGap) - podGap;
  const whole = Math.max(height, podsHeight);
  boxes.set(mark.id, { x: 0, y: (whole - height) / 2, width, height });
  pods.forEach(({ id }, index) => {
    const x = width + podIndent + Math.floor(index / rows) * (pod.width + 14);
    const y = Math.max(0, (whole - podsHeight) / 2) + (index % rows) * (pod.height + podGap);
    boxes.set(id, { x, y, ...pod });
  });
  const right = pods.length === 0 ? width : width + podIndent + columns * (pod.width + 14) - 14;
  return { mark, boxes, width: right, height: whole, rank: flowRank(mark) };
}

/** Joins marks of one frame to blocks. */
export function blockGraph(members: readonly MapMark[], edges: readonly TopologyEdge[]): BlockGraph {
  const byId = new Map(members.map((mark) => [mark.id, mark]));
  const leaderOf = (mark: MapMark): string => {
    const parent = mark.parent === undefined ? undefined : byId.get(mark.parent);
    return parent?.kind === 'workload' ? parent.id : mark.id;
  };
  const pods = new Map<string, MapMark[]>();
  const sorted = [...members].sort(byName);
  for (const mark of sorted) {
    const leader = leaderOf(mark);
    if (leader === mark.id) continue;
    const known = pods.get(leader);
    if (known === undefined) pods.set(leader, [mark]);
    else known.push(mark);
  }
  const blocks = sorted
    .filter((mark) => leaderOf(mark) === mark.id)
    .map((mark) => makeBlock(mark, pods.get(mark.id) ?? []));
  const joined = new Map<string, BlockEdge>();
  for (const { from, to } of edges) {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (source === undefined || target === undefined) continue;
    const [start, end] = [leaderOf(source), leaderOf(target)];
    if (start !== end) joined.set(`${start} ${end}`, { from: start, to: end });
  }
  const lines = [...joined].sort(([left], [right]) => compareText(left, right)).map(([, edge]) => edge);
  return { blocks, edges: lines };
}

/** What runs stands no further to the left than this; what only leads there has its column even without a line. */
const runningRank = 4;

/** Blocks of what runs that no line leads to or from: there is nothing to lay out about them. */
export function looseBlocks({ blocks, edges }: BlockGraph): readonly FrameBlock[] {
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return blocks.filter(({ mark, rank }) => rank >= runningRank && !joined.has(mark.id));
}

/** The way of a line that goes round what stands between its ends. */
export interface Route {
  readonly from: string;
  readonly to: string;
  readonly via: readonly Point[];
}

/** The places of blocks inside a frame, by the id of their mark. */
export type BlockPlaces = ReadonlyMap<string, Point>;
