import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { Drawing } from '../draw/draw.ts';
import type { Box, Point, Size } from '../placement/geometry.ts';
import { readableZoom, viewMargin as margin } from '../placement/packFrames.ts';

/** Where the window onto the map stands: the screen is the map times `k` plus `x`, `y`. */
export interface ViewState {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

const smallest = 0.05;
const largest = 3;
/** Below this zoom the inside of a frame cannot be read: the frame says in large letters what is in it. */
const farZoom = 0.45;
/** What is far stays far until the zoom exceeds this. */
const farUntil = 0.5;
/** From this zoom on the ports stand beside their lines. */
const nearZoom = 1.3;

/** The window and its commands. Keyboard zoom and panning are in {@link ./input.ts}. */
export interface View {
  state(): ViewState;
  restore(state: ViewState): void;
  /** Shows everything; at the first time no smaller than can be read, from the upper left corner. */
  fit(bounds: Box, readable: boolean): void;
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  /** Brings a box into the window with the least movement. */
  reveal(box: Box): void;
  /** The window in pixels. */
  size(): Size;
  /** The place on the map under a place of the window. */
  toMap(point: Point): Point;
  /** Whether frames stand for their inside. */
  isFar(): boolean;
}

/** What the page hears of the window. */
export interface ViewEvents {
  /** It stands elsewhere; by hand or because the page moved it. */
  changed(byHand: boolean): void;
  /** Frames begin or cease to stand for their inside. */
  farChanged(): void;
  /** Zooming has come to rest, by wheel or keyboard; dragging is no zooming. */
  zoomed(): void;
}

/** Attaches zoom by wheel and drag to the drawing. */
export function createView(drawing: Drawing, events: ViewEvents): View {
  const { svg, viewport } = drawing;
  const element = svg.node();
  if (element === null) throw new Error('the drawing has no element');
  let known: Size | undefined;
  new ResizeObserver(() => {
    known = undefined;
  }).observe(element);
  // Reading the size makes the browser lay the page out: once per size is enough.
  const size = (): Size => {
    if (known === undefined) {
      const { width, height } = element.getBoundingClientRect();
      known = { width: Math.max(1, width), height: Math.max(1, height) };
    }
    return known;
  };
  let far = false;
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([smallest, largest])
    .extent(() => [
      [0, 0],
      [size().width, size().height],
    ])
    .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      viewport.attr('transform', transform.toString());
      const nowFar = transform.k < (far ? farUntil : farZoom);
      select(element)
        .classed('far', nowFar)
        .classed('near', transform.k >= nearZoom);
      if (nowFar !== far) {
        far = nowFar;
        events.farChanged();
      }
      events.changed(sourceEvent !== null && sourceEvent !== undefined);
    })
    .on('end', ({ sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      if (sourceEvent instanceof WheelEvent) events.zoomed();
    });
  svg.call(behavior).on('dblclick.zoom', null);
  const current = (): ZoomTransform => zoomTransform(element);
  const go = ({ x, y, k }: ViewState): void => {
    behavior.transform(svg, zoomIdentity.translate(x, y).scale(k));
  };
  return {
    size,
    isFar: () => far,
    toMap: ({ x, y }) => {
      const [mapX, mapY] = current().invert([x, y]);
      return { x: mapX, y: mapY };
    },
    state: () => ({ x: current().x, y: current().y, k: current().k }),
    restore: go,
    zoomBy: (factor) => {
      behavior.scaleBy(svg, factor);
      events.zoomed();
    },
    panBy: (x, y) => {
      const { k } = current();
      behavior.translateBy(svg, x / k, y / k);
    },
    fit: (bounds, readable) => {
      const { width, height } = size();
      const across = Math.min(1, (width - 2 * margin) / Math.max(1, bounds.width));
      const whole = Math.min(across, (height - 2 * margin) / Math.max(1, bounds.height));
      const k = readable && whole < readableZoom ? Math.max(across, readableZoom) : whole;
      const overflowsDown = bounds.height * k > height - 2 * margin;
      const overflowsRight = bounds.width * k > width - 2 * margin;
      go({
        k,
        x: overflowsRight ? margin - bounds.x * k : (width - bounds.width * k) / 2 - bounds.x * k,
        // A small map hangs at the top, where reading begins.
        y: overflowsDown
          ? margin - bounds.y * k
          : Math.min(margin * 2, (height - bounds.height * k) / 2) - bounds.y * k,
      });
    },
    reveal: (box) => {
      const { width, height } = size();
      const { x, y, k } = current();
      const shift = (start: number, length: number, room: number): number => {
        if (length > room - 2 * margin) return margin - start;
        if (start < margin) return margin - start;
        return Math.min(0, room - margin - (start + length));
      };
      const dx = shift(x + box.x * k, box.width * k, width);
      const dy = shift(y + box.y * k, box.height * k, height);
      if (dx !== 0 || dy !== 0) go({ x: x + dx, y: y + dy, k });
    },
  };
}
