import { type TemplateResult, html, nothing } from 'lit';
import type { TopologyEdge } from '../../src/core/topology/topology.ts';
import { countOf } from '../../src/core/topology/topology.ts';
import type { MapCommand, MapMark } from '../../src/protocol/mapProtocol.ts';
import { stateIcon } from '../shared/stateIcon.ts';
import { showsState } from './markText.ts';
import type { Scene } from './scene.ts';

/** What the inspector can ask for. */
export interface InspectorActions {
  command(command: MapCommand, mark: MapMark): void;
  select(id: string): void;
  toggle(id: string): void;
  close(): void;
}

const commandTitles: readonly (readonly [MapCommand, string, (mark: MapMark) => boolean])[] = [
  ['trace', 'Trace', ({ kind }) => kind === 'service'],
  ['diagnose-from', 'Diagnose from here', ({ kind }) => kind === 'pod'],
  ['diagnose-to', 'Diagnose to here', ({ kind }) => kind === 'pod' || kind === 'service'],
  ['show-in-tree', 'Show in tree', ({ kind }) => kind !== 'workload'],
];

/** More links than this are counted, not listed. */
const listedLinks = 12;

function portWords({ ports }: TopologyEdge): string {
  const shown = ports.slice(0, 3).map(({ protocol, port, targetPort }) => {
    const from = `${port}${protocol === 'TCP' ? '' : `/${protocol}`}`;
    return String(port) === targetPort ? from : `${from} → ${targetPort}`;
  });
  const more = ports.length > 3 ? [`+${ports.length - 3}`] : [];
  return [...shown, ...more].join(', ');
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
          <button
            type="button"
            class="link"
            @click=${() => {
              actions.select(mark.id);
            }}
          >
            ${edge.state === 'ok' ? nothing : stateIcon(edge.state)}<span class="clip">${mark.name}</span>
          </button>
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

/** The selected thing: what it is, how it is and why, what it is joined to, and what can be done with it. */
export function inspector(scene: Scene, mark: MapMark, actions: InspectorActions): TemplateResult {
  const edges = [...scene.edges.values()];
  const incoming = edges.filter(({ to }) => to === mark.id);
  const outgoing = edges.filter(({ from }) => from === mark.id);
  const state = mark.state === 'ok' ? 'No problem known' : mark.stateReason;
  const commands = commandTitles.filter(([, , applies]) => mark.reference !== undefined && applies(mark));
  const facts: readonly (readonly [string, string])[] = [
    ...(mark.kind === 'namespace' ? [] : [['Namespace', mark.namespace] as const]),
    ...(mark.badge === '' ? [] : [['Facts', mark.badge] as const]),
    ...(mark.foldedPods > 0 ? [['Stands for', countOf(mark.foldedPods, 'pod')] as const] : []),
  ];
  return html`<div class="inspector-head">
      <div>
        <div class="quiet">${mark.objectKind === 'Rest' ? 'Not drawn' : mark.objectKind}</div>
        <h2>${mark.name}</h2>
      </div>
      <button
        type="button"
        class="icon"
        aria-label="Close the inspector"
        title="Close (Esc)"
        @click=${() => {
          actions.close();
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
      </button>
    </div>
    ${
      state === ''
        ? nothing
        : html`<p class="state-line ${mark.state}">
            ${showsState(mark) || mark.state === 'ok' ? stateIcon(mark.state) : nothing}<span>${state}</span>
          </p>`
    }
    <dl>
      ${facts.map(
        ([term, fact]) =>
          html`<dt>${term}</dt>
            <dd>${fact}</dd>`,
      )}
    </dl>
    <div class="actions">
      ${commands.map(
        ([command, title], index) =>
          html`<vscode-button
            appearance=${index === 0 ? 'primary' : 'secondary'}
            @click=${() => {
              actions.command(command, mark);
            }}
            >${title}</vscode-button
          >`,
      )}
      ${
        mark.canUnfold
          ? html`<vscode-button
              appearance="secondary"
              @click=${() => {
                actions.toggle(mark.id);
              }}
              >${mark.unfolded ? 'Fold' : 'Unfold'}</vscode-button
            >`
          : nothing
      }
    </div>
    ${links(
      scene,
      'Reached from',
      incoming.filter(({ kind }) => kind !== 'owns'),
      'from',
      actions,
    )}
    ${links(
      scene,
      'Routes to',
      outgoing.filter(({ kind }) => kind !== 'owns'),
      'to',
      actions,
    )}
    ${links(
      scene,
      'Belongs to',
      incoming.filter(({ kind }) => kind === 'owns'),
      'from',
      actions,
    )}
    ${links(
      scene,
      'Pods',
      outgoing.filter(({ kind }) => kind === 'owns'),
      'to',
      actions,
    )}`;
}
