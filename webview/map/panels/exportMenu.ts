import { type TemplateResult, html } from 'lit';
import type { MapFormat } from '../../../src/protocol/mapProtocol.ts';

/** What of the map leaves, in which form, and where it goes. */
export interface ExportChoice {
  readonly format: MapFormat;
  readonly to: 'clipboard' | 'file';
  readonly selection: boolean;
}

const forms: readonly (readonly [MapFormat, 'clipboard' | 'file', string])[] = [
  ['mermaid', 'clipboard', 'Copy as Mermaid'],
  ['mermaid', 'file', 'Save as Mermaid…'],
  ['svg', 'file', 'Save as SVG…'],
  ['json', 'file', 'Save as JSON…'],
];

/** The entries of the export menu: the whole map, and what is selected with its paths. */
export function exportEntries(
  selected: string | undefined,
  choose: (choice: ExportChoice) => void,
): TemplateResult {
  const group = (label: string, selection: boolean): TemplateResult =>
    html`<div role="group" aria-label=${label}>
      <div class="menu-label" aria-hidden="true">${label}</div>
      ${forms.map(
        ([format, to, title]) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${(event: Event) => {
              closeMenu(event);
              choose({ format, to, selection });
            }}
          >
            ${title}
          </button>`,
      )}
    </div>`;
  return html`${group('Whole map', false)}${selected === undefined ? '' : group(`${selected} and its paths`, true)}`;
}

function closeMenu({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
}

/** Opens a menu below its button, the first entry focused. */
export function openMenu(button: HTMLElement, menu: HTMLElement): void {
  menu.showPopover();
  const { right, bottom } = button.getBoundingClientRect();
  menu.style.top = `${bottom + 3}px`;
  menu.style.left = `${Math.max(4, Math.min(right - menu.offsetWidth, innerWidth - menu.offsetWidth - 4))}px`;
  menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
}

/** Arrow keys, Home and End walk through an open menu; the popover itself closes on Escape. */
export function walkMenu(event: KeyboardEvent): void {
  const { currentTarget: menu, target, key } = event;
  if (!(menu instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.indexOf(target);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key];
  if (key === 'Escape' || key === 'Tab') menu.hidePopover();
  // Keys of the map mean nothing in a menu.
  event.stopPropagation();
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}
