import { type Box, type Point, type Size, boundsOf, freePlace, isFree } from './geometry.ts';
import { gutter, narrowGutter, tileGap } from './packFrames.ts';

/**
 * The boxes that stand on the map itself, by what they belong to: frames with their continuations, folded groups, and the
 * homes that groups have left. Nothing here ever moves; what is new finds a place between.
 */
export class TopLevel {
  readonly #boxes = new Map<string, readonly Box[]>();
  readonly #aspect: number;

  constructor(window: Size) {
    this.#aspect = window.width / Math.max(1, window.height);
  }

  take(owner: string, ...boxes: readonly Box[]): void {
    this.#boxes.set(owner, [...(this.#boxes.get(owner) ?? []), ...boxes]);
  }

  free(owner: string): void {
    this.#boxes.delete(owner);
  }

  /** Whether a box of this owner would come too near to what belongs to others. */
  blocks(owner: string, box: Box, gap = narrowGutter): boolean {
    for (const [other, boxes] of this.#boxes) if (other !== owner && !isFree(box, boxes, gap)) return true;
    return false;
  }

  #all(): readonly Box[] {
    return [...this.#boxes.values()].flat();
  }

  /** A place for a frame: near to where it is wanted, and so that the whole keeps about the shape of the window. */
  placeFrame(size: Size, wanted: Point): Box {
    const taken = this.#all();
    const start = boundsOf(taken) ?? { x: 0, y: 0, width: 0, height: 0 };
    const cost = (box: Box): number => {
      const right = Math.max(start.width, box.x + box.width - start.x, start.x + start.width - box.x);
      const down = Math.max(start.height, box.y + box.height - start.y, start.y + start.height - box.y);
      const extent = Math.max(right / this.#aspect, down);
      return Math.hypot(box.x - wanted.x, box.y - wanted.y) + 1.5 * extent;
    };
    return freePlace(taken, size, wanted, gutter, cost);
  }

  /** A place for a folded group: the first hole in the rows of the others, in reading order. */
  placeTile(size: Size, tiles: readonly Box[]): Box {
    const taken = this.#all();
    const rows = boundsOf(tiles);
    const map = boundsOf(taken);
    const origin =
      rows === undefined
        ? { x: map?.x ?? 0, y: map === undefined ? 0 : map.y + map.height + gutter }
        : { x: rows.x, y: rows.y };
    const right = origin.x + Math.max(rows?.width ?? 0, map?.width ?? 0, size.width);
    const cost = (box: Box): number => {
      const outside = box.x < origin.x - 0.5 || box.x + box.width > right + 0.5 || box.y < origin.y - 0.5;
      return box.y * 10 + box.x + (outside ? 1e7 : 0);
    };
    return freePlace(taken, size, origin, tileGap, cost);
  }
}
