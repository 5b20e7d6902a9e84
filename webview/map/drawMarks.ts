import { type Selection, select } from 'd3-selection';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { stateShapes } from '../shared/stateIcon.ts';
import type { Box } from './geometry.ts';
import { kindIcons } from './kindIcon.ts';
import { shapeOf } from './markSize.ts';
import { type MeasureText, accessibleName, badgeOf, fitText, showsState } from './markText.ts';

/** A mark with its place and how it stands to the selection. */
export interface MarkDatum {
  readonly mark: MapMark;
  readonly box: Box;
  readonly selected: boolean;
  readonly dimmed: boolean;
  /** The one mark that Tab reaches; the arrow keys go on from there. */
  readonly tabStop: boolean;
}

export type Layer = Selection<SVGGElement, unknown, null, undefined>;
type MarkSelection = Selection<SVGGElement, MarkDatum, SVGGElement, unknown>;

/** What each element shows already: touching nothing is what keeps an update of many marks short. */
const shown = new WeakMap<Element, MarkDatum>();

function isNews(element: Element, datum: MarkDatum): boolean {
  const before = shown.get(element);
  shown.set(element, datum);
  return (
    before?.mark !== datum.mark ||
    before.box.x !== datum.box.x ||
    before.box.y !== datum.box.y ||
    before.box.width !== datum.box.width ||
    before.box.height !== datum.box.height ||
    before.selected !== datum.selected ||
    before.dimmed !== datum.dimmed ||
    before.tabStop !== datum.tabStop
  );
}

const radii = { service: 19, clients: 14, workload: 3, external: 3, pod: 3, rest: 3, tile: 6 } as const;

/** The classes of a redrawn element; a pulse that is on its way goes on. */
export function classesOf(element: Element, ...names: readonly string[]): string {
  return [...names, ...(element.classList.contains('pulse') ? ['pulse'] : [])].join(' ');
}

/** What the native context menu needs: VS Code merges this JSON into the context of its menu items. */
function menuContext({ id, kind, namespace, name, objectKind, reference }: MapMark): string {
  const webviewSection = reference === undefined ? 'none' : kind;
  return JSON.stringify({
    webviewSection,
    preventDefaultContextMenuItems: true,
    id,
    objectKind,
    namespace,
    name,
    ...(reference === undefined ? {} : { reference }),
  });
}

/** Attributes that every mark and frame title has for keyboard, screen reader and context menu. */
function addCommon(marks: MarkSelection): void {
  marks
    .attr('role', 'button')
    .attr('tabindex', ({ tabStop }) => (tabStop ? 0 : -1))
    .attr('aria-pressed', ({ selected }) => String(selected))
    .attr('aria-label', ({ mark, selected }) => accessibleName(mark, selected))
    .attr('data-id', ({ mark }) => mark.id)
    .attr('data-vscode-context', ({ mark }) => menuContext(mark))
    .classed('selected', ({ selected }) => selected)
    .classed('dimmed', ({ dimmed }) => dimmed);
}

/** Draws text only when it is another one: measuring is what drawing costs most. */
function setText(
  node: SVGTextElement | null,
  text: string,
  width: number,
  font: 'name' | 'badge' | 'title',
  measure: MeasureText,
): void {
  const key = `${width} ${text}`;
  if (node === null || node.dataset['full'] === key) return;
  node.dataset['full'] = key;
  node.textContent = fitText(text, width, (candidate) => measure(candidate, font));
}

function addStateIcon(group: Selection<SVGGElement, MarkDatum, SVGGElement | null, unknown>): void {
  const icon = group.append('g').attr('class', 'state');
  icon.append('path').attr('class', 'state-outline');
  icon.append('path').attr('class', 'state-glyph');
}

function drawStateIcon(group: SVGGElement, mark: MapMark, x: number, y: number): void {
  const icon = select(group).select<SVGGElement>('g.state');
  const { outline, glyph } = stateShapes[mark.state];
  icon
    .attr('class', `state ${mark.state}${showsState(mark) ? '' : ' quiet'}`)
    .attr('transform', `translate(${x},${y}) scale(0.875)`);
  icon.select('path.state-outline').attr('d', outline);
  icon.select('path.state-glyph').attr('d', glyph);
}

function enterMark(enter: Selection<SVGGElement, MarkDatum, SVGGElement, unknown>): void {
  enter.append('title');
  enter.append('rect').attr('class', 'halo');
  enter.append('rect').attr('class', 'stack');
  enter.append('rect').attr('class', 'body');
  enter.append('path').attr('class', 'kind');
  enter.append('text').attr('class', 'name');
  enter.append('text').attr('class', 'badge');
  addStateIcon(enter);
}

