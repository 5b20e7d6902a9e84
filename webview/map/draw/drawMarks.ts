import { select } from 'd3-selection';
import { shapeOf } from '../placement/markSize.ts';
import { isolationIcon, kindIcons } from './kindIcon.ts';
import {
  type Layer,
  type MarkDatum,
  type EnteredGroup,
  addHalves,
  addStateIcon,
  classesOf,
  drawStateIcon,
  isNews,
  setText,
  updateHalves,
} from './layers.ts';
import { type MeasureText, badgeOf, isolationWords, showsState } from './markText.ts';
import { outline } from './outline.ts';

function enterMark(group: EnteredGroup): void {
  const { control, words } = addHalves(group);
  control.append('path').attr('class', 'halo');
  control.append('path').attr('class', 'stack');
  control.append('path').attr('class', 'body');
  control.append('path').attr('class', 'kind');
  control.append('path').attr('class', 'isolation').attr('d', isolationIcon);
  addStateIcon(control);
  words.append('text').attr('class', 'name');
  words.append('text').attr('class', 'badge');
}

/** Which of its facts a mark shows on its second line: where there is a problem, what it is. */
function secondLine({ mark }: MarkDatum): string {
  const problem = showsState(mark) && (mark.state === 'error' || mark.state === 'warning');
  if (!problem || mark.stateReason === '') return badgeOf(mark);
  const parts = [mark.badge, mark.stateReason].filter((part) => part !== '');
  return parts.join(' · ');
}

function tooltip({ mark }: MarkDatum): string {
  const name = mark.objectKind === 'Rest' ? mark.name : `${mark.objectKind} ${mark.name}`;
  return [name, mark.badge, mark.stateReason, isolationWords(mark)].filter((part) => part !== '').join('\n');
}

function updateMark(group: SVGGElement, datum: MarkDatum, measure: MeasureText): void {
  const { mark, box, inFrame } = datum;
  const shape = shapeOf(mark);
  const { width, height } = box;
  const self = select(group);
  const twoLines = height > 30 && secondLine(datum) !== '';
  const left = shape === 'service' ? 14 : shape === 'route' || shape === 'policy' ? 16 : 10;
  const right = shape === 'service' || shape === 'ingress' ? 12 : 8;
  const textLeft = left + 23;
  const isolated = isolationWords(mark) !== '';
  const stateRoom = showsState(mark) ? 18 : 0;
  const textWidth = width - textLeft - right - stateRoom - (isolated ? 16 : 0);
  const classes = ['mark', shape, mark.state, ...(inFrame ? ['inner'] : [])];
  self.attr('class', classesOf(group, ...classes));
  updateHalves(group, datum);
  self.select('title').text(tooltip(datum));
  self.select('path.halo').attr('d', outline(shape, width, height, 3));
  self.select('path.body').attr('d', outline(shape, width, height));
  const stacked = mark.canUnfold && !mark.unfolded;
  self
    .select('path.stack')
    .attr('d', stacked ? outline(shape, width, height) : '')
    .attr('transform', 'translate(3,3)');
  self
    .select('path.kind')
    .attr('d', kindIcons[shape])
    .attr('transform', `translate(${left},${(height - 14) / 2}) scale(0.875)`);
  const isTile = shape === 'tile' || shape === 'node';
  const name = self.select<SVGTextElement>('text.name').attr('x', textLeft);
  const badge = self.select<SVGTextElement>('text.badge');
  name.attr('y', isTile && twoLines ? 21 : twoLines ? 16 : height / 2 + 4);
  const font = isTile ? 'title' : 'name';
  if (twoLines) {
    setText(name.node(), mark.name, textWidth, font, measure);
    badge.attr('x', textLeft).attr('y', isTile ? 37 : 30);
    setText(badge.node(), secondLine(datum), textWidth, 'badge', measure);
  } else {
    // On one line the facts stand at the end, where they differ from the usual.
    const facts = shape === 'pod' && mark.badge !== 'ready' ? mark.badge : '';
    const factsWidth = facts === '' ? 0 : Math.min(measure(facts, 'badge') + 8, textWidth * 0.5);
    setText(name.node(), mark.name, textWidth - factsWidth, font, measure);
    badge.attr('x', textLeft + textWidth - factsWidth + 8).attr('y', height / 2 + 4);
    setText(badge.node(), facts, factsWidth - 7, 'badge', measure);
  }
  self
    .select('path.isolation')
    .classed('hidden', !isolated)
    .attr('transform', `translate(${width - right - stateRoom - 13},${(height - 12) / 2}) scale(0.75)`);
  drawStateIcon(group, mark, width - right - 14, (height - 14) / 2);
}

/** Draws the marks; each keeps its element as long as it lives, and an element that shows the same is not touched. */
export function drawMarks(layer: Layer, data: readonly MarkDatum[], measure: MeasureText): void {
  const marks = layer
    .selectAll<SVGGElement, MarkDatum>('g.mark')
    .data(data, ({ mark }) => mark.id)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'mark');
      enterMark(group);
      return group;
    })
    .filter(function (datum) {
      return isNews(this, datum);
    });
  marks.each(function (datum) {
    updateMark(this, datum, measure);
  });
}
