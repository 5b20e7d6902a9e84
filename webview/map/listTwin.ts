import { type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { severity } from '../../src/core/topology/topology.ts';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { stateIcon } from '../shared/stateIcon.ts';
import { badgeOf, edgeVerb } from './markText.ts';
import type { Scene } from './scene.ts';

/** What the list can ask for. */
export interface ListActions {
  select(id: string): void;
  toggle(id: string): void;
}

const kindOrder: readonly MapMark['kind'][] = ['namespace', 'external', 'service', 'workload', 'pod'];

/** By namespace, those with problems first; inside it in the order of the flow. */
function sorted(scene: Scene): MapMark[] {
  const urgency = new Map<string, number>();
  for (const { namespace, state } of scene.marks.values()) {
    urgency.set(namespace, Math.max(urgency.get(namespace) ?? 0, severity(state)));
  }
  const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
  return [...scene.marks.values()].sort(
    (left, right) =>
      (urgency.get(right.namespace) ?? 0) - (urgency.get(left.namespace) ?? 0) ||
      compare(left.namespace, right.namespace) ||
      kindOrder.indexOf(left.kind) - kindOrder.indexOf(right.kind) ||
      compare(left.name, right.name),
  );
}

function onRowKey(event: KeyboardEvent, id: string, actions: ListActions): void {
  const row = event.currentTarget;
  if (!(row instanceof HTMLElement)) return;
  const sibling =
    event.key === 'ArrowDown'
      ? row.nextElementSibling
      : event.key === 'ArrowUp'
        ? row.previousElementSibling
        : null;
  if (sibling instanceof HTMLElement) {
    sibling.focus();
    actions.select(sibling.dataset['id'] ?? id);
  } else if (event.key === 'Enter') actions.toggle(id);
  else if (event.key === ' ') actions.select(id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The same things as a table: for screen readers, for copying, and for who prefers it. */
export function listTwin(scene: Scene, selected: string | undefined, actions: ListActions): TemplateResult {
  const marks = sorted(scene);
  const tabStop = marks.some(({ id }) => id === selected) ? selected : marks[0]?.id;
  const targets = new Map<string, string[]>();
  for (const { from, to, kind, state } of scene.edges.values()) {
    const mark = scene.marks.get(to);
    if (mark === undefined || kind === 'owns') continue;
    const words = `${edgeVerb(kind)} ${mark.name}${state === 'ok' ? '' : ` (${state})`}`;
    targets.set(from, [...(targets.get(from) ?? []), words]);
  }
  return html`<table aria-label="What is on the map" aria-rowcount=${marks.length + 1}>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Kind</th>
        <th scope="col">Namespace</th>
        <th scope="col">State</th>
        <th scope="col">Facts</th>
        <th scope="col">Leads to</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        marks,
        ({ id }) => id,
        (mark) =>
          html`<tr
            data-id=${mark.id}
            class=${mark.id === selected ? 'selected' : ''}
            tabindex=${mark.id === tabStop ? 0 : -1}
            aria-selected=${mark.id === selected ? 'true' : 'false'}
            @click=${() => {
              actions.select(mark.id);
            }}
            @dblclick=${() => {
              actions.toggle(mark.id);
            }}
            @keydown=${(event: KeyboardEvent) => {
              onRowKey(event, mark.id, actions);
            }}
          >
            <td>${mark.name}</td>
            <td>${mark.objectKind === 'Rest' ? '' : mark.objectKind}</td>
            <td>${mark.kind === 'namespace' ? '' : mark.namespace}</td>
            <td>
              <span class="item"
                >${stateIcon(mark.state)}${mark.stateReason === '' ? mark.state : mark.stateReason}</span
              >
            </td>
            <td>${mark.kind === 'workload' ? mark.badge : badgeOf(mark)}</td>
            <td>${(targets.get(mark.id) ?? []).join(', ') || nothing}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
