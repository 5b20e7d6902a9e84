import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Scene } from '../scene/scene.ts';
import { type FrameRoom, extendRoom } from './extendFrame.ts';
import { blockGraph } from './frameBlocks.ts';
import { composeFrame, provisionalPlaces } from './frameLayout.ts';
import { type Box, type Point, type Size, collides } from './geometry.ts';
import { flowRank, markSizes } from './markSize.ts';
import {
  type FrameGroup,
  type Placement,
  type SceneGroups,
  groupByFrame,
  hasFlow,
  insideBoxes,
  packScene,
  provisionalFrame,
} from './placement.ts';
import { byUrgency } from './packFrames.ts';
import { TopLevel } from './topLevel.ts';

/** Whether a placement has a place for everything in the scene and for nothing else: then there is nothing to do. */
function isPlaced({ frames, inside }: SceneGroups, scene: Scene, before: Placement): boolean {
  if (before.boxes.size !== scene.marks.size || before.frames.size !== frames.size) return false;
  for (const id of scene.marks.keys()) {
    if (!before.boxes.has(id) || before.inside.get(id) !== inside.get(id)) return false;
    if (before.frames.has(id) !== frames.has(id)) return false;
  }
  return true;
}

/** Pods that were unfolded by hand and came so far from their workload are better laid out with the whole frame. */
const farFromKin = 420;

const emptyBox: Box = { x: 0, y: 0, width: 0, height: 0 };

/** One update of a placement. What survives keeps its very box; the rest is found a place for. */
class PlacementUpdate {
  readonly #groups: SceneGroups;
  readonly #before: Placement;
  readonly #top: TopLevel;
  readonly #boxes = new Map<string, Box>();
  readonly #annexes = new Map<string, readonly Box[]>();
  readonly #homes = new Map<string, Box>();
  readonly #unsettled = new Set<string>();

  constructor(groups: SceneGroups, before: Placement, window: Size) {
    this.#groups = groups;
    this.#before = before;
    this.#top = new TopLevel(window);
  }

