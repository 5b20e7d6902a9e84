import { createDrawing, drawScene } from '../draw/draw.ts';
import { drawEmphasis } from '../draw/emphasis.ts';
import { exportDrawing } from '../draw/exportDrawing.ts';
import { createMeasure } from '../draw/measureText.ts';
import { animateMoves, pulse } from '../draw/motion.ts';
import { type Point, boundsOf } from '../placement/geometry.ts';
import type { LayOut } from '../placement/layoutWorker.ts';
import type { Placement } from '../placement/placement.ts';
import { type Scene, type SceneChange, emptyScene } from '../scene/scene.ts';
import { Pictures } from './pictures.ts';
import { PlacementKeeper } from './placementKeeper.ts';
import { type View, type ViewState, createView } from './view.ts';
import { type Direction, walk } from './walk.ts';
import { type ZoomFolding, foldByZoom } from './zoomFolding.ts';

/** What the stage asks of the page. */
export interface StageOptions {
  readonly layOut: LayOut;
  readonly selected: () => string | undefined;
  readonly focused: () => string | undefined;
  /** Window or places are others: worth saving. */
  readonly changed: () => void;
  readonly zoomed: () => void;
}

/** The drawing with its places and its window: everything of the map that has a place. */
export class Stage {
  readonly #svg: SVGSVGElement;
  readonly #options: StageOptions;
  readonly #drawing;
  readonly #measure = createMeasure();
  readonly #keeper: PlacementKeeper;
  readonly #pictures = new Pictures();
  readonly view: View;
  #scene: Scene = emptyScene;
  /** The window was put where it is, by hand or by an earlier life: no fitting by itself. */
  #viewKept = false;
  /** Somebody has moved the window by hand since all was packed. */
  #movedByHand = false;
  #pointer: Point | undefined;
  /** A group that zooming opens stays under the same place of the window. */
  #pinned: { readonly id: string; readonly at: Point } | undefined;

