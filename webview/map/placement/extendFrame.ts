import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { byName, podGap, podIndent } from './frameBlocks.ts';
import { columnGap, framePadding, rowGap, titleHeight } from './frameLayout.ts';
import { type Box, type Point, boundsOf, middle } from './geometry.ts';
import { flowRank, markSizes, shapeOf } from './markSize.ts';

/** A frame, or its continuation where it has no room left beside itself, with what stands in it. */
export interface FrameRoom {
  readonly box: Box;
  readonly boxes: ReadonlyMap<string, Box>;
}

/** A room that took up marks, and the marks that it has no room for. */
export interface ExtendedRoom extends FrameRoom {
  readonly left: readonly MapMark[];
}

/** Between marks beside each other that no flow joins. */
const sideGap = 14;

/**
 * A column of the flow reads as one kind: a mark of another kind in it stands in the way of lines, which then read as its own.
 * It goes there only where it would otherwise stand so much farther away.
 */
const amongOthersPrice = 600;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where a mark would stand best: right of its owner or of what leads to it, left of what it leads to, else below its like. */
function wantedPlace(
  mark: MapMark,
  room: Box,
  boxes: ReadonlyMap<string, Box>,
  edges: readonly TopologyEdge[],
  rankOf: ReadonlyMap<string, number>,
): Point {
  const { width, height } = markSizes[shapeOf(mark)];
  const owner = mark.parent === undefined ? undefined : boxes.get(mark.parent);
  if (owner !== undefined) return { x: owner.x + owner.width + podIndent, y: middle(owner) - height / 2 };
  const placed = (id: string): readonly Box[] => {
    const box = boxes.get(id);
    return box === undefined ? [] : [box];
  };
  const sources = edges.flatMap(({ from, to }) => (to === mark.id ? placed(from) : []));
  if (sources.length > 0) {
    const x = Math.max(...sources.map((box) => box.x + box.width)) + columnGap;
    return { x, y: mean(sources.map(middle)) - height / 2 };
  }
  const targets = edges.flatMap(({ from, to }) => (from === mark.id ? placed(to) : []));
  if (targets.length > 0) {
    const x = Math.min(...targets.map((box) => box.x)) - columnGap - width;
    return { x, y: mean(targets.map(middle)) - height / 2 };
  }
  const rank = flowRank(mark);
  const alike = [...boxes].flatMap(([id, box]) => (rankOf.get(id) === rank ? [box] : []));
  const bounds = boundsOf(alike);
  if (bounds !== undefined) return { x: bounds.x, y: bounds.y + bounds.height + rowGap };
  return { x: room.x + framePadding, y: room.y + room.height - framePadding + rowGap };
}

/** All tops at which a box keeps its distance to what stands above and below it. */
function freeTops(
  taken: readonly Box[],
  wanted: number,
  first: number,
  height: number,
  gap: number,
): number[] {
  const tops = [Math.max(first, wanted), first];
  for (const box of taken) tops.push(box.y + box.height + gap, box.y - gap - height);
  return tops.filter(
    (top) =>
      top >= first &&
      taken.every((box) => top + height + gap <= box.y + 0.01 || top >= box.y + box.height + gap - 0.01),
  );
}

/** The box of a room once it holds another box. Its upper left corner stays: the title does not move. */
function grow(room: Box, box: Box): Box {
  const right = Math.max(room.x + room.width, box.x + box.width + framePadding);
  const bottom = Math.max(room.y + room.height, box.y + box.height + framePadding);
  return { x: room.x, y: room.y, width: right - room.x, height: bottom - room.y };
}

/**
 * Takes up what is new into a room without moving anything: near its kin, and only where the room may grow to.
 * @param kin boxes of the whole frame, this room and its continuations
 * @param blocked whether the room, grown to this box, would touch something else on the map
 */
export function extendRoom(
  room: FrameRoom,
  kin: ReadonlyMap<string, Box>,
  added: readonly MapMark[],
  edges: readonly TopologyEdge[],
  rankOf: ReadonlyMap<string, number>,
  blocked: (box: Box) => boolean,
): ExtendedRoom {
  let { box } = room;
  const boxes = new Map(room.boxes);
  const known = new Map(kin);
  const left: MapMark[] = [];
  const order = [...added].sort((one, other) => flowRank(one) - flowRank(other) || byName(one, other));
  for (const mark of order) {
    const size = markSizes[shapeOf(mark)];
    const gap = shapeOf(mark) === 'pod' ? podGap : rowGap;
    const wanted = wantedPlace(mark, box, known, edges, rankOf);
    const firstX = box.x + framePadding;
    const ends = [...boxes.values()].map(({ x, width }) => x + width + sideGap);
    const columns = new Set([
      Math.max(firstX, wanted.x),
      firstX,
      ...[...boxes.values()].map(({ x }) => x),
      ...(ends.length === 0 ? [] : [Math.max(...ends)]),
    ]);
    const rank = rankOf.get(mark.id);
    const keepsColumn = mark.parent === undefined || !known.has(mark.parent);
    let best: { readonly place: Box; readonly room: Box; readonly price: number } | undefined;
    for (const x of columns) {
      const column = [...boxes].filter(
        ([, other]) =>
          other.x < x + size.width + sideGap - 0.01 && x < other.x + other.width + sideGap - 0.01,
      );
      const taken = column.map(([, other]) => other);
      const isOwn = column.some(([id, other]) => other.x === x && rankOf.get(id) === rank);
      const isAmongOthers = keepsColumn && taken.length > 0 && !isOwn;
      for (const y of freeTops(taken, wanted.y, box.y + titleHeight, size.height, gap)) {
        const place = { x, y, ...size };
        const grown = grow(box, place);
        const growth = (grown.width * grown.height - box.width * box.height) / 1000;
        const distance = Math.abs(x - wanted.x) + Math.abs(y - wanted.y);
        const price = distance + growth + (isAmongOthers ? amongOthersPrice : 0);
        if (best !== undefined && price >= best.price) continue;
        const same = grown.width === box.width && grown.height === box.height;
        if (same || !blocked(grown)) best = { place, room: grown, price };
      }
    }
    if (best === undefined) {
      left.push(mark);
      continue;
    }
    ({ room: box } = best);
    boxes.set(mark.id, best.place);
    known.set(mark.id, best.place);
  }
  return { box, boxes, left };
}
