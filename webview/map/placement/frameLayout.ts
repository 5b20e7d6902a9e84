import type { BlockGraph, BlockPlaces, FrameBlock, Route } from './frameBlocks.ts';
import { looseBlocks } from './frameBlocks.ts';
import { type Box, type Point, type Size, boundsOf, nearestFreeTop } from './geometry.ts';

/** The inside of a frame: boxes relative to its upper left corner. */
export interface FrameLayout extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: readonly Route[];
}

/** Room for the frame's title. */
export const titleHeight = 36;
/** Between the marks and the border of their frame. */
export const framePadding = 16;
/** Between the columns of the flow. */
export const columnGap = 54;
/** Between marks in one column. */
export const rowGap = 10;
const looseGap = 14;
const minimumWidth = 250;
/** Marks without lines fill a frame about so much wider than high. */
const looseAspect = 1.6;

/**
 * The column of each block: one further than what leads to it, no nearer to the outside than its kind says. Lines that go
 * round in a circle are followed once.
 */
function columnsByFlow({ blocks, edges }: BlockGraph): ReadonlyMap<string, number> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) sources.set(to, [...(sources.get(to) ?? []), from]);
  const rankOf = new Map(blocks.map(({ mark, rank }) => [mark.id, rank]));
  const depths = new Map<string, number>();
  const open = new Set<string>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const rank = rankOf.get(id) ?? 0;
    if (open.has(id)) return rank;
    open.add(id);
    const depth = Math.max(rank, ...(sources.get(id) ?? []).map((source) => depthOf(source) + 1));
    depths.set(id, depth);
    return depth;
  };
  for (const { mark } of blocks) depthOf(mark.id);
  return depths;
}

/** Places at once, without a layout engine: columns by the depth of the flow, each block level with what leads to it. */
export function provisionalPlaces(graph: BlockGraph): BlockPlaces {
  const loose = new Set(looseBlocks(graph));
  const blocks = graph.blocks.filter((block) => !loose.has(block));
  const depths = columnsByFlow(graph);
  const columns = new Map<number, FrameBlock[]>();
  for (const block of blocks) {
    const depth = depths.get(block.mark.id) ?? 0;
    const known = columns.get(depth);
    if (known === undefined) columns.set(depth, [block]);
    else known.push(block);
  }
  const places = new Map<string, Point>();
  const middles = new Map<string, number>();
  let x = 0;
  for (const [, column] of [...columns].sort(([left], [right]) => left - right)) {
    const taken: Box[] = [];
    const wanted = column.map((block) => {
      const kin = graph.edges.flatMap(({ from, to }) =>
        to === block.mark.id ? (middles.get(from) ?? []) : [],
      );
      const mean = kin.length === 0 ? undefined : kin.reduce((sum, value) => sum + value, 0) / kin.length;
      return { block, mean };
    });
    wanted.sort((left, right) => (left.mean ?? Infinity) - (right.mean ?? Infinity) || 0);
    for (const { block, mean } of wanted) {
      const below = taken.reduce((bottom, box) => Math.max(bottom, box.y + box.height + rowGap), 0);
      const top = mean === undefined ? below : mean - block.height / 2;
      const y = nearestFreeTop(taken, top, block.height, rowGap, 0);
      taken.push({ x, y, width: block.width, height: block.height });
      places.set(block.mark.id, { x, y });
      middles.set(block.mark.id, y + block.height / 2);
    }
    x += Math.max(...column.map(({ width }) => width)) + columnGap;
  }
  return places;
}

/** Puts the blocks that no line joins in rows below the others. */
function addLoose(loose: readonly FrameBlock[], joined: readonly Box[], boxes: Map<string, Box>): void {
  if (loose.length === 0) return;
  const bounds = boundsOf(joined);
  const area = loose.reduce((sum, { width, height }) => sum + (width + looseGap) * (height + rowGap), 0);
  const room = Math.max(bounds?.width ?? 0, Math.sqrt(area * looseAspect), loose[0]?.width ?? 0);
  let y = bounds === undefined ? 0 : bounds.y + bounds.height + looseGap + rowGap;
  let x = 0;
  let rowHeight = 0;
  // Equal heights together: rows without holes.
  const ordered = [...loose].sort((left, right) => left.rank - right.rank || right.height - left.height);
  for (const { boxes: inside, width, height } of ordered) {
    if (x > 0 && x + width > room) {
      x = 0;
      y += rowHeight + rowGap;
      rowHeight = 0;
    }
    for (const [id, box] of inside) boxes.set(id, { ...box, x: x + box.x, y: y + box.y });
    x += width + looseGap;
    rowHeight = Math.max(rowHeight, height);
  }
}

/** The inside of a frame from the places of its joined blocks: the rest of the frame is the same whoever chose them. */
export function composeFrame(
  graph: BlockGraph,
  places: BlockPlaces,
  routes: readonly Route[] = [],
): FrameLayout {
  const loose = looseBlocks(graph);
  const placed = new Map<string, Box>();
  for (const { mark, boxes } of graph.blocks) {
    const place = places.get(mark.id);
    if (place === undefined) continue;
    for (const [id, box] of boxes) placed.set(id, { ...box, x: place.x + box.x, y: place.y + box.y });
  }
  addLoose(
    [...loose, ...graph.blocks.filter((block) => !places.has(block.mark.id) && !loose.includes(block))],
    [...placed.values()],
    placed,
  );
  const bounds = boundsOf(placed.values()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [shiftX, shiftY] = [framePadding - bounds.x, titleHeight - bounds.y];
  const boxes = new Map<string, Box>();
  for (const [id, box] of placed) {
    boxes.set(id, { ...box, x: Math.round(box.x + shiftX), y: Math.round(box.y + shiftY) });
  }
  const shifted = routes.map((route) => ({
    ...route,
    via: route.via.map(({ x, y }) => ({ x: Math.round(x + shiftX), y: Math.round(y + shiftY) })),
  }));
  return {
    boxes,
    routes: shifted,
    width: Math.max(minimumWidth, Math.round(bounds.width) + 2 * framePadding),
    height: titleHeight + Math.round(bounds.height) + framePadding,
  };
}
