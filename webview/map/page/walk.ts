import { type Box, middle } from '../placement/geometry.ts';
import type { Placement } from '../placement/placement.ts';
import type { Scene } from '../scene/scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

function nearest(from: Box, candidates: readonly (readonly [string, Box])[]): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const [id, box] of candidates) {
    const dx = box.x - from.x;
    const dy = middle(box) - middle(from);
    const distance = Math.hypot(dx, dy);
    if (best === undefined || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

/**
 * The mark that an arrow key leads to: right and left along the edges (what it routes to, what leads to it), else to the
 * nearest mark on that side; up and down within the column, else to the nearest mark above or below.
 * @param far whether frames stand for their inside, which then cannot be reached
 */
export function walk(
  scene: Scene,
  placement: Placement,
  from: string,
  direction: Direction,
  far = false,
): string | undefined {
  const origin = placement.boxes.get(from);
  if (origin === undefined) return undefined;
  const boxesOf = (ids: Iterable<string>): (readonly [string, Box])[] =>
    [...ids].flatMap((id) => {
      const hidden = id === from || !scene.marks.has(id) || (far && placement.inside.has(id));
      const box = hidden ? undefined : placement.boxes.get(id);
      return box === undefined ? [] : [[id, box] as const];
    });
  if (direction === 'left' || direction === 'right') {
    const along = [...scene.edges.values()].flatMap((edge) => {
      if (direction === 'right') return edge.from === from ? [edge.to] : [];
      return edge.to === from ? [edge.from] : [];
    });
    const next = nearest(origin, boxesOf(along));
    if (next !== undefined) return next;
  }
  const all = boxesOf(scene.marks.keys());
  const beyond = all.filter(([, box]) => {
    if (direction === 'left') return box.x + box.width <= origin.x;
    if (direction === 'right') return box.x >= origin.x + origin.width;
    return direction === 'up' ? middle(box) < middle(origin) : middle(box) > middle(origin);
  });
  if (direction === 'left' || direction === 'right') {
    const beside = beyond.filter(
      ([, box]) => box.y < origin.y + origin.height && box.y + box.height > origin.y,
    );
    return nearest(origin, beside) ?? nearest(origin, beyond);
  }
  const sameColumn = beyond.filter(([, box]) => Math.abs(box.x - origin.x) < 1);
  return nearest(origin, sameColumn) ?? nearest(origin, beyond);
}
