import { type TemplateResult, html, nothing } from 'lit';
import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import { countOf } from '../../../src/core/topology/topology.ts';
import type { MapCommand, MapDetails, MapMark } from '../../../src/protocol/mapProtocol.ts';
import { stateIcon } from '../../shared/stateIcon.ts';
import { isolationWords, portWords, showsState } from '../draw/markText.ts';
import type { Scene } from '../scene/scene.ts';
import { inspectorActions } from './inspectorActions.ts';
import { timeWords } from './timeWords.ts';

/** What the inspector can ask for. */
export interface InspectorActions {
  readonly command: (command: MapCommand, mark: MapMark) => void;
  readonly select: (id: string) => void;
  readonly toggle: (id: string) => void;
  readonly copyMermaid: (id: string) => void;
  readonly showPolicies: (id: string) => void;
  readonly close: () => void;
}

/** More links than this are counted, not listed. */
const listedLinks = 12;

function link(scene: Scene, id: string, text: string, actions: InspectorActions): TemplateResult {
  if (!scene.marks.has(id)) return html`${text}`;
  return html`<button
    type="button"
    class="link"
    @click=${() => {
      actions.select(id);
    }}
  >
    <span class="clip">${text}</span>
  </button>`;
}

function links(
  scene: Scene,
  title: string,
  edges: readonly TopologyEdge[],
  end: 'from' | 'to',
  actions: InspectorActions,
): TemplateResult | typeof nothing {
  if (edges.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="links">
      ${edges.slice(0, listedLinks).map((edge) => {
        const mark = scene.marks.get(edge[end]);
        if (mark === undefined) return nothing;
        const ports = portWords(edge);
        return html`<li>
          <span class="item"
            >${edge.state === 'ok' ? nothing : stateIcon(edge.state)}${link(scene, mark.id, mark.name, actions)}</span
          >
          ${ports === '' ? nothing : html`<span class="quiet">${ports}</span>`}
          ${edge.stateReason === '' ? nothing : html`<div class="quiet reason">${edge.stateReason}</div>`}
        </li>`;
      })}
      ${
        edges.length > listedLinks
          ? html`<li class="quiet">and ${countOf(edges.length - listedLinks, 'more', 'more')}</li>`
          : nothing
      }
    </ul>`;
}

function factList(
  scene: Scene,
  mark: MapMark,
  details: MapDetails | undefined,
  actions: InspectorActions,
): TemplateResult {
  const isolation = isolationWords(mark);
  const own: MapDetails['facts'] = [
    ...(mark.badge === '' ? [] : [{ label: 'Now', value: mark.badge }]),
    ...(mark.kind === 'namespace' || mark.kind === 'node' || mark.namespace === ''
      ? []
      : [{ label: 'Namespace', value: mark.namespace, id: `namespace/${mark.namespace}` }]),
    ...(isolation === '' ? [] : [{ label: 'Policies', value: isolation }]),
    ...(mark.foldedPods > 0 ? [{ label: 'Stands for', value: countOf(mark.foldedPods, 'pod') }] : []),
  ];
  const told = new Set(details?.facts.map(({ label }) => label));
  const facts = [...own.filter(({ label }) => !told.has(label)), ...(details?.facts ?? [])];
  if (facts.length === 0) return html``;
  return html`<dl>
    ${facts.map(
      ({ label, value, id }) =>
        html`<dt>${label}</dt>
          <dd>${id === undefined ? value : link(scene, id, value, actions)}</dd>`,
    )}
  </dl>`;
}

/** Newest first; absolute times are in the tooltips. */
function history(details: MapDetails | undefined): TemplateResult | typeof nothing {
  if (details === undefined || details.history.length === 0) return nothing;
  return html`<h3>History</h3>
    <ol class="history">
      ${details.history.map(
        ({ time, title, detail, state }) =>
          html`<li>
            <div class="item">
              ${state === 'ok' ? nothing : stateIcon(state)}<span class="history-title">${title}</span>
            </div>
            <div class="quiet">
              <time datetime=${time} title=${time}>${timeWords(time)}</time>${
                detail === '' ? nothing : html` · ${detail}`
              }
            </div>
          </li>`,
      )}
    </ol>`;
}

function head(mark: MapMark, close: () => void): TemplateResult {
  return html`<div class="inspector-head">
    <div>
      <div class="quiet">${mark.objectKind === 'Rest' ? 'Not drawn' : mark.objectKind}</div>
      <h2>${mark.name}</h2>
    </div>
    <button type="button" class="icon" aria-label="Close the inspector" title="Close (Esc)" @click=${close}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
    </button>
  </div>`;
}

/**
 * The selected thing: what it is, how it is and why, what can be done with it, what it is joined to, what happened to it.
 * @param details what was asked for; `undefined` while it is on its way
 */
export function inspector(
  scene: Scene,
  mark: MapMark,
  details: MapDetails | undefined,
  actions: InspectorActions,
): TemplateResult {
  const edges = [...scene.edges.values()];
  const incoming = (...kinds: readonly TopologyEdge['kind'][]): TopologyEdge[] =>
    edges.filter(({ to, kind }) => to === mark.id && kinds.includes(kind));
  const outgoing = (...kinds: readonly TopologyEdge['kind'][]): TopologyEdge[] =>
    edges.filter(({ from, kind }) => from === mark.id && kinds.includes(kind));
  const state = mark.state === 'ok' ? 'No problem known' : mark.stateReason;
  return html`${head(mark, actions.close)}
  ${
    state === ''
      ? nothing
      : html`<p class="state-line ${mark.state}">
          ${showsState(mark) || mark.state === 'ok' ? stateIcon(mark.state) : nothing}<span>${state}</span>
        </p>`
  }
  ${factList(scene, mark, details, actions)} ${inspectorActions(mark, actions)}
  ${links(scene, 'Reached from', incoming('routes', 'exposes'), 'from', actions)}
  ${links(scene, 'Routes to', outgoing('routes', 'exposes'), 'to', actions)}
  ${links(scene, 'May be reached by', incoming('reaches'), 'from', actions)}
  ${links(scene, 'May reach', outgoing('reaches'), 'to', actions)}
  ${links(scene, 'Isolated by', incoming('selects'), 'from', actions)}
  ${links(scene, 'Isolates', outgoing('selects'), 'to', actions)}
  ${links(scene, 'Belongs to', incoming('owns'), 'from', actions)}
  ${links(scene, 'Pods', outgoing('owns'), 'to', actions)}
  ${
    details === undefined && mark.reference !== undefined
      ? html`<p class="quiet loading" role="status">Reading more…</p>`
      : history(details)
  }`;
}
