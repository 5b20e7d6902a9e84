import { select } from 'd3-selection';
import { kindIcons } from './kindIcon.ts';
import {
  type Layer,
  type MarkDatum,
  addHalves,
  addStateIcon,
  classesOf,
  drawStateIcon,
  isNews,
  setText,
  updateHalves,
} from './layers.ts';
import { type MeasureText, showsState } from './markText.ts';
import { shapeOf } from '../placement/markSize.ts';

/** The size of letters in 13 px that a title is measured in. */
const titleSize = 13;

/** Letters that can be read from afar: as large as the frame lets the whole name be. */
function summarySize(name: string, width: number, height: number, measure: MeasureText): number {
  const wide = ((width - 40) / Math.max(1, measure(name, 'title'))) * titleSize;
  return Math.round(Math.max(20, Math.min(wide, height * 0.3, 64)));
}

/** From one line of the summary to the next, in sizes of its letters. */
const lineHeight = 1.4;

function drawSummary(group: SVGGElement, { mark, box, summary }: MarkDatum, measure: MeasureText): void {
  const words = summary.split('\n').filter((line) => line !== '');
  const self = select(group).select<SVGGElement>('g.summary');
  // All of it has to fit: an icon, the name, and lines of half its size.
  const shares = (showsState(mark) ? 1.3 : 0) + 1.2 + words.length * 0.5 * lineHeight;
  const fitting = Math.floor((box.height - 8) / shares);
  const size = Math.min(summarySize(mark.name, box.width, box.height, measure), fitting);
  const small = Math.round(size * 0.5);
  const iconSize = showsState(mark) ? size : 0;
  const total = shares * size;
  let y = Math.max(4, (box.height - total) / 2);
  const icon = self.node();
  if (icon !== null) drawStateIcon(icon, mark, (box.width - iconSize) / 2, y, Math.max(1, iconSize));
  y += iconSize * 1.3 + size * 0.85;
  const title = self.select<SVGTextElement>('text.summary-title');
  title
    .attr('x', box.width / 2)
    .attr('y', y)
    .attr('font-size', size);
  setText(title.node(), mark.name, box.width - 24, 'title', measure, size / titleSize);
  y += size * 0.2;
  const lines = self
    .selectAll<SVGTextElement, string>('text.summary-line')
    .data(words)
    .join('text')
    .attr('class', 'summary-line')
    .attr('x', box.width / 2)
    .attr('font-size', small);
  lines.each(function (text) {
    y += small * lineHeight;
    select(this).attr('y', y);
    setText(this, text, box.width - 24, 'name', measure, small / 12);
  });
}

function updateFrame(group: SVGGElement, datum: MarkDatum, measure: MeasureText): void {
  const { mark, box, annexes } = datum;
  const self = select(group);
  self.attr('class', classesOf(group, 'frame', shapeOf(mark), mark.state));
  updateHalves(group, datum);
  self
    .select('title')
    .text([mark.name, mark.badge, mark.stateReason].filter((part) => part !== '').join('\n'));
  self.select('rect.body').attr('width', box.width).attr('height', box.height).attr('rx', 6);
  self
    .select('rect.halo')
    .attr('x', 6)
    .attr('y', 5)
    .attr('width', box.width - 12)
    .attr('height', 26)
    .attr('rx', 4);
  self.select('path.kind').attr('d', kindIcons[shapeOf(mark)]);
  const titleWidth = measure(mark.name, 'title');
  const stateRoom = showsState(mark) ? 22 : 0;
  const badgeWidth = measure(mark.badge, 'badge');
  const room = box.width - 34 - 14 - stateRoom;
  const fits = titleWidth + 10 + badgeWidth <= room;
  const title = self.select<SVGTextElement>('text.title').node();
  setText(title, mark.name, fits ? titleWidth + 1 : room, 'title', measure);
  const badge = self.select<SVGTextElement>('text.badge').attr('x', 34 + titleWidth + 10);
  setText(badge.node(), fits ? mark.badge : '', badgeWidth + 1, 'badge', measure);
  drawStateIcon(group, mark, box.width - 28, 9);
  const further = self
    .select('g.words')
    .selectAll<SVGGElement, (typeof annexes)[number]>('g.annex')
    .data([...annexes])
    .join((enter) => {
      const annex = enter.append('g').attr('class', 'annex');
      annex.append('rect').attr('class', 'body').attr('rx', 6);
      annex.append('text').attr('class', 'title').attr('x', 16).attr('y', 21);
      return annex;
    })
    .attr('transform', ({ x, y }) => `translate(${x - box.x},${y - box.y})`);
  further
    .select('rect.body')
    .attr('width', ({ width }) => width)
    .attr('height', ({ height }) => height);
  further.select<SVGTextElement>('text.title').each(function ({ width }) {
    setText(this, `${mark.name}, continued`, width - 32, 'title', measure);
  });
  drawSummary(group, datum, measure);
}

/** Draws the frames with their titles; the title bar is what can be focused and selected. */
export function drawFrames(layer: Layer, data: readonly MarkDatum[], measure: MeasureText): void {
  const frames = layer
    .selectAll<SVGGElement, MarkDatum>('g.frame')
    .data(data, ({ mark }) => mark.id)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'frame');
      const { control, words } = addHalves(group);
      control.append('rect').attr('class', 'body');
      control.append('rect').attr('class', 'halo');
      control.append('path').attr('class', 'kind').attr('transform', 'translate(14,11) scale(0.8)');
      addStateIcon(control);
      words.append('text').attr('class', 'title').attr('x', 34).attr('y', 21);
      words.append('text').attr('class', 'badge').attr('y', 21);
      const summary = words.append('g').attr('class', 'summary');
      addStateIcon(summary);
      summary.append('text').attr('class', 'summary-title');
      return group;
    })
    .filter(function (datum) {
      return isNews(this, datum);
    });
  frames.each(function (datum) {
    updateFrame(this, datum, measure);
  });
}
