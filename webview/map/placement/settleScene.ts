import type { Scene } from '../scene/scene.ts';
import { type BlockGraph, blockGraph } from './frameBlocks.ts';
import type { FlowPlaces } from './flowLayout.ts';
import { type FrameLayout, composeFrame } from './frameLayout.ts';
import type { Box, Size } from './geometry.ts';
import {
  type FrameGroup,
  type Placement,
  groupByFrame,
  insideBoxes,
  insideRoutes,
  packScene,
} from './placement.ts';
import { TopLevel } from './topLevel.ts';

/** The inside of a frame as the layout engine saw it: to be laid down only while the frame still holds the same. */
export interface SettledInside extends FlowPlaces {
  readonly graph: BlockGraph;
}

/** The frame's inside when it still holds what was laid out. */
function layoutOf(group: FrameGroup, { graph, places, routes }: SettledInside): FrameLayout | undefined {
  const now = blockGraph(group.members, group.edges);
  const before = new Map(graph.blocks.map((block) => [block.mark.id, block]));
  const same =
    now.blocks.length === before.size &&
    now.edges.length === graph.edges.length &&
    now.blocks.every(({ mark, width, height, boxes }) => {
      const old = before.get(mark.id);
      return (
        old?.width === width && old.height === height && [...boxes.keys()].every((id) => old.boxes.has(id))
      );
    });
  return same ? composeFrame(now, places, routes) : undefined;
}

/**
 * Gives frames the inside that the layout engine found. Each settles once, and only to the inside that it has.
 * @param insides what the engine found, by frame; `undefined` where it found nothing or may not be heard
 * @param packed whether nobody has touched the map since it was packed: then the frames are packed anew to their new sizes
 */
export function settleScene(
  scene: Scene,
  before: Placement,
  insides: ReadonlyMap<string, SettledInside | undefined>,
  window: Size,
  packed: boolean,
): Placement {
  const groups = groupByFrame(scene);
  const layouts = new Map<string, FrameLayout>();
  for (const [id, inside] of insides) {
    const group = groups.frames.get(id);
    const layout = group === undefined || inside === undefined ? undefined : layoutOf(group, inside);
    if (layout !== undefined) layouts.set(id, layout);
  }
  // Who was not to be heard has settled where it is; whose content changed meanwhile may be asked about again.
  const done = (id: string): boolean => layouts.has(id) || (insides.has(id) && insides.get(id) === undefined);
  const unsettled = new Set([...before.unsettled].filter((id) => !done(id)));
  if (packed && layouts.size > 0) return { ...packScene(groups, layouts, window), unsettled };
  const top = new TopLevel(window);
  for (const [id, box] of before.boxes) if (!before.inside.has(id)) top.take(id, box);
  for (const [id, annexes] of before.annexes) top.take(id, ...annexes);
  for (const [id, home] of before.homes) top.take(`home ${id}`, home);
  const boxes = new Map(before.boxes);
  const annexes = new Map(before.annexes);
  const routes = new Map(before.routes);
  for (const [id, layout] of layouts) {
    const old = before.boxes.get(id);
    if (old === undefined) continue;
    const { width, height } = layout;
    top.free(id);
    const there: Box = { x: old.x, y: old.y, width, height };
    const box = top.blocks(id, there) ? top.placeFrame({ width, height }, old) : there;
    top.take(id, box);
    boxes.set(id, box);
    annexes.delete(id);
    for (const [member, place] of insideBoxes(layout, box)) boxes.set(member, place);
    for (const [edge, route] of insideRoutes(layout, box)) routes.set(edge, route);
  }
  return { ...before, boxes, annexes, routes, unsettled };
}
