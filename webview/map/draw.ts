import { type Selection, select } from 'd3-selection';
import { type EdgeDatum, drawEdges } from './drawEdges.ts';
import { type Layer, type MarkDatum, drawFrames, drawMarks } from './drawMarks.ts';
import { edgePath } from './edgePath.ts';
import type { Box } from './geometry.ts';
import type { MeasureText } from './markText.ts';
import type { Placement } from './placement.ts';
import { type Scene, frameOf, isFrame, pathsThrough } from './scene.ts';

/** The layers of the drawing, from below: frames, edges, marks. */
export interface Drawing {
  readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  readonly viewport: Layer;
  readonly frames: Layer;
  readonly edges: Layer;
  readonly marks: Layer;
}

/** Makes the empty layers inside an SVG element. */
export function createDrawing(element: SVGSVGElement): Drawing {
  const svg = select<SVGSVGElement, unknown>(element);
  const viewport = svg.append('g').attr('class', 'viewport');
  return {
    svg,
    viewport,
    frames: viewport.append('g'),
    edges: viewport.append('g'),
    marks: viewport.append('g'),
  };
}

/** Measures with the fonts of the page; each text once. */
export function createMeasure(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const fonts = { name: `12px ${family}`, badge: `10.5px ${family}`, title: `600 13px ${family}` };
  const known = new Map<string, number>();
  return (text, font) => {
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context !== null) context.font = fonts[font];
      width = context?.measureText(text).width ?? text.length * 7;
      if (known.size > 20_000) known.clear();
      known.set(key, width);
    }
    return width;
  };
}

/** What is drawn beside the scene and its places. */
export interface Emphasis {
  readonly selected: string | undefined;
  /** The mark that Tab reaches. */
  readonly tabStop: string | undefined;
}

/** Draws a scene: elements are kept by identity, and only what differs is touched by the browser. */
export function drawScene(
  drawing: Drawing,
  scene: Scene,
  placement: Placement,
  { selected, tabStop }: Emphasis,
  measure: MeasureText,
): void {
  const paths = selected === undefined ? undefined : pathsThrough(scene, selected);
  const active = paths !== undefined && paths.size > 0;
  const marks: MarkDatum[] = [];
  const frames: MarkDatum[] = [];
  const frameBoxes = new Map<string, Box>();
  for (const mark of scene.marks.values()) {
    const box = placement.boxes.get(mark.id);
    if (box === undefined) continue;
    const frame = frameOf(scene, mark);
    const frameBox = frame === undefined ? undefined : placement.boxes.get(frame);
    if (frameBox !== undefined) frameBoxes.set(mark.id, frameBox);
    const datum = {
      mark,
      box,
      selected: mark.id === selected,
      dimmed: active && !paths.has(mark.id),
      tabStop: mark.id === tabStop,
    };
    (isFrame(mark) ? frames : marks).push(datum);
  }
  const edges: EdgeDatum[] = [];
  for (const edge of scene.edges.values()) {
    const [source, target] = [placement.boxes.get(edge.from), placement.boxes.get(edge.to)];
    const [from, to] = [scene.marks.get(edge.from), scene.marks.get(edge.to)];
    if (source === undefined || target === undefined || from === undefined || to === undefined) continue;
    const between = edge.kind === 'routes' && to.kind === 'pod' ? to.parent : undefined;
    const around =
      between === undefined || scene.marks.get(between)?.kind !== 'workload'
        ? undefined
        : placement.boxes.get(between);
    const highlighted = active && paths.has(edge.from) && paths.has(edge.to);
    edges.push({
      edge,
      path: edgePath(source, target, edge.kind, frameBoxes.get(edge.from), frameBoxes.get(edge.to), around),
      highlighted,
      dimmed: active && !highlighted,
      from,
      to,
    });
  }
  drawFrames(drawing.frames, frames, measure);
  drawEdges(drawing.edges, edges);
  drawMarks(drawing.marks, marks, measure);
}

/** Lets what changed pulse once; the style sheet decides how, and not at all where motion is unwanted. */
export function pulse(drawing: Drawing, ids: ReadonlySet<string>): void {
  drawing.viewport
    .selectAll<SVGGElement, MarkDatum | EdgeDatum>('g.mark, g.frame, g.edge')
    .filter((datum) => ids.has('mark' in datum ? datum.mark.id : datum.edge.id))
    .classed('pulse', true)
    .on('animationend.pulse', function () {
      select(this).classed('pulse', false);
    });
}
