import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { pathsThrough } from '../scene/paths.ts';
import type { Scene } from '../scene/scene.ts';
import type { Drawing } from './draw.ts';
import type { EdgeDatum } from './drawEdges.ts';
import { type MarkDatum, controlOf } from './layers.ts';
import { accessibleName, edgeVerb, portWords } from './markText.ts';

/** What stands out, beside what the scene says itself. */
export interface Emphasis {
  readonly selected: string | undefined;
  /** The one mark that Tab reaches; the arrow keys go on from there. */
  readonly tabStop: string | undefined;
}

interface Shown {
  readonly mark: MapMark;
  readonly selected: boolean;
  readonly onPath: boolean;
  readonly tabStop: boolean;
}

const shown = new WeakMap<Element, Shown>();
const shownEdges = new WeakMap<Element, boolean>();

/** Where the arrow keys lead from a mark, in words. */
function ways(scene: Scene, id: string): string {
  const out: string[] = [];
  const into: string[] = [];
  for (const edge of scene.edges.values()) {
    if (edge.kind === 'owns') continue;
    const ports = portWords(edge);
    const name = scene.marks.get(edge.from === id ? edge.to : edge.from)?.name ?? '';
    const words = `${name}${ports === '' ? '' : ` on ${ports}`}${edge.state === 'ok' ? '' : ` (${edge.state})`}`;
    if (edge.from === id) out.push(`${edgeVerb(edge.kind)} ${words}`);
    else if (edge.to === id) into.push(words);
  }
  const few = (list: readonly string[]): string =>
    list.slice(0, 4).join(', ') + (list.length > 4 ? ` and ${list.length - 4} more` : '');
  return [
    ...(out.length > 0 ? [few(out)] : []),
    ...(into.length > 0 ? [`reached from ${few(into)}`] : []),
  ].join('; ');
}

/** Puts selection, its paths and the tab stop on what is drawn: by classes, and only where they changed. */
export function drawEmphasis(drawing: Drawing, scene: Scene, { selected, tabStop }: Emphasis): void {
  const paths = selected === undefined ? undefined : pathsThrough(scene, selected);
  const tracing = paths !== undefined && paths.size > 0;
  drawing.svg.classed('tracing', tracing);
  const each = function (this: SVGGElement, { mark }: MarkDatum): void {
    const now: Shown = {
      mark,
      selected: mark.id === selected,
      onPath: tracing && paths.has(mark.id),
      tabStop: mark.id === tabStop,
    };
    const before = shown.get(this);
    if (
      before?.mark === mark &&
      before.selected === now.selected &&
      before.onPath === now.onPath &&
      before.tabStop === now.tabStop
    ) {
      return;
    }
    shown.set(this, now);
    this.classList.toggle('selected', now.selected);
    this.classList.toggle('on-path', now.onPath);
    const control = controlOf(this);
    control?.setAttribute('tabindex', now.tabStop ? '0' : '-1');
    control?.setAttribute('aria-pressed', String(now.selected));
    control?.setAttribute('aria-label', accessibleName(mark, now.selected));
    if (now.tabStop) control?.setAttribute('aria-description', ways(scene, mark.id));
    else if (before?.tabStop === true) control?.removeAttribute('aria-description');
  };
  drawing.frames.selectAll<SVGGElement, MarkDatum>('g.frame').each(each);
  drawing.marks.selectAll<SVGGElement, MarkDatum>('g.mark').each(each);
  drawing.edges.selectAll<SVGGElement, EdgeDatum>('g.edge').each(function ({ edge }) {
    const onPath = tracing && paths.has(edge.from) && paths.has(edge.to);
    if (shownEdges.get(this) === onPath) return;
    shownEdges.set(this, onPath);
    this.classList.toggle('on-path', onPath);
  });
}
