import { select } from 'd3-selection';
import type { TopologyEdge } from '../../src/core/topology/topology.ts';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { type Layer, classesOf } from './drawMarks.ts';
import type { EdgePath } from './edgePath.ts';
import { edgeVerb } from './markText.ts';

/** An edge with its way and how it stands to the selection. */
export interface EdgeDatum {
  readonly edge: TopologyEdge;
  readonly path: EdgePath;
  /** Both ends are on the paths of the selected thing. */
  readonly highlighted: boolean;
  readonly dimmed: boolean;
  readonly from: MapMark;
  readonly to: MapMark;
}

const shown = new WeakMap<Element, EdgeDatum>();

/** Whether the element shows something else so far. */
function isNews(element: Element, datum: EdgeDatum): boolean {
  const before = shown.get(element);
  shown.set(element, datum);
  return (
    before?.edge !== datum.edge ||
    before.path.line !== datum.path.line ||
    before.highlighted !== datum.highlighted ||
    before.dimmed !== datum.dimmed
  );
}

function edgeWords({ from, to, edge }: EdgeDatum): string {
  const ports = edge.ports.map(({ protocol, port, targetPort }) => `${protocol} ${port} → ${targetPort}`);
  const reason = edge.stateReason === '' ? '' : `${edge.state}: ${edge.stateReason}`;
  return [`${from.name} ${edgeVerb(edge.kind)} ${to.name}`, ...ports, reason]
    .filter((part) => part !== '')
    .join('\n');
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
    .filter(function (datum) {
      return isNews(this, datum);
    })
    .attr('class', function ({ edge }) {
      return classesOf(this, 'edge', edge.kind, edge.state);
    })
    .classed('highlighted', ({ highlighted }) => highlighted)
    .classed('dimmed', ({ dimmed }) => dimmed)
    .attr('data-id', ({ edge }) => edge.id)
    .each(function (datum) {
      const { path } = datum;
      const self = select(this);
      self.select('title').text(edgeWords(datum));
      self.select('path.reach').attr('d', path.line);
      self.select('path.line').attr('d', path.line);
      self.select('path.head').attr('d', path.head);
      self.select('g.sign').attr('transform', `translate(${path.signX},${path.signY})`);
    });
}
