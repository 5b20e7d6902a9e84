import { type Selection, select } from 'd3-selection';
import { countOf } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Box } from '../placement/geometry.ts';
import type { Placement } from '../placement/placement.ts';
import { type Scene, isFrame } from '../scene/scene.ts';
import { type EdgeDatum, drawEdges } from './drawEdges.ts';
import { drawFrames } from './drawFrames.ts';
import { drawMarks } from './drawMarks.ts';
import type { Layer, MarkDatum } from './layers.ts';
import type { MeasureText } from './markText.ts';

/** The layers of the drawing, from below: edges, frames, marks. From afar a frame covers what is inside of it. */
export interface Drawing {
  readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  readonly viewport: Layer;
  readonly edges: Layer;
  readonly frames: Layer;
  readonly marks: Layer;
}

/** Makes the empty layers inside an SVG element. */
export function createDrawing(element: SVGSVGElement): Drawing {
  const svg = select<SVGSVGElement, unknown>(element);
  const viewport = svg.append('g').attr('class', 'viewport');
  return {
    svg,
    viewport,
    edges: viewport.append('g').attr('class', 'edges'),
    frames: viewport.append('g').attr('class', 'frames'),
    marks: viewport.append('g').attr('class', 'marks'),
  };
}

/** What is in a frame, in lines that can be read from afar: broken Services first. */
function summaryLines(frame: MapMark, members: readonly MapMark[]): string {
  const services = members.filter(({ kind }) => kind === 'service');
  const broken = services.filter(({ state }) => state === 'error').length;
  const degraded = services.filter(({ state }) => state === 'warning').length;
  const lines = [
    ...(broken > 0 ? [countOf(broken, 'broken Service')] : []),
    ...(degraded > 0 && broken === 0 ? [countOf(degraded, 'degraded Service')] : []),
    frame.badge,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function edgeData(scene: Scene, { boxes, inside, routes }: Placement): EdgeDatum[] {
  const frameBox = (id: string): Box | undefined => {
    const frame = inside.get(id);
    return frame === undefined ? undefined : boxes.get(frame);
  };
  const data: EdgeDatum[] = [];
  for (const edge of scene.edges.values()) {
    const [source, target] = [boxes.get(edge.from), boxes.get(edge.to)];
    const [from, to] = [scene.marks.get(edge.from), scene.marks.get(edge.to)];
    if (source === undefined || target === undefined || from === undefined || to === undefined) continue;
    const between = edge.kind === 'routes' && to.kind === 'pod' ? to.parent : undefined;
    const around =
      between === undefined || scene.marks.get(between)?.kind !== 'workload' ? undefined : boxes.get(between);
    const ends = {
      source,
      target,
      sourceFrame: frameBox(edge.from),
      targetFrame: frameBox(edge.to),
      around,
      via: routes.get(edge.id)?.via,
    };
    data.push({ edge, ends, from: from.name, to: to.name });
  }
  return data;
}

/** Draws a scene: elements are kept by identity, and only what differs is touched. */
export function drawScene(drawing: Drawing, scene: Scene, placement: Placement, measure: MeasureText): void {
  const marks: MarkDatum[] = [];
  const frames: MarkDatum[] = [];
  const members = new Map<string, MapMark[]>();
  for (const mark of scene.marks.values()) {
    const frame = placement.inside.get(mark.id);
    if (frame === undefined) continue;
    const known = members.get(frame);
    if (known === undefined) members.set(frame, [mark]);
    else known.push(mark);
  }
  for (const mark of scene.marks.values()) {
    const box = placement.boxes.get(mark.id);
    if (box === undefined) continue;
    const annexes = placement.annexes.get(mark.id) ?? [];
    const inFrame = placement.inside.has(mark.id);
    if (isFrame(mark)) {
      const summary = summaryLines(mark, members.get(mark.id) ?? []);
      frames.push({ mark, box, annexes, inFrame, summary });
    } else marks.push({ mark, box, annexes, inFrame, summary: '' });
  }
  drawEdges(drawing.edges, edgeData(scene, placement));
  drawFrames(drawing.frames, frames, measure);
  drawMarks(drawing.marks, marks, measure);
}
