import { select } from 'd3-selection';
import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import { type EdgeEnds, edgePath } from './edgePath.ts';
import { type Layer, classesOf } from './layers.ts';
import { edgeWords, portWords } from './markText.ts';

/** An edge with the boxes that decide its way, and the names of its ends. */
export interface EdgeDatum {
  readonly edge: TopologyEdge;
  readonly ends: EdgeEnds;
  readonly from: string;
  readonly to: string;
}

const shown = new WeakMap<Element, EdgeDatum>();

/** Whether the element shows something else so far. */
function isNews(element: Element, { edge, ends }: EdgeDatum): boolean {
  const before = shown.get(element);
  return (
    before?.edge !== edge ||
    before.ends.source !== ends.source ||
    before.ends.target !== ends.target ||
    before.ends.sourceFrame !== ends.sourceFrame ||
    before.ends.targetFrame !== ends.targetFrame ||
    before.ends.around !== ends.around ||
    before.ends.via !== ends.via
  );
}

const cross = 'M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5';

function updateEdge(group: SVGGElement, datum: EdgeDatum): void {
  const { edge, ends, from, to } = datum;
  shown.set(group, datum);
  const path = edgePath(ends, edge.kind);
  const inner = ends.sourceFrame !== undefined && ends.sourceFrame === ends.targetFrame;
  const self = select(group);
  // What is wrong is said; the rest is in the names of the marks, where arrow keys lead along the edges.
  const matters = edge.state === 'error' || edge.state === 'warning';
  self
    .attr('class', classesOf(group, 'edge', edge.kind, edge.state, ...(inner ? ['inner'] : [])))
    .attr('data-id', edge.id)
    .attr('role', matters ? 'img' : null)
    .attr('aria-label', matters ? edgeWords(edge, from, to) : null)
    .attr('aria-hidden', matters ? null : 'true');
  self.select('title').text(edgeWords(edge, from, to).replaceAll(', ', '\n'));
  self.select('path.reach').attr('d', path.line);
  self.select('path.line').attr('d', path.line);
  self.select('path.head').attr('d', path.head);
  self.select('g.sign').attr('transform', `translate(${path.signX},${path.signY})`);
  self
    .select('text.ports')
    .attr('x', path.signX)
    .attr('y', path.signY - 5)
    .text(portWords(edge));
}

/** Draws the edges; the way of one is found again only when one of its ends stands elsewhere. */
export function drawEdges(layer: Layer, data: readonly EdgeDatum[]): void {
  layer
    .selectAll<SVGGElement, EdgeDatum>('g.edge')
    .data(data, ({ edge }) => edge.id)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'edge');
      group.append('title');
      group.append('path').attr('class', 'reach');
      group.append('path').attr('class', 'line');
      group.append('path').attr('class', 'head');
      group.append('text').attr('class', 'ports');
      const sign = group.append('g').attr('class', 'sign');
      sign.append('circle').attr('r', 7);
      sign.append('path').attr('d', cross);
      return group;
    })
    .filter(function (datum) {
      return isNews(this, datum);
    })
    .each(function (datum) {
      updateEdge(this, datum);
    });
}