  run(refolded: ReadonlySet<string>): Placement {
    const { frames, singles, inside } = this.#groups;
    const kept = [...frames].filter(([id]) => this.#before.frames.has(id));
    const added = [...frames].filter(([id]) => !this.#before.frames.has(id));
    const newSingles = singles.filter((mark) => !this.#keepSingle(mark));
    for (const [id] of kept) this.#keepFrame(id);
    this.#keepHomes(added.map(([id]) => id));
    for (const [id, group] of kept) {
      const byHand = group.members.some((member) => refolded.has(member.id));
      this.#extend(id, group, byHand);
    }
    added.sort(([, left], [, right]) => byUrgency(left.mark, right.mark));
    for (const [id, group] of added) this.#addFrame(id, group);
    for (const mark of newSingles.sort(byUrgency)) this.#addSingle(mark);
    return {
      boxes: this.#boxes,
      inside,
      frames: new Set(frames.keys()),
      annexes: this.#annexes,
      homes: this.#homes,
      routes: this.#keptRoutes(),
      unsettled: this.#unsettled,
    };
  }

  /** Lines whose ends stand where they stood go their way. */
  #keptRoutes(): Placement['routes'] {
    const stays = (id: string): boolean => {
      const box = this.#boxes.get(id);
      return box !== undefined && box === this.#before.boxes.get(id);
    };
    return new Map([...this.#before.routes].filter(([, { from, to }]) => stays(from) && stays(to)));
  }

  #wasSingle(id: string): boolean {
    return !this.#before.frames.has(id) && !this.#before.inside.has(id);
  }

  #keepSingle({ id }: MapMark): boolean {
    const box = this.#before.boxes.get(id);
    if (box === undefined || !this.#wasSingle(id)) return false;
    this.#boxes.set(id, box);
    this.#top.take(id, box);
    return true;
  }

  #keepFrame(id: string): void {
    const box = this.#before.boxes.get(id);
    if (box === undefined) return;
    this.#boxes.set(id, box);
    this.#top.take(id, box, ...(this.#before.annexes.get(id) ?? []));
    if (this.#before.unsettled.has(id)) this.#unsettled.add(id);
  }

  /** The place of a group that is unfolded elsewhere stays free for it. */
  #keepHomes(unfolding: readonly string[]): void {
    for (const [id, box] of this.#before.homes) {
      if (!this.#groups.frames.has(id)) continue;
      this.#homes.set(id, box);
      this.#top.take(`home ${id}`, box);
    }
    for (const id of unfolding) {
      const box = this.#before.boxes.get(id);
      if (box === undefined || !this.#wasSingle(id)) continue;
      this.#homes.set(id, box);
      this.#top.take(`home ${id}`, box);
    }
  }

  #survivors(id: string, { members }: FrameGroup): Map<string, Box> {
    const boxes = new Map<string, Box>();
    for (const member of members) {
      const box = this.#before.boxes.get(member.id);
      if (box !== undefined && this.#before.inside.get(member.id) === id) boxes.set(member.id, box);
    }
    return boxes;
  }

  #extend(id: string, group: FrameGroup, byHand: boolean): void {
    const box = this.#before.boxes.get(id);
    if (box === undefined) return;
    const kept = this.#survivors(id, group);
    const added = group.members.filter((member) => !kept.has(member.id));
    if (added.length === 0) {
      this.#keepInside(id, kept);
      return;
    }
    if (byHand && !this.#fitsBeside(id, box, kept, group, added)) {
      this.#layOutAnew(id, group, box);
      return;
    }
    this.#fill(id, box, kept, group, added);
  }

  /** Nothing came: what is left stays, and a continuation that nothing is left in goes. */
  #keepInside(id: string, kept: ReadonlyMap<string, Box>): void {
    for (const [member, box] of kept) this.#boxes.set(member, box);
    if (!this.#before.annexes.has(id)) return;
    const [, ...rooms] = this.#rooms(id, this.#boxes.get(id) ?? emptyBox, kept);
    const used = rooms.filter(({ boxes }) => boxes.size > 0).map(({ box }) => box);
    if (used.length > 0) this.#annexes.set(id, used);
  }

  #rooms(id: string, frame: Box, kept: ReadonlyMap<string, Box>): FrameRoom[] {
    const annexes = this.#before.annexes.get(id) ?? [];
    const within = (outer: Box, box: Box): boolean =>
      box.x >= outer.x && box.y >= outer.y && box.x < outer.x + outer.width && box.y < outer.y + outer.height;
    return [frame, ...annexes].map((box) => ({
      box,
      boxes: new Map([...kept].filter(([, inner]) => within(box, inner))),
    }));
  }

  #fill(id: string, frame: Box, kept: Map<string, Box>, group: FrameGroup, added: readonly MapMark[]): void {
    const rankOf = new Map(group.members.map((mark) => [mark.id, flowRank(mark)]));
    let left = added;
    const rooms = this.#rooms(id, frame, kept).filter(({ box, boxes }) => box === frame || boxes.size > 0);
    const drawn = rooms.map((room, index) => {
      const others = rooms.flatMap(({ box }, other) => (other === index ? [] : [box]));
      const blocked = (box: Box): boolean =>
        this.#top.blocks(id, box) || others.some((other) => collides(box, other, 0));
      const extended = extendRoom(room, kept, left, group.edges, rankOf, blocked);
      ({ left } = extended);
      for (const [member, box] of extended.boxes) kept.set(member, box);
      return extended.box;
    });
    this.#top.free(id);
    this.#top.take(id, ...drawn);
    const [box = frame, ...annexes] = drawn;
    if (left.length > 0) annexes.push(this.#addAnnex(id, box, left, group, kept));
    this.#boxes.set(id, sameBox(frame, box) ? frame : box);
    for (const [member, place] of kept) this.#boxes.set(member, place);
    if (annexes.length > 0) this.#annexes.set(id, annexes);
  }

  /** A frame with others on all its sides goes on where there is room. */
  #addAnnex(
    id: string,
    frame: Box,
    left: readonly MapMark[],
    { edges }: FrameGroup,
    boxes: Map<string, Box>,
  ): Box {
    const graph = blockGraph(left, edges);
    const layout = composeFrame(graph, provisionalPlaces(graph));
    const { width, height } = layout;
    const box = this.#top.placeFrame({ width, height }, { x: frame.x, y: frame.y + frame.height });
    this.#top.take(id, box);
    for (const [member, place] of insideBoxes(layout, box)) boxes.set(member, place);
    return box;
  }

  /** Whether what a person unfolded finds room near its workload, so that nothing else has to move. */
  #fitsBeside(
    id: string,
    frame: Box,
    kept: ReadonlyMap<string, Box>,
    group: FrameGroup,
    added: readonly MapMark[],
  ): boolean {
    const rankOf = new Map(group.members.map((mark) => [mark.id, flowRank(mark)]));
    const [room] = this.#rooms(id, frame, kept);
    if (room === undefined) return false;
    const { boxes, left } = extendRoom(room, kept, added, group.edges, rankOf, (box) =>
      this.#top.blocks(id, box),
    );
    if (left.length > 0) return false;
    return added.every(({ id: member, parent }) => {
      const [box, owner] = [boxes.get(member), parent === undefined ? undefined : boxes.get(parent)];
      if (box === undefined || owner === undefined) return true;
      return Math.hypot(box.x - owner.x - owner.width, box.y - owner.y) < farFromKin;
    });
  }