function updateMark(group: SVGGElement, { mark, box }: MarkDatum, measure: MeasureText): void {
  const shape = shapeOf(mark);
  const { width, height } = box;
  const self = select(group);
  const radius = radii[shape];
  const twoLines = height > 30 && badgeOf(mark) !== '';
  const left = shape === 'service' ? 14 : 10;
  const textLeft = left + 23;
  const stateRoom = showsState(mark) ? 22 : 4;
  const textWidth = width - textLeft - stateRoom - (shape === 'service' ? 10 : 6);
  self
    .attr('class', classesOf(group, 'mark', shape, mark.state))
    .attr('transform', `translate(${box.x},${box.y})`);
  self
    .select('title')
    .text(
      `${mark.objectKind === 'Rest' ? '' : `${mark.objectKind} `}${mark.name}${mark.stateReason === '' ? '' : `\n${mark.stateReason}`}`,
    );
  for (const part of ['halo', 'body', 'stack']) {
    const grow = part === 'halo' ? 3 : 0;
    const shift = part === 'stack' ? 3 : -grow;
    self
      .select(`rect.${part}`)
      .attr('x', shift)
      .attr('y', shift)
      .attr('width', width + 2 * grow)
      .attr('height', height + 2 * grow)
      .attr('rx', radius + grow);
  }
  self.select('rect.stack').classed('hidden', !(mark.canUnfold && !mark.unfolded));
  self
    .select('path.kind')
    .attr('d', kindIcons[shape])
    .attr('transform', `translate(${left},${(height - 14) / 2}) scale(0.875)`);
  const nameY = twoLines ? 16 : height / 2 + 4;
  const name = self.select<SVGTextElement>('text.name').attr('x', textLeft).attr('y', nameY);
  const badge = self.select<SVGTextElement>('text.badge').attr('x', textLeft).attr('y', 30);
  setText(name.node(), mark.name, textWidth, shape === 'tile' ? 'title' : 'name', measure);
  setText(badge.node(), twoLines ? badgeOf(mark) : '', textWidth, 'badge', measure);
  if (shape === 'tile' && twoLines) {
    name.attr('y', 21);
    badge.attr('y', 37);
  }
  drawStateIcon(group, mark, width - (shape === 'service' ? 26 : 22), (height - 14) / 2);
}

/** Draws the marks; each keeps its element as long as it lives. */
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
  // After `class` was written, because these classes are added to it.
  addCommon(marks);
}

/** Draws the frames with their titles; the title bar is what can be focused and selected. */
export function drawFrames(layer: Layer, data: readonly MarkDatum[], measure: MeasureText): void {
  const frames = layer
    .selectAll<SVGGElement, MarkDatum>('g.frame')
    .data(data, ({ mark }) => mark.id)
    .join((enter) => {
      const group = enter.append('g').attr('class', 'frame');
      group.append('title');
      group.append('rect').attr('class', 'body');
      group.append('rect').attr('class', 'halo');
      group
        .append('path')
        .attr('class', 'kind')
        .attr('d', kindIcons.tile)
        .attr('transform', 'translate(14,11) scale(0.8)');
      group.append('text').attr('class', 'title').attr('x', 34).attr('y', 21);
      group.append('text').attr('class', 'badge').attr('y', 21);
      addStateIcon(group);
      return group;
    })
    .filter(function (datum) {
      return isNews(this, datum);
    });
  frames.each(function ({ mark, box }) {
    const self = select(this);
    self
      .attr('class', classesOf(this, 'frame', mark.state))
      .attr('transform', `translate(${box.x},${box.y})`);
    self.select('title').text(mark.stateReason === '' ? mark.name : `${mark.name}\n${mark.stateReason}`);
    self.select('rect.body').attr('width', box.width).attr('height', box.height).attr('rx', 6);
    self
      .select('rect.halo')
      .attr('x', 6)
      .attr('y', 5)
      .attr('width', box.width - 12)
      .attr('height', 26)
      .attr('rx', 4);
    const titleWidth = measure(mark.name, 'title');
    const stateRoom = showsState(mark) ? 22 : 0;
    const badgeWidth = measure(mark.badge, 'badge');
    const room = box.width - 34 - 14 - stateRoom;
    const fits = titleWidth + 10 + badgeWidth <= room;
    setText(
      self.select<SVGTextElement>('text.title').node(),
      mark.name,
      fits ? titleWidth + 1 : room,
      'title',
      measure,
    );
    const badge = self.select<SVGTextElement>('text.badge').attr('x', 34 + titleWidth + 10);
    setText(badge.node(), fits ? mark.badge : '', badgeWidth + 1, 'badge', measure);
    drawStateIcon(this, mark, box.width - 28, 9);
  });
  addCommon(frames);
}
