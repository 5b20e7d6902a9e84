import { type Selection, select } from 'd3-selection';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { stateShapes } from '../../shared/stateIcon.ts';
import type { Box } from '../placement/geometry.ts';
import { type MeasureText, type TextFont, clipText, fitText, showsState } from './markText.ts';

/** A mark with its place. */
export interface MarkDatum {
  readonly mark: MapMark;
  readonly box: Box;
  /** Further boxes of a frame that goes on elsewhere. */
  readonly annexes: readonly Box[];
  /** Whether it stands in a frame: from afar the frame speaks for it. */
  readonly inFrame: boolean;
  /** What a frame says of its inside from afar, in lines. */
  readonly summary: string;
}

export type Layer = Selection<SVGGElement, unknown, null, undefined>;
export type EnteredGroup = Selection<SVGGElement, MarkDatum, SVGGElement, unknown>;

/** What each element shows already: touching nothing is what keeps an update of many marks short. */
const shown = new WeakMap<Element, MarkDatum>();

/** Whether the element shows something else so far. */
export function isNews(element: Element, datum: MarkDatum): boolean {
  const before = shown.get(element);
  shown.set(element, datum);
  return (
    before?.mark !== datum.mark ||
    before.box !== datum.box ||
    before.inFrame !== datum.inFrame ||
    before.summary !== datum.summary ||
    before.annexes.length !== datum.annexes.length ||
    before.annexes.some((box, index) => box !== datum.annexes[index])
  );
}

const lasting = ['pulse', 'selected', 'on-path'] as const;

/** The classes of a redrawn element; what other hands have put on it stays. */
export function classesOf(element: Element, ...names: readonly string[]): string {
  return [...names, ...lasting.filter((name) => element.classList.contains(name))].join(' ');
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

/**
 * Adds the two halves of a mark: what is operated, and what is written. They lie beside each other, because the name of the
 * one says in words what the other writes in short.
 */
export function addHalves(group: EnteredGroup): {
  readonly control: EnteredGroup;
  readonly words: EnteredGroup;
} {
  const control = group.append('g').attr('class', 'control').attr('role', 'button');
  const words = group.append('g').attr('class', 'words').attr('aria-hidden', 'true');
  control.append('title').attr('aria-hidden', 'true');
  return { control, words };
}

/** The half of a mark that is operated: it has the focus, the name and the menu. */
export function controlOf(group: Element): Element | undefined {
  return group.firstElementChild ?? undefined;
}

/** What keyboard and context menu need of every mark and frame; the name follows with the selection. */
export function updateHalves(group: SVGGElement, { mark, box }: MarkDatum): void {
  const place = `translate(${box.x},${box.y})`;
  select(group)
    .select('g.control')
    .attr('transform', place)
    .attr('data-id', mark.id)
    .attr('aria-expanded', mark.canUnfold ? String(mark.unfolded) : null)
    .attr('data-vscode-context', menuContext(mark));
  select(group).select('g.words').attr('transform', place);
}

/** Draws text only when it is another one: measuring is what drawing costs most. */
export function setText(
  node: SVGTextElement | null,
  text: string,
  width: number,
  font: TextFont,
  measure: MeasureText,
  scale = 1,
): void {
  const key = `${Math.round(width)} ${scale} ${text}`;
  if (node === null || node.dataset['full'] === key) return;
  node.dataset['full'] = key;
  const shorten = font === 'badge' ? clipText : fitText;
  node.textContent = text === '' ? '' : shorten(text, width / scale, (candidate) => measure(candidate, font));
}

/** Adds the parts of a state's icon. */
export function addStateIcon(group: EnteredGroup): void {
  const icon = group.append('g').attr('class', 'state');
  icon.append('path').attr('class', 'state-outline');
  icon.append('path').attr('class', 'state-glyph');
}

/** Draws a state's icon, its upper left corner at a place. */
export function drawStateIcon(group: SVGGElement, mark: MapMark, x: number, y: number, size = 14): void {
  const icon = select(group).select<SVGGElement>('g.state');
  const { outline, glyph } = stateShapes[mark.state];
  icon
    .attr('class', `state ${mark.state}${showsState(mark) ? '' : ' quiet'}`)
    .attr('transform', `translate(${x},${y}) scale(${size / 16})`);
  icon.select('path.state-outline').attr('d', outline);
  icon.select('path.state-glyph').attr('d', glyph);
}
