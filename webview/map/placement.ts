import type { TopologyEdge } from '../../src/core/topology/topology.ts';
import { severity } from '../../src/core/topology/topology.ts';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { type FrameLayout, extendFrame, layoutFrame } from './frameLayout.ts';
import type { Box } from './geometry.ts';
import { markSizes } from './markSize.ts';
import { type Scene, frameOf, isFrame } from './scene.ts';

/** A frame on the map: its place, the column of frames that it stands in, and its inside. */
interface PlacedFrame {
  readonly x: number;
  readonly y: number;
  readonly column: number;
  readonly layout: FrameLayout;
  /** Which members were unfolded when it was laid out. */
  readonly unfolded: ReadonlySet<string>;
}

/** Where everything stands. Immutable; the next one is made from it, so that what stays keeps its place. */
export interface Placement {
  readonly frames: ReadonlyMap<string, PlacedFrame>;
  /** Folded namespaces, by the number of their place in the grid below the frames. */
  readonly tiles: ReadonlyMap<string, number>;
  readonly tileTop: number;
  readonly tilesPerRow: number;
  /** Boxes of everything that is drawn, frames included. */
  readonly boxes: ReadonlyMap<string, Box>;
}

/** Nothing placed yet. */
export const emptyPlacement: Placement = {
  frames: new Map(),
  tiles: new Map(),
  tileTop: 0,
  tilesPerRow: 1,
  boxes: new Map(),
};

const gutter = 36;
/** Growing frames may come this near to each other before the lower one gives way. */
const narrowGutter = 12;
const tileGap = 14;

interface Group {
  readonly mark: MapMark;
  readonly members: readonly MapMark[];
  readonly edges: readonly TopologyEdge[];
}

function groupByFrame(scene: Scene): { frames: Map<string, Group>; tiles: MapMark[] } {
  const members = new Map<string, MapMark[]>();
  const frameByMark = new Map<string, string>();
  const tiles: MapMark[] = [];
  for (const mark of scene.marks.values()) {
    if (isFrame(mark)) continue;
    const frame = frameOf(scene, mark);
    if (frame === undefined) {
      tiles.push(mark);
      continue;
    }
    frameByMark.set(mark.id, frame);
    const known = members.get(frame);
    if (known === undefined) members.set(frame, [mark]);
    else known.push(mark);
  }
  const edges = new Map<string, TopologyEdge[]>();
  for (const edge of scene.edges.values()) {
    const frame = frameByMark.get(edge.from);
    if (frame === undefined || frameByMark.get(edge.to) !== frame) continue;
    const known = edges.get(frame);
    if (known === undefined) edges.set(frame, [edge]);
    else known.push(edge);
  }
  const frames = new Map<string, Group>();
  for (const mark of scene.marks.values()) {
    if (!isFrame(mark)) continue;
    frames.set(mark.id, { mark, members: members.get(mark.id) ?? [], edges: edges.get(mark.id) ?? [] });
  }
  return { frames, tiles };
}

/** Problems first, then the namespaces of people before those of the system, then by name. */
function byUrgency(left: MapMark, right: MapMark): number {
  const urgency = ({ state }: MapMark): number => Math.max(severity(state), severity('unknown'));
  const system = ({ name }: MapMark): number => Number(name.startsWith('kube-'));
  const rest = ({ objectKind }: MapMark): number => Number(objectKind === 'Rest');
  const empty = ({ canUnfold }: MapMark): number => Number(!canUnfold);
  return (
    rest(left) - rest(right) ||
    empty(left) - empty(right) ||
    urgency(right) - urgency(left) ||
    system(left) - system(right) ||
    (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)
  );
}

function unfoldedIn(members: readonly MapMark[]): ReadonlySet<string> {
  return new Set(members.filter(({ unfolded }) => unfolded).map(({ id }) => id));
}

/** The window that the map is seen through, in pixels. */
export interface Window {
  readonly width: number;
  readonly height: number;
}

/** The first picture is not made smaller than this to show everything: readable comes before whole. */
export const readableZoom = 0.75;

/** What is left free around the map in the window, in pixels. */
export const viewMargin = 20;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly column: number;
}

/**
 * Packs frames into columns so that all can be seen as large as possible; where that would be too small to read, so that
 * the columns fill the width of the window and the rest is below, in reading order.
 */
function packFrames(
  layouts: readonly (readonly [string, FrameLayout])[],
  window: Window,
): ReadonlyMap<string, Place> {
  let best: { readonly worth: number; readonly places: ReadonlyMap<string, Place> } | undefined;
  for (let count = 1; count <= Math.max(1, layouts.length); count += 1) {
    const heights = Array.from({ length: count }, () => 0);
    const widths = Array.from({ length: count }, () => 0);
    const chosen = layouts.map(([id, { width, height }]) => {
      const column = heights.indexOf(Math.min(...heights));
      const y = heights[column] ?? 0;
      heights[column] = y + height + gutter;
      widths[column] = Math.max(widths[column] ?? 0, width);
      return { id, column, y };
    });
    const starts: number[] = [];
    let right = -gutter;
    for (const width of widths) {
      starts.push(right + gutter);
      right += gutter + width;
    }
    const across = Math.min(1, (window.width - 2 * viewMargin) / right);
    const whole = Math.min(across, (window.height - 2 * viewMargin) / Math.max(1, ...heights));
    const worth = Math.max(whole, across >= readableZoom ? readableZoom * (1 - 0.01 / count) : 0);
    if (best !== undefined && worth <= best.worth) continue;
    const places = new Map<string, Place>();
    for (const { id, column, y } of chosen) places.set(id, { x: starts[column] ?? 0, y, column });
    best = { worth, places };
  }
  return best?.places ?? new Map<string, Place>();
}