  constructor(svg: SVGSVGElement, options: StageOptions) {
    this.#svg = svg;
    this.#options = options;
    this.#drawing = createDrawing(svg);
    this.view = createView(this.#drawing, {
      changed: (byHand) => {
        if (byHand) {
          this.#viewKept = true;
          this.#movedByHand = true;
        }
        options.changed();
      },
      farChanged: () => {
        this.#onFarChanged();
      },
      zoomed: options.zoomed,
    });
    this.#keeper = new PlacementKeeper({
      layOut: options.layOut,
      window: () => this.view.size(),
      touched: (frame) => this.#isTouched(frame),
      used: () => this.#movedByHand || options.selected() !== undefined || this.hasFocus(),
      settled: (before, quick) => {
        this.#onSettled(before, quick);
      },
    });
    svg.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      this.#pointer = { x: offsetX, y: offsetY };
    });
    svg.addEventListener('pointerleave', () => {
      this.#pointer = undefined;
    });
  }

  get placement(): Placement {
    return this.#keeper.placement;
  }

  /** Where the window stands, when somebody put it there. */
  get keptView(): ViewState | undefined {
    return this.#viewKept ? this.view.state() : undefined;
  }

  hasFocus(): boolean {
    return this.#svg.contains(document.activeElement);
  }

  #isTouched(frame: string): boolean {
    const { inside, boxes } = this.placement;
    const isIn = (id: string | undefined): boolean =>
      id !== undefined && (id === frame || inside.get(id) === frame);
    const focus = this.hasFocus() ? this.#options.focused() : undefined;
    if (isIn(this.#options.selected()) || isIn(focus)) return true;
    const box = boxes.get(frame);
    if (this.#pointer === undefined || box === undefined) return false;
    const { x, y } = this.view.toMap(this.#pointer);
    return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
  }

  /** What stands for a thing at this zoom: from afar the frame around it. */
  visible(id: string): string {
    return this.view.isFar() ? (this.placement.inside.get(id) ?? id) : id;
  }

  /** The one mark that Tab reaches. */
  tabStop(): string | undefined {
    const focused = this.#options.focused();
    if (focused !== undefined && this.#scene.marks.has(focused)) return this.visible(focused);
    const [first] = this.#scene.marks.keys();
    return first === undefined ? undefined : this.visible(first);
  }

  elementOf(id: string): SVGElement | undefined {
    return this.#svg.querySelector<SVGElement>(`g.control[data-id="${CSS.escape(id)}"]`) ?? undefined;
  }

  focus(id: string): void {
    this.elementOf(this.visible(id))?.focus({ preventScroll: true });
  }

  /** Opens the editor's menu at the mark that has the focus, as a right-click on it would. */
  openMenu(): void {
    const id = this.tabStop();
    const element = id === undefined ? undefined : this.elementOf(id);
    if (element === undefined) return;
    const { left, top, width, height } = element.getBoundingClientRect();
    const place = { clientX: left + Math.min(width, 80) / 2, clientY: top + Math.min(height, 40) / 2 };
    element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...place }));
  }

  reveal(id: string): void {
    const box = this.placement.boxes.get(this.visible(id));
    if (box !== undefined) this.view.reveal(box);
  }

  walk(direction: Direction): string | undefined {
    const from = this.tabStop();
    return from === undefined
      ? undefined
      : walk(this.#scene, this.placement, from, direction, this.view.isFar());
  }

  /** Puts selection and tab stop on the drawing. */
  emphasize(): void {
    drawEmphasis(this.#drawing, this.#scene, { selected: this.#options.selected(), tabStop: this.tabStop() });
  }

  #draw(): void {
    drawScene(this.#drawing, this.#scene, this.placement, this.#measure);
    this.emphasize();
  }

  /**
   * Shows a scene.
   * @param refolded groups that a person has just folded or unfolded
   */
  show(scene: Scene, change: SceneChange, refolded: ReadonlySet<string>): void {
    this.#scene = scene;
    const packed = this.#keeper.place(scene, refolded);
    if (packed) {
      this.#movedByHand = false;
      if (!this.#viewKept) this.#fit(true);
    }
    this.#draw();
    if (!change.whole && !packed) {
      const turned = change.turned.map(({ mark }) => mark.id);
      pulse(this.#drawing, new Set([...change.added.map(({ id }) => id), ...turned, ...change.edges]));
    }
    this.#followPinned();
    if (change.structural) this.#options.changed();
  }

  #fit(readable: boolean): void {
    const { boxes, annexes } = this.placement;
    const bounds = boundsOf([...boxes.values(), ...[...annexes.values()].flat()]);
    if (bounds !== undefined) this.view.fit(bounds, readable);
  }

  zoomBy(factor: number): void {
    this.view.zoomBy(factor);
  }

  panBy(x: number, y: number): void {
    this.view.panBy(x, y);
  }

  /** Shows everything. */
  fit(): void {
    this.#fit(false);
    this.#viewKept = true;
    this.#options.changed();
  }

  /** Lays everything out from nothing, because somebody asked for it. */
  arrange(): void {
    const before = this.placement;
    this.#keeper.arrange(this.#scene);
    this.#draw();
    animateMoves(this.#drawing, before);
    this.#fit(true);
    this.#options.changed();
  }

  /** Another cluster: nothing that was placed or remembered means anything. */
  forget(): void {
    this.#pictures.clear();
    this.#keeper.forget();
  }

  /** Takes places and window from an earlier life of the page. */
  restore(placement: Placement, view: ViewState | undefined): void {
    if (placement.boxes.size > 0) this.#keeper.restore(placement);
    if (view === undefined) return;
    this.view.restore(view);
    this.#viewKept = true;
  }

  /** Remembers the picture that is left for another lens or search. */
  leavePicture(name: string): void {
    if (this.placement.boxes.size === 0) return;
    this.#pictures.leave(name, { placement: this.placement, view: this.view.state() });
  }

  /** The next scene is another picture: as it was left, or from nothing. */
  enterPicture(name: string): void {
    const picture = this.#pictures.find(name);
    this.#keeper.forget();
    this.#viewKept = false;
    if (picture !== undefined) this.restore(picture.placement, picture.view);
  }

  /** What the zoom, come to rest, opens and closes. */
  foldByZoom(opened: readonly string[], closed: ReadonlySet<string>): ZoomFolding {
    const size = this.view.size();
    const center = this.view.toMap({ x: size.width / 2, y: size.height / 2 });
    return foldByZoom(this.#scene, this.placement, this.view.state().k, center, size, opened, closed);
  }

  /** Keeps a group where it is in the window while it unfolds. */
  pin(id: string): void {
    const box = this.placement.boxes.get(id);
    const { x, y, k } = this.view.state();
    if (box !== undefined) this.#pinned = { id, at: { x: x + box.x * k, y: y + box.y * k } };
  }

  #followPinned(): void {
    const box = this.#pinned === undefined ? undefined : this.placement.boxes.get(this.#pinned.id);
    if (this.#pinned === undefined || box === undefined) return;
    const { x, y, k } = this.view.state();
    const shift = { x: this.#pinned.at.x - box.x * k - x, y: this.#pinned.at.y - box.y * k - y };
    this.#pinned = undefined;
    if (shift.x !== 0 || shift.y !== 0) this.view.restore({ x: x + shift.x, y: y + shift.y, k });
  }

  #onFarChanged(): void {
    const focused = this.hasFocus() ? this.#options.focused() : undefined;
    this.emphasize();
    // What is hidden cannot hold the focus: it goes to the frame around, and back.
    if (focused !== undefined) this.focus(focused);
  }

  #onSettled(before: Placement, quick: boolean): void {
    this.#draw();
    if (!quick) animateMoves(this.#drawing, before);
    if (!this.#viewKept) this.#fit(true);
    this.#options.changed();
  }

  /** What is drawn, or some of it, as an SVG document of its own. */
  drawFile(ids?: ReadonlySet<string>): string {
    return exportDrawing(this.#drawing, this.#scene, this.placement, ids);
  }
}
