import { type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { stateIcon } from '../../shared/stateIcon.ts';
import { badgeOf, edgeVerb, isolationWords, portWords } from '../draw/markText.ts';
import type { Scene } from '../scene/scene.ts';
import { type ListOrder, listRows } from './listOrder.ts';

/** What the list can ask for. */
export interface ListActions {
  readonly select: (id: string) => void;
  readonly toggle: (id: string) => void;
  readonly sort: (order: ListOrder) => void;
}

const columns: readonly (readonly [string, ListOrder['by'] | undefined])[] = [
  ['Name', 'name'],
  ['Kind', 'kind'],
  ['Namespace', undefined],
  ['State', 'state'],
  ['Facts', undefined],
  ['Leads to', undefined],
];

function focusRow(row: Element | null | undefined): string | undefined {
  if (!(row instanceof HTMLElement)) return undefined;
  row.focus();
  return row.dataset['id'];
}

function parentRow(row: HTMLElement): Element | null {
  const level = Number(row.ariaLevel);
  for (let above = row.previousElementSibling; above !== null; above = above.previousElementSibling) {
    if (Number(above.ariaLevel) < level) return above;
  }
  return null;
}

/** The keys of a treegrid: rows by up and down, groups open by right and close by left. */
function onRowKey(event: KeyboardEvent, mark: MapMark, actions: ListActions): void {
  const row = event.currentTarget;
  if (!(row instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) return;
  const go = (to: Element | null | undefined): void => {
    const id = focusRow(to);
    if (id !== undefined) actions.select(id);
  };
  switch (event.key) {
    case 'ArrowDown':
      go(row.nextElementSibling);
      break;
    case 'ArrowUp':
      go(row.previousElementSibling);
      break;
    case 'Home':
      go(row.parentElement?.firstElementChild);
      break;
    case 'End':
      go(row.parentElement?.lastElementChild);
      break;
    case 'ArrowRight':
      if (mark.canUnfold && !mark.unfolded) actions.toggle(mark.id);
      else if (mark.canUnfold) go(row.nextElementSibling);
      break;
    case 'ArrowLeft':
      if (mark.canUnfold && mark.unfolded) actions.toggle(mark.id);
      else go(parentRow(row));
      break;
    case 'Enter':
      actions.toggle(mark.id);
      break;
    case ' ':
      actions.select(mark.id);
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function header(order: ListOrder, actions: ListActions): TemplateResult {
  return html`<tr role="row">
    ${columns.map(([title, by]) => {
      if (by === undefined) return html`<th role="columnheader" scope="col">${title}</th>`;
      const sorted = order.by === by ? (order.descending ? 'descending' : 'ascending') : 'none';
      return html`<th role="columnheader" scope="col" aria-sort=${sorted}>
        <button
          type="button"
          class="sort"
          title="Sort by ${title.toLowerCase()}; a third press goes back to the order of the map"
          @click=${() => {
            const next: ListOrder =
              order.by !== by
                ? { by, descending: false }
                : order.descending
                  ? { by: 'map', descending: false }
                  : { by, descending: true };
            actions.sort(next);
          }}
        >
          ${title}<span aria-hidden="true"
            >${sorted === 'ascending' ? ' ↑' : sorted === 'descending' ? ' ↓' : ''}</span
          >
        </button>
      </th>`;
    })}
  </tr>`;
}

function targetsOf(scene: Scene): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const edge of scene.edges.values()) {
    const mark = scene.marks.get(edge.to);
    if (mark === undefined || edge.kind === 'owns') continue;
    const ports = portWords(edge);
    const state = edge.state === 'ok' ? '' : ` (${edge.state})`;
    const words = `${edgeVerb(edge.kind)} ${mark.name}${ports === '' ? '' : ` on ${ports}`}${state}`;
    const known = targets.get(edge.from);
    if (known === undefined) targets.set(edge.from, [words]);
    else known.push(words);
  }
  return targets;
}

/** The same things as a table, with the same selection: for screen readers, for copying, and for who prefers it. */
export function listTwin(
  scene: Scene,
  selected: string | undefined,
  order: ListOrder,
  actions: ListActions,
): TemplateResult {
  const rows = listRows(scene, order);
  const tabStop = rows.some(({ mark }) => mark.id === selected) ? selected : rows[0]?.mark.id;
  const targets = targetsOf(scene);
  const cells = (mark: MapMark): TemplateResult =>
    html`<td role="gridcell">
        <span class="list-name">${mark.canUnfold ? (mark.unfolded ? '▾ ' : '▸ ') : ''}${mark.name}</span>
      </td>
      <td role="gridcell">${mark.objectKind === 'Rest' ? '' : mark.objectKind}</td>
      <td role="gridcell">${mark.kind === 'namespace' ? '' : mark.namespace}</td>
      <td role="gridcell">
        <span class="item"
          >${stateIcon(mark.state)}<span class="clip"
            >${mark.stateReason === '' ? mark.state : mark.stateReason}</span
          ></span
        >
      </td>
      <td role="gridcell">
        ${[mark.kind === 'workload' ? mark.badge : badgeOf(mark), isolationWords(mark)]
          .filter((part) => part !== '')
          .join(' · ')}
      </td>
      <td role="gridcell">${(targets.get(mark.id) ?? []).join(', ') || nothing}</td>`;
  return html`<table role="treegrid" aria-label="What is on the map" aria-rowcount=${rows.length + 1}>
    <thead role="rowgroup">
      ${header(order, actions)}
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        rows,
        ({ mark }) => mark.id,
        ({ mark, level }) =>
          html`<tr
            role="row"
            data-id=${mark.id}
            class="level-${Math.min(level, 3)} ${mark.id === selected ? 'selected' : ''}"
            tabindex=${mark.id === tabStop ? 0 : -1}
            aria-level=${level}
            aria-selected=${mark.id === selected ? 'true' : 'false'}
            aria-expanded=${mark.canUnfold ? String(mark.unfolded) : nothing}
            @click=${() => {
              actions.select(mark.id);
            }}
            @dblclick=${() => {
              actions.toggle(mark.id);
            }}
            @keydown=${(event: KeyboardEvent) => {
              onRowKey(event, mark, actions);
            }}
          >
            ${cells(mark)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