  #layOutAnew(id: string, group: FrameGroup, before: Box): void {
    this.#top.free(id);
    this.#putFrame(id, group, before);
  }

  #addFrame(id: string, group: FrameGroup): void {
    const home = this.#homes.get(id);
    if (home !== undefined) this.#top.free(`home ${id}`);
    const box = this.#putFrame(id, group, home ?? { x: 0, y: 0 });
    if (home === undefined) return;
    // Where it stays, nobody has to keep its place free.
    if (box.x === home.x && box.y === home.y) this.#homes.delete(id);
    else this.#top.take(`home ${id}`, home);
  }

  #putFrame(id: string, group: FrameGroup, wanted: Point): Box {
    const layout = provisionalFrame(group);
    const { width, height } = layout;
    const corner = { x: wanted.x, y: wanted.y };
    const there = { ...corner, width, height };
    const box = this.#top.blocks(id, there) ? this.#top.placeFrame({ width, height }, corner) : there;
    this.#boxes.set(id, box);
    this.#top.take(id, box);
    for (const [member, place] of insideBoxes(layout, box)) this.#boxes.set(member, place);
    if (hasFlow(group)) this.#unsettled.add(id);
    return box;
  }

  #addSingle(mark: MapMark): void {
    const size = markSizes.tile;
    const home = this.#before.homes.get(mark.id);
    const frame = this.#before.frames.has(mark.id) ? this.#before.boxes.get(mark.id) : undefined;
    for (const place of [home, frame]) {
      if (place === undefined) continue;
      const box = { x: place.x, y: place.y, ...size };
      if (this.#top.blocks(mark.id, box)) continue;
      this.#put(mark.id, box);
      return;
    }
    const tiles = this.#groups.singles.flatMap(({ id }) => this.#boxes.get(id) ?? []);
    this.#put(mark.id, this.#top.placeTile(size, tiles));
  }

  #put(id: string, box: Box): void {
    this.#boxes.set(id, box);
    this.#top.take(id, box);
  }
}

function sameBox(left: Box, right: Box): boolean {
  return (
    left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height
  );
}

/**
 * Finds a place for everything in the scene. What has a place keeps it, to the pixel: what is new comes near its kin, and a
 * frame that is new, or a group that was unfolded, where there is room. From nothing all is packed to the window.
 * @returns `before` itself when everything has its place
 * @param refolded groups that a person has just folded or unfolded: the frame around one may be laid out anew
 */
export function placeScene(
  scene: Scene,
  before: Placement,
  window: Size,
  refolded: ReadonlySet<string> = new Set(),
): Placement {
  const groups = groupByFrame(scene);
  if (isPlaced(groups, scene, before)) return before;
  const survives = [...scene.marks.keys()].some((id) => before.boxes.has(id));
  if (!survives) return packScene(groups, new Map(), window);
  return new PlacementUpdate(groups, before, window).run(refolded);
}
