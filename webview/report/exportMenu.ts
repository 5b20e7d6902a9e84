import { type TemplateResult, html } from 'lit';
import type { ReportFormat } from '../../src/protocol/reportProtocol.ts';

/** One entry of the export menu. */
export interface ExportEntry {
  readonly format: ReportFormat;
  readonly label: string;
  /** Why it cannot be chosen now; '' when it can. */
  readonly unavailable: string;
}

/** The button "Export" with its menu: Esc and a click elsewhere close it, arrow keys walk through it. */
export function exportMenu(
  entries: readonly ExportEntry[],
  choose: (format: ReportFormat) => void,
): TemplateResult {
  const pick = (event: Event, format: ReportFormat): void => {
    menuOf(event)?.hidePopover();
    choose(format);
  };
  return html`<vscode-button appearance="secondary" aria-haspopup="menu" @click=${openMenu}
      >Export…</vscode-button
    >
    <div class="menu" popover role="menu" aria-label="Export as" @keydown=${walkMenu}>
      ${entries.map(
        ({ format, label, unavailable }) =>
          html`<button
            role="menuitem"
            ?disabled=${unavailable !== ''}
            title=${unavailable}
            @click=${(event: Event) => {
              pick(event, format);
            }}
          >
            ${label}
          </button>`,
      )}
    </div>`;
}

function menuOf(event: Event): HTMLElement | undefined {
  const { currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return undefined;
  return (
    currentTarget.parentElement?.querySelector<HTMLElement>('.menu') ??
    currentTarget.closest<HTMLElement>('.menu') ??
    undefined
  );
}

function openMenu(event: Event): void {
  const button = event.currentTarget;
  const menu = menuOf(event);
  if (menu === undefined || !(button instanceof HTMLElement)) return;
  menu.showPopover();
  const { right, bottom } = button.getBoundingClientRect();
  menu.style.top = `${bottom + 3}px`;
  menu.style.left = `${Math.max(4, right - menu.offsetWidth)}px`;
  menu.querySelector<HTMLElement>('button:enabled')?.focus();
}

function walkMenu(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const { currentTarget: menu, target } = event;
  if (step === 0 || !(menu instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
  const buttons = [...menu.querySelectorAll<HTMLElement>('button:enabled')];
  event.preventDefault();
  buttons.at((buttons.indexOf(target) + step) % buttons.length)?.focus();
}
