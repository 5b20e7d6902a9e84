import { severity } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Box, Size } from './geometry.ts';
import { markSizes } from './markSize.ts';

/** Between frames, where nothing has grown yet. */
export const gutter = 36;
/** Growing frames may come this near to each other. */
export const narrowGutter = 12;
export const tileGap = 14;

/** The first picture is not made smaller than this to show everything: readable comes before whole. */
export const readableZoom = 0.75;

/** What is left free around the map in the window, in pixels. */
export const viewMargin = 20;

/** Problems first, then the namespaces of people before those of the system, then by name. */
export function byUrgency(left: MapMark, right: MapMark): number {
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

/** What a frame is likely to grow by, kept free below it. */
function slackOf({ height }: Size): number {
  return Math.min(120, Math.round(height * 0.15));
}

/**
 * Packs frames into columns so that all can be seen as large as possible; where that would be too small to read, so that
 * the columns fill the width of the window and the rest is below, in reading order.
 * @param tiles what will stand below the frames: as wide as it is, the frames may be too
 */
export function packFrames(
  frames: readonly (readonly [string, Size])[],
  window: Size,
  tiles: Size,
): ReadonlyMap<string, Box> {
  let best: { readonly worth: number; readonly places: ReadonlyMap<string, Box> } | undefined;
  for (let count = 1; count <= Math.max(1, frames.length); count += 1) {
    const heights = Array.from({ length: count }, () => 0);
    const widths = Array.from({ length: count }, () => 0);
    const chosen = frames.map(([id, size]) => {
      const column = heights.indexOf(Math.min(...heights));
      const y = heights[column] ?? 0;
      heights[column] = y + size.height + slackOf(size) + gutter;
      widths[column] = Math.max(widths[column] ?? 0, size.width);
      return { id, column, y, size };
    });
    const starts: number[] = [];
    let right = -gutter;
    for (const width of widths) {
      starts.push(right + gutter);
      right += gutter + width;
    }
    const across = Math.min(1, (window.width - 2 * viewMargin) / Math.max(right, tiles.width));
    const total = Math.max(1, ...heights) + tiles.height;
    const whole = Math.min(across, (window.height - 2 * viewMargin) / total);
    const worth = Math.max(whole, across >= readableZoom ? readableZoom * (1 - 0.01 / count) : 0);
    if (best !== undefined && worth <= best.worth) continue;
    const places = new Map<string, Box>();
    for (const { id, column, y, size } of chosen) places.set(id, { x: starts[column] ?? 0, y, ...size });
    best = { worth, places };
  }
  return best?.places ?? new Map<string, Box>();
}

const { width: tileWidth, height: tileHeight } = markSizes.tile;

/** How many folded groups stand in a row: together about the shape of the window, and no narrower than what is above. */
function tilesPerRow(count: number, right: number, window: Size): number {
  const aspect = window.width / window.height;
  const square = Math.ceil(Math.sqrt((count * aspect * (tileHeight + tileGap)) / (tileWidth + tileGap)));
  return Math.max(1, square, Math.floor((right + tileGap) / (tileWidth + tileGap)));
}

/** The room that so many folded groups take. */
export function tilesSize(count: number, window: Size): Size {
  if (count === 0) return { width: 0, height: 0 };
  const perRow = Math.min(count, tilesPerRow(count, 0, window));
  return {
    width: perRow * (tileWidth + tileGap) - tileGap,
    height: Math.ceil(count / perRow) * (tileHeight + tileGap),
  };
}

/** Puts folded groups in rows below the frames. */
export function packTiles(
  tiles: readonly MapMark[],
  top: number,
  right: number,
  window: Size,
): Map<string, Box> {
  const perRow = tilesPerRow(tiles.length, right, window);
  const places = new Map<string, Box>();
  [...tiles].sort(byUrgency).forEach(({ id }, index) => {
    const x = (index % perRow) * (tileWidth + tileGap);
    const y = top + Math.floor(index / perRow) * (tileHeight + tileGap);
    places.set(id, { x, y, width: tileWidth, height: tileHeight });
  });
  return places;
}
