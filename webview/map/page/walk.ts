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

/** Near by, a frame is its title: what stands in it has places of its own. */
const titleBar = 30;

/** The marks that can be reached, with the boxes that directions are judged by. */
function reachable(scene: Scene, { boxes, inside, frames }: Placement, far: boolean): Map<string, Box> {
  const found = new Map<string, Box>();
  for (const id of scene.marks.keys()) {
    const box = boxes.get(id);
    if (box === undefined || (far && inside.has(id))) continue;
    found.set(id, !far && frames.has(id) ? { ...box, height: titleBar } : box);
  }
  return found;
}

/** The first mark inside a frame, in reading order. */
function firstInside(placement: Placement, frame: string): string | undefined {
  const corner = placement.boxes.get(frame);
  if (corner === undefined) return undefined;
  const members = [...placement.inside].flatMap(([id, around]) => {
    const box = placement.boxes.get(id);
    return around !== frame || box === undefined ? [] : [[id, box] as const];
  });
  return nearest(corner, members);
}

/**
 * The mark that an arrow key leads to: right and left along the edges (what it routes to, what leads to it), else to the
 * nearest mark on that side; up and down within the column, else to the nearest mark above or below. Right and down lead
 * from the title of a frame into it.
 * @param far whether frames stand for their inside, which then cannot be reached
 */
export function walk(
  scene: Scene,
  placement: Placement,
  from: string,
  direction: Direction,
  far = false,
): string | undefined {
  const all = reachable(scene, placement, far);
  const origin = all.get(from);
  if (origin === undefined) return undefined;
  all.delete(from);
  const horizontal = direction === 'left' || direction === 'right';
  if (!far && placement.frames.has(from) && (direction === 'right' || direction === 'down')) {
    const first = firstInside(placement, from);
    if (first !== undefined) return first;
  }
  if (horizontal) {
    const ends = [...scene.edges.values()].flatMap((edge) => {
      if (direction === 'right') return edge.from === from ? [edge.to] : [];
      return edge.to === from ? [edge.from] : [];
    });
    const next = nearest(
      origin,
      [...all].filter(([id]) => ends.includes(id)),
    );
    if (next !== undefined) return next;
  }
  const beyond = [...all].filter(([, box]) => {
    if (direction === 'left') return box.x + box.width <= origin.x;
    if (direction === 'right') return box.x >= origin.x + origin.width;
    return direction === 'up' ? middle(box) < middle(origin) : middle(box) > middle(origin);
  });
  const straight = beyond.filter(([, box]) =>
    horizontal
      ? box.y < origin.y + origin.height && box.y + box.height > origin.y
      : Math.abs(box.x - origin.x) < 1,
  );
  const around = placement.inside.get(from);
  const within = straight.filter(([id]) => placement.inside.get(id) === around);
  // The way up out of a frame leads by its title.
  const title = direction === 'up' && !far ? around : undefined;
  return (
    (horizontal ? undefined : (nearest(origin, within) ?? title)) ??
    nearest(origin, straight) ??
    nearest(origin, beyond)
  );
}
