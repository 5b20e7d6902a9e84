/** A rectangle in map units (one unit is one CSS pixel at zoom 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place in map units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height, in map units. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The middle of a box from top to bottom. */
export function middle({ y, height }: Box): number {
  return y + height / 2;
}

/** The smallest box around all of them; `undefined` when there is none. */
export function boundsOf(boxes: Iterable<Box>): Box | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left === Infinity ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Rounding of places must not make neighbours overlap. */
const tolerance = 0.01;

/** Whether two boxes come nearer to each other than the gap. */
export function collides(left: Box, right: Box, gap: number): boolean {
  return (
    left.x < right.x + right.width + gap - tolerance &&
    right.x < left.x + left.width + gap - tolerance &&
    left.y < right.y + right.height + gap - tolerance &&
    right.y < left.y + left.height + gap - tolerance
  );
}

/** Whether a box keeps its distance to all others. */
export function isFree(box: Box, taken: Iterable<Box>, gap: number): boolean {
  for (const other of taken) if (collides(box, other, gap)) return false;
  return true;
}

/** The top nearest to the wanted one at which a box of this height keeps its distance to all that is there already. */
export function nearestFreeTop(
  taken: readonly Box[],
  wantedTop: number,
  height: number,
  gap: number,
  firstTop: number,
): number {
  const tops = [Math.max(firstTop, wantedTop), firstTop];
  for (const box of taken) tops.push(box.y + box.height + gap, box.y - gap - height);
  let best = Infinity;
  for (const top of tops) {
    if (top < firstTop || Math.abs(top - wantedTop) >= Math.abs(best - wantedTop)) continue;
    const free = taken.every(
      (box) => top + height + gap <= box.y + tolerance || top >= box.y + box.height + gap - tolerance,
    );
    if (free) best = top;
  }
  return best;
}

/** What a place costs; the cheapest is taken. */
export type PlaceCost = (box: Box) => number;

/**
 * The best free place of this size: where it is wanted, or beside what is there already. There always is one: nothing
 * stands to the right of everything.
 */
export function freePlace(
  taken: readonly Box[],
  size: Size,
  wanted: Point,
  gap: number,
  cost: PlaceCost,
): Box {
  const candidates: Box[] = [{ ...wanted, ...size }];
  for (const { x, y, width, height } of taken) {
    candidates.push(
      { x: x + width + gap, y, ...size },
      { x, y: y + height + gap, ...size },
      { x: x + width + gap, y: y + height - size.height, ...size },
      { x, y: y - gap - size.height, ...size },
      { x: x - gap - size.width, y, ...size },
    );
  }
  const bounds = boundsOf(taken);
  if (bounds !== undefined) candidates.push({ x: bounds.x, y: bounds.y + bounds.height + gap, ...size });
  const [best] = candidates
    .map((box) => ({ box, price: cost(box) }))
    .sort((left, right) => left.price - right.price)
    .filter(({ box }) => isFree(box, taken, gap));
  return best?.box ?? { ...wanted, ...size };
}
