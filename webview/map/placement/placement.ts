import { type TopologyEdge, edgeId } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { type Scene, frameOf, isFrame } from '../scene/scene.ts';
import { type Route, blockGraph } from './frameBlocks.ts';
import { type FrameLayout, composeFrame, provisionalPlaces } from './frameLayout.ts';
import { type Box, type Point, type Size, boundsOf } from './geometry.ts';
import { byUrgency, gutter, packFrames, packTiles, tilesSize } from './packFrames.ts';

/** Where everything stands. Immutable; what stays keeps the very box that it had. */
export interface Placement {
  /** Boxes of everything that is drawn, frames included. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** The frame that each mark was placed in. */
  readonly inside: ReadonlyMap<string, string>;
  readonly frames: ReadonlySet<string>;
  /** Continuations of frames that have no room left beside themselves. */
  readonly annexes: ReadonlyMap<string, readonly Box[]>;
  /** Where a group stood, folded, whose frame found room elsewhere only: it goes back there when it is folded again. */
  readonly homes: ReadonlyMap<string, Box>;
  /** Ways of lines round what stands between their ends, by the id of the line. */
  readonly routes: ReadonlyMap<string, Route>;
  /** Frames whose inside is provisional: nothing has laid it out yet. */
  readonly unsettled: ReadonlySet<string>;
}

/** Nothing placed yet. */
export const emptyPlacement: Placement = {
  boxes: new Map(),
  inside: new Map(),
  frames: new Set(),
  annexes: new Map(),
  homes: new Map(),
  routes: new Map(),
  unsettled: new Set(),
};

/** A frame with what stands in it. */
export interface FrameGroup {
  readonly mark: MapMark;
  readonly members: readonly MapMark[];
  readonly edges: readonly TopologyEdge[];
}

/** What is placed on the map itself, and what is placed inside of frames. */
export interface SceneGroups {
  readonly frames: ReadonlyMap<string, FrameGroup>;
  readonly singles: readonly MapMark[];
  readonly inside: ReadonlyMap<string, string>;
}

/** Sorts the marks and lines of a scene into its frames. */
export function groupByFrame(scene: Scene): SceneGroups {
  const members = new Map<string, MapMark[]>();
  const inside = new Map<string, string>();
  const singles: MapMark[] = [];
  for (const mark of scene.marks.values()) {
    if (isFrame(mark)) continue;
    const frame = frameOf(scene, mark);
    if (frame === undefined) {
      singles.push(mark);
      continue;
    }
    inside.set(mark.id, frame);
    const known = members.get(frame);
    if (known === undefined) members.set(frame, [mark]);
    else known.push(mark);
  }
  const edges = new Map<string, TopologyEdge[]>();
  for (const edge of scene.edges.values()) {
    const frame = inside.get(edge.from);
    if (frame === undefined || inside.get(edge.to) !== frame) continue;
    const known = edges.get(frame);
    if (known === undefined) edges.set(frame, [edge]);
    else known.push(edge);
  }
  const frames = new Map<string, FrameGroup>();
  for (const mark of scene.marks.values()) {
    if (!isFrame(mark)) continue;
    frames.set(mark.id, { mark, members: members.get(mark.id) ?? [], edges: edges.get(mark.id) ?? [] });
  }
  return { frames, singles, inside };
}

/** The inside of a frame at once. */
export function provisionalFrame({ members, edges }: FrameGroup): FrameLayout {
  const graph = blockGraph(members, edges);
  return composeFrame(graph, provisionalPlaces(graph));
}

/** The boxes of a frame's inside on the map. */
export function insideBoxes({ boxes }: FrameLayout, corner: Point): Map<string, Box> {
  return new Map([...boxes].map(([id, box]) => [id, { ...box, x: box.x + corner.x, y: box.y + corner.y }]));
}

/** The ways of lines inside a frame on the map, by the id of the line. */
export function insideRoutes({ routes }: FrameLayout, corner: Point): Map<string, Route> {
  const shift = ({ x, y }: Point): Point => ({ x: x + corner.x, y: y + corner.y });
  return new Map(
    routes.map((route) => [edgeId(route.from, route.to), { ...route, via: route.via.map(shift) }]),
  );
}

/** Whether lines inside the frame give a layout engine something to do. */
export function hasFlow({ edges }: FrameGroup): boolean {
  return edges.some(({ kind }) => kind !== 'owns');
}

/**
 * Packs everything from nothing.
 * @param layouts insides that are known already; the others are provisional
 */
export function packScene(
  groups: SceneGroups,
  layouts: ReadonlyMap<string, FrameLayout>,
  window: Size,
): Placement {
  const ordered = [...groups.frames].sort(([, left], [, right]) => byUrgency(left.mark, right.mark));
  const insides = ordered.map(([id, group]) => [id, layouts.get(id) ?? provisionalFrame(group)] as const);
  const places = packFrames(
    insides.map(([id, { width, height }]) => [id, { width, height }]),
    window,
    tilesSize(groups.singles.length, window),
  );
  const boxes = new Map<string, Box>();
  const routes = new Map<string, Route>();
  for (const [id, layout] of insides) {
    const box = places.get(id);
    if (box === undefined) continue;
    boxes.set(id, box);
    for (const [member, place] of insideBoxes(layout, box)) boxes.set(member, place);
    for (const [edge, route] of insideRoutes(layout, box)) routes.set(edge, route);
  }
  const bounds = boundsOf(places.values());
  const top = bounds === undefined ? 0 : bounds.height + gutter;
  for (const [id, box] of packTiles(groups.singles, top, bounds?.width ?? 0, window)) boxes.set(id, box);
  return {
    boxes,
    inside: groups.inside,
    frames: new Set(groups.frames.keys()),
    annexes: new Map(),
    homes: new Map(),
    routes,
    unsettled: new Set(ordered.flatMap(([id, group]) => (!layouts.has(id) && hasFlow(group) ? [id] : []))),
  };
}
