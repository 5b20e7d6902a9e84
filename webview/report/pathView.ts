import { type TemplateResult, html, nothing } from 'lit';
import { type Hop, type Path, type Verdict, hopIds, hopsOf, hopTitles } from '../../src/core/finding/hop.ts';
import { stateIcon } from '../shared/stateIcon.ts';
import { groupPaths } from './groupPaths.ts';
import { iconOfStatus, wordOfStatus } from './statusLook.ts';

/** What the row of hops knows beside the paths. */
export interface PathContext {
  /** The first box: `pod cart-0`. */
  readonly start: string;
  readonly running: boolean;
  /** `path index/hop id` of the hop whose details are shown; '' for none. */
  readonly selected: string;
  select(hop: string): void;
}

/** Every path as a row of hops: what is broken first, what repeats itself folded. */
export function pathsView(paths: readonly Path[], context: PathContext): TemplateResult {
  if (paths.length === 0) {
    return html`<div class="paths"><div class="path">${waitingRow(context)}</div></div>`;
  }
  const { shown, folded } = groupPaths(paths);
  const several = paths.length > 1;
  const view = (path: Path): TemplateResult => pathView(path, paths.indexOf(path), several, context);
  return html`<div class="paths">
    ${shown.map(view)}
    ${folded.map(
      (group) =>
        html`<details class="paths-folded">
          <summary>
            ${stateIcon(iconOfStatus[group.verdict])} ${foldedTitle(group.verdict, group.paths.length)}
          </summary>
          ${group.paths.map(view)}
        </details>`,
    )}
  </div>`;
}

function foldedTitle(verdict: Verdict, count: number): string {
  const noun = count === 1 ? 'path' : 'paths';
  if (verdict === 'reachable')
    return `The other ${count === 1 ? noun : `${count} ${noun}`} ${count === 1 ? 'is' : 'are all'} ok`;
  return `${count} more ${verdict} ${noun}`;
}

/** The hop that a reader wants to see first: the first that is broken, else the first that is not as it should be. */
export function firstHopOfInterest(paths: readonly Path[]): string {
  for (const status of ['broken', 'degraded'] as const) {
    for (const [index, path] of paths.entries()) {
      const hop = hopsOf(path).find((candidate) => candidate.status === status);
      if (hop !== undefined) return hopKey(index, hop);
    }
  }
  return '';
}

function hopKey(index: number, hop: Hop): string {
  return `${index}/${hop.id}`;
}

function waitingRow({ start, running }: PathContext): TemplateResult {
  if (!running) return html`<span class="quiet">No path could be worked out.</span>`;
  return html`<ol class="hops" aria-label="Path">
    <li><span class="hop-start" title=${start}>${start}</span></li>
    ${hopIds.map(
      (id) =>
        html`<li>
          <span class="hop waiting"><span class="pending"></span>${hopTitles[id]}</span>
        </li>`,
    )}
  </ol>`;
}

function pathView(path: Path, index: number, several: boolean, context: PathContext): TemplateResult {
  const selected = hopsOf(path).find((hop) => hopKey(index, hop) === context.selected);
  const breakAt = hopsOf(path).findIndex(({ status }) => status === 'broken');
  const title = titleOfPath(path);
  return html`<div class="path">
    ${
      several
        ? html`<h3 class="path-title">
            ${stateIcon(iconOfStatus[path.verdict])}<span>${title}</span
            ><span class="quiet">${path.verdict}</span>
          </h3>`
        : nothing
    }
    <ol class="hops" aria-label=${several ? `Path ${title}` : 'Path'}>
      <li><span class="hop-start" title=${context.start}>${context.start}</span></li>
      ${hopsOf(path).map((hop, position) => {
        const waiting = context.running && hop.status === 'unknown';
        const key = hopKey(index, hop);
        const state = iconOfStatus[hop.status];
        return html`<li class=${breakAt >= 0 && position >= breakAt ? 'after-break' : ''}>
          <button
            class="hop ${waiting ? 'waiting' : state}"
            aria-expanded=${key === context.selected}
            title=${`${hop.title}: ${waiting ? 'waiting' : wordOfStatus[hop.status].toLowerCase()} (${hop.at})`}
            @click=${() => {
              context.select(key === context.selected ? '' : key);
            }}
            @keydown=${walkHops}
          >
            ${waiting ? html`<span class="pending"></span>` : stateIcon(state)}
            <span>${hop.title}</span>
            <span class="visually-hidden">${waiting ? 'waiting' : wordOfStatus[hop.status]}</span>
          </button>
        </li>`;
      })}
    </ol>
    ${selected === undefined ? nothing : hopDetail(selected)}
  </div>`;
}

/** Arrow keys walk along the path, as a packet does. */
function walkHops(event: KeyboardEvent): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const button = event.currentTarget;
  if (step === 0 || !(button instanceof HTMLElement)) return;
  const buttons = [...(button.closest('ol')?.querySelectorAll<HTMLElement>('button.hop') ?? [])];
  const next = buttons[buttons.indexOf(button) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function hopDetail({ title, at, status, predicted, observed }: Hop): TemplateResult {
  return html`<dl class="hop-detail">
    <dt>${title}</dt>
    <dd>${wordOfStatus[status]} <span class="quiet">at ${at}</span></dd>
    <dt>Expected</dt>
    <dd>${predicted === '' ? html`<span class="quiet">nothing can be predicted</span>` : predicted}</dd>
    <dt>Observed</dt>
    <dd>${observed === '' ? html`<span class="quiet">no probe looked</span>` : observed}</dd>
  </dl>`;
}

function titleOfPath({ address, family, backend }: Path): string {
  const target =
    backend === null
      ? ''
      : ` → ${backend.kind} ${backend.namespace === undefined ? '' : `${backend.namespace}/`}${backend.name}`;
  return `${address === '' ? 'no address' : address} (IPv${family})${target}`;
}
