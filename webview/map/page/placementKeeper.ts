import type { Scene } from '../scene/scene.ts';
import { blockGraph } from '../placement/frameBlocks.ts';
import { flowGraph, placesIn } from '../placement/flowLayout.ts';
import type { Size } from '../placement/geometry.ts';
import type { LayOut } from '../placement/layoutWorker.ts';
import { type FrameGroup, type Placement, emptyPlacement, groupByFrame } from '../placement/placement.ts';
import { placeScene } from '../placement/placeScene.ts';
import { type SettledInside, settleScene } from '../placement/settleScene.ts';

/** What the keeper of places asks of the page. */
export interface KeeperOptions {
  readonly layOut: LayOut;
  readonly window: () => Size;
  /** Whether somebody looks at a frame closely: its pointer, focus or selection is in it. */
  readonly touched: (frame: string) => boolean;
  /** Whether somebody has moved or used the map since it was packed. */
  readonly used: () => boolean;
  /** The insides of frames have settled: `quick` when it came so soon that it is the first picture still. */
  readonly settled: (before: Placement, quick: boolean) => void;
}

/** An answer within this time, in milliseconds, replaces the first picture without a transition. */
const quickAnswer = 150;
/** While the first lists arrive, frames are not laid out: they would be laid out again at once. In milliseconds. */
const quietTime = 120;
/** A frame that never holds still keeps its provisional places after so many layouts. */
const mostTries = 5;

/** Holds the places: gives each scene its placement at once, and lets new frames settle when the layout engine has answered. */
export class PlacementKeeper {
  readonly #options: KeeperOptions;
  #placement: Placement = emptyPlacement;
  #scene: Scene | undefined;
  /** Packed from nothing, with nothing settled or held yet. */
  #fresh = true;
  #packedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settling = false;
  #tries = 0;
  #engineFailed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get placement(): Placement {
    return this.#placement;
  }

  /** The next scene is another picture: nothing of the places is held. */
  forget(): void {
    this.#placement = emptyPlacement;
    this.#fresh = true;
  }

  /** Takes places from an earlier life of the page. */
  restore(placement: Placement): void {
    this.#placement = placement;
    this.#fresh = false;
  }

  /** Lays everything out from nothing. */
  arrange(scene: Scene): void {
    this.forget();
    this.place(scene, new Set());
  }

  /**
   * Finds places for a scene.
   * @returns whether everything was packed from nothing
   */
  place(scene: Scene, refolded: ReadonlySet<string>): boolean {
    const before = this.#placement;
    this.#scene = scene;
    // While nothing is there, what was there keeps its places: it may come back.
    if (scene.marks.size === 0) return false;
    this.#placement = placeScene(scene, before, this.#options.window(), refolded);
    if (this.#placement === before) return false;
    const packed =
      before.boxes.size === 0 || ![...this.#placement.boxes.keys()].some((id) => before.boxes.has(id));
    this.#tries = 0;
    if (packed) {
      this.#fresh = true;
      this.#packedAt = performance.now();
    }
    this.#settleSoon(packed && !this.#isLoading() ? 0 : quietTime);
    return packed;
  }

  #isLoading(): boolean {
    return this.#scene?.status.freshness === 'connecting';
  }

  #settleSoon(pause: number): void {
    clearTimeout(this.#timer);
    if (this.#placement.unsettled.size === 0 || this.#engineFailed) return;
    this.#timer = setTimeout(() => {
      if (this.#isLoading()) this.#settleSoon(quietTime);
      else void this.#settle();
    }, pause);
  }

  async #layOutFrame(id: string, group: FrameGroup): Promise<SettledInside | undefined> {
    const graph = blockGraph(group.members, group.edges);
    const flow = flowGraph(id, graph);
    if (flow === undefined) return undefined;
    const found = placesIn(await this.#options.layOut(flow), flow);
    return found === undefined ? undefined : { graph, ...found };
  }

  async #settle(): Promise<void> {
    const scene = this.#scene;
    if (scene === undefined || this.#settling) return;
    this.#settling = true;
    const groups = groupByFrame(scene);
    const asked = [...this.#placement.unsettled].flatMap((id) => {
      const group = groups.frames.get(id);
      return group === undefined ? [] : [{ id, group }];
    });
    const insides = new Map<string, SettledInside | undefined>();
    try {
      await Promise.all(
        asked.map(async ({ id, group }) => {
          insides.set(id, await this.#layOutFrame(id, group));
        }),
      );
    } catch {
      // Without the engine the provisional places stay: the map is whole, and only less neat.
      this.#engineFailed = true;
      return;
    } finally {
      this.#settling = false;
    }
    this.#apply(insides);
    // What changed while it was laid out is asked about again, but not for ever.
    this.#tries += 1;
    if (this.#tries < mostTries) this.#settleSoon(quietTime);
  }

  #apply(insides: Map<string, SettledInside | undefined>): void {
    const scene = this.#scene;
    const before = this.#placement;
    if (scene === undefined) return;
    const free = this.#fresh && !this.#options.used();
    for (const id of insides.keys()) if (!free && this.#options.touched(id)) insides.set(id, undefined);
    this.#placement = settleScene(scene, before, insides, this.#options.window(), free);
    this.#fresh = false;
    this.#options.settled(before, performance.now() - this.#packedAt < quickAnswer);
  }
}
