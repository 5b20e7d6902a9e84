import { select } from 'd3-selection';
import type { TopologyEdge } from '../../src/core/topology/topology.ts';
import { type Layer, classesOf } from './drawMarks.ts';
import type { EdgePath } from './edgePath.ts';

/** An edge with its way and how it stands to the selection. */
export interface EdgeDatum {
  readonly edge: TopologyEdge;
  readonly path: EdgePath;
  /** Both ends are on the paths of the selected thing. */
  readonly highlighted: boolean;
  readonly dimmed: boolean;
  /** What the edge says in words. */
  readonly words: string;
}

const cross = 'M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5';

/** Draws the edges. They are silent for screen readers: the list and the marks say the same in words. */
export function drawEdges(layer: Layer, data: readonly EdgeDatum[]): void {
  layer
    .selectAll<SVGGElement, EdgeDatum>('g.edge')
    .data(data, ({ edge }) => edge.id)
    .join((enter) => {
      const group = enter.append('g').attr('aria-hidden', 'true');
      group.append('title');
      group.append('path').attr('class', 'reach');
      group.append('path').attr('class', 'line');
      group.append('path').attr('class', 'head');
      const sign = group.append('g').attr('class', 'sign');
      sign.append('circle').attr('r', 7);
      sign.append('path').attr('d', cross);
      return group;
    })
    .attr('class', function ({ edge }) {
      return classesOf(this, 'edge', edge.kind, edge.state);
    })
    .classed('highlighted', ({ highlighted }) => highlighted)
    .classed('dimmed', ({ dimmed }) => dimmed)
    .attr('data-id', ({ edge }) => edge.id)
    .each(function ({ path, words }) {
      const self = select(this);
      self.select('title').text(words);
      self.select('path.reach').attr('d', path.line);
      self.select('path.line').attr('d', path.line);
      self.select('path.head').attr('d', path.head);
      self.select('g.sign').attr('transform', `translate(${path.signX},${path.signY})`);
    });
}
