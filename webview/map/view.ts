import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import type { Drawing } from './draw.ts';
import type { Box } from './geometry.ts';
import { readableZoom, viewMargin as margin } from './placement.ts';

/** Where the window onto the map stands: the screen is the map times `k` plus `x`, `y`. */
export interface ViewState {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

const smallest = 0.08;
const largest = 2.5;
/** Below this zoom names cannot be read: what matters from afar is drawn larger instead. */
const farZoom = 0.5;
/** The zoom and its commands. Keyboard zoom and panning are in {@link ./input.ts}. */
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
  size(): { readonly width: number; readonly height: number };
}

/** Attaches zoom by wheel and drag to the drawing. */
export function createView(drawing: Drawing, changed: (byHand: boolean) => void): View {
  const { svg, viewport } = drawing;
  const element = svg.node();
  if (element === null) throw new Error('the drawing has no element');
  const size = (): { width: number; height: number } => {
    const { width, height } = element.getBoundingClientRect();
    return { width: Math.max(1, width), height: Math.max(1, height) };
  };
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([smallest, largest])
    .extent(() => [
      [0, 0],
      [size().width, size().height],
    ])
    .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      viewport.attr('transform', transform.toString());
      select(element).classed('far', transform.k < farZoom);
      changed(sourceEvent !== null && sourceEvent !== undefined);
    });
  svg.call(behavior).on('dblclick.zoom', null);
  const current = (): ZoomTransform => zoomTransform(element);
  const go = ({ x, y, k }: ViewState): void => {
    behavior.transform(svg, zoomIdentity.translate(x, y).scale(k));
  };
  return {
    size,
    state: () => ({ x: current().x, y: current().y, k: current().k }),
    restore: go,
    zoomBy: (factor) => {
      behavior.scaleBy(svg, factor);
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
