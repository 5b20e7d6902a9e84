/** A rectangle in map units (one unit is one CSS pixel at zoom 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
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

/**
 * Puts items of given heights one below the other, each as near as it can get to the middle that it wants, in their order.
 * @returns their tops; the last one ends at `total` at most, when they fit at all
 */
export function spread(
  wanted: readonly { readonly middle: number; readonly height: number }[],
  gap: number,
  total: number,
): readonly number[] {
  let below = wanted.reduce((sum, { height }) => sum + height, 0) + gap * Math.max(0, wanted.length - 1);
  let top = 0;
  return wanted.map(({ middle: center, height }) => {
    const y = Math.max(top, Math.min(center - height / 2, total - below));
    below -= height + gap;
    top = y + height + gap;
    return y;
  });
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
  const free = tops.filter(
    (top) =>
      top >= firstTop &&
      taken.every((box) => top + height + gap <= box.y + 0.01 || top >= box.y + box.height + gap - 0.01),
  );
  return free.reduce(
    (best, top) => (Math.abs(top - wantedTop) < Math.abs(best - wantedTop) ? top : best),
    free[0] ?? firstTop,
  );
}