/** Frames below one that grew, and columns beside one that widened, give way; nothing else moves. */
function settle(frames: Map<string, PlacedFrame>): void {
  const columns = new Map<number, [string, PlacedFrame][]>();
  for (const entry of frames) {
    const column = columns.get(entry[1].column);
    if (column === undefined) columns.set(entry[1].column, [entry]);
    else column.push(entry);
  }
  let right = -Infinity;
  for (const [, column] of [...columns].sort(([left], [other]) => left - other)) {
    const shift = Math.max(0, right - Math.min(...column.map(([, { x }]) => x)));
    let bottom = -Infinity;
    for (const [id, frame] of column.sort(([, left], [, other]) => left.y - other.y)) {
      const moved = { ...frame, x: frame.x + shift, y: Math.max(frame.y, bottom) };
      bottom = moved.y + moved.layout.height + narrowGutter;
      frames.set(id, moved);
      right = Math.max(right, moved.x + moved.layout.width + narrowGutter);
    }
  }
}

function placeTiles(tiles: readonly MapMark[], before: ReadonlyMap<string, number>): Map<string, number> {
  const places = new Map<string, number>();
  for (const { id } of tiles) {
    const place = before.get(id);
    if (place !== undefined) places.set(id, place);
  }
  const taken = new Set(places.values());
  let next = 0;
  for (const { id } of [...tiles].sort(byUrgency)) {
    if (places.has(id)) continue;
    while (taken.has(next)) next += 1;
    taken.add(next);
    places.set(id, next);
  }
  return places;
}

function boxesOf(placement: Omit<Placement, 'boxes'>): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const [id, { x, y, layout }] of placement.frames) {
    boxes.set(id, { x, y, width: layout.width, height: layout.height });
    for (const [member, box] of layout.boxes) boxes.set(member, { ...box, x: box.x + x, y: box.y + y });
  }
  const { width, height } = markSizes.tile;
  for (const [id, place] of placement.tiles) {
    const x = (place % placement.tilesPerRow) * (width + tileGap);
    const y = placement.tileTop + Math.floor(place / placement.tilesPerRow) * (height + tileGap);
    boxes.set(id, { x, y, width, height });
  }
  return boxes;
}

/**
 * Finds a place for everything in the scene. What has a place keeps it: a frame is laid out anew only when something in it
 * was folded or unfolded, or needs a column that it lacks. From nothing (or from another cluster) all is packed to the
 * window.
 */
export function placeScene(scene: Scene, before: Placement, window: Window): Placement {
  const { frames: groups, tiles } = groupByFrame(scene);
  const frames = new Map<string, PlacedFrame>();
  const kept = [...groups.keys()].filter((id) => before.frames.has(id));
  const keptTiles = tiles.filter(({ id }) => before.tiles.has(id)).length;
  const fresh = kept.length + keptTiles === 0;
  for (const [id, group] of groups) {
    const known = before.frames.get(id);
    if (known === undefined) continue;
    const unfolded = unfoldedIn(group.members);
    const refolded = group.members.some(
      (member) =>
        known.layout.boxes.has(member.id) && unfolded.has(member.id) !== known.unfolded.has(member.id),
    );
    const extended = refolded ? undefined : extendFrame(known.layout, group.members, group.edges);
    const layout = extended ?? layoutFrame(group.members, group.edges);
    frames.set(id, { ...known, layout, unfolded });
  }
  const added = [...groups]
    .filter(([id]) => !frames.has(id))
    .sort(([, left], [, right]) => byUrgency(left.mark, right.mark));
  const layouts = added.map(([id, { members, edges }]) => [id, layoutFrame(members, edges)] as const);
  const add = (id: string, layout: FrameLayout, place: { x: number; y: number; column: number }): void => {
    frames.set(id, { ...place, layout, unfolded: unfoldedIn(groups.get(id)?.members ?? []) });
  };
  if (frames.size === 0) {
    const places = packFrames(layouts, window);
    for (const [id, layout] of layouts) add(id, layout, places.get(id) ?? { x: 0, y: 0, column: 0 });
  } else {
    for (const [id, layout] of layouts) {
      const ends = new Map<number, { x: number; y: number; column: number }>();
      for (const { x, y, column, layout: inside } of frames.values()) {
        const end = y + inside.height + gutter;
        const known = ends.get(column);
        ends.set(column, { x: Math.min(x, known?.x ?? x), y: Math.max(end, known?.y ?? 0), column });
      }
      const shortest = [...ends.values()].reduce((best, end) => (end.y < best.y ? end : best));
      add(id, layout, shortest);
    }
  }
  settle(frames);
  const bottom = Math.max(0, ...[...frames.values()].map(({ y, layout }) => y + layout.height + gutter));
  const right = Math.max(0, ...[...frames.values()].map(({ x, layout }) => x + layout.width));
  const { width, height } = markSizes.tile;
  const aspect = window.width / window.height;
  const square = Math.ceil(Math.sqrt((tiles.length * aspect * (height + tileGap)) / (width + tileGap)));
  const wide = Math.floor((right + tileGap) / (width + tileGap));
  const placement = {
    frames,
    tiles: placeTiles(tiles, fresh ? new Map<string, number>() : before.tiles),
    tileTop: fresh || before.tiles.size === 0 ? bottom : Math.max(bottom, before.tileTop),
    tilesPerRow:
      fresh || before.tiles.size === 0 ? Math.max(1, wide > 0 ? wide : square) : before.tilesPerRow,
  };
  return { ...placement, boxes: boxesOf(placement) };
}
