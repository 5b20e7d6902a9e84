import { type TemplateResult, html, nothing, render } from 'lit';
import type { MapCommand, MapDetails, MapFilter, MapMark } from '../../../src/protocol/mapProtocol.ts';
import { type ExportChoice, exportEntries } from '../panels/exportMenu.ts';
import { inspector } from '../panels/inspector.ts';
import type { ListOrder } from '../panels/listOrder.ts';
import { listTwin } from '../panels/listTwin.ts';
import type { Skeleton } from '../panels/skeleton.ts';
import { blankState, statusLine } from '../panels/statusLine.ts';
import { showsProblemsOnly } from '../panels/suggest.ts';
import type { Scene } from '../scene/scene.ts';

/** What the panels around the drawing show. */
export interface PanelState {
  readonly scene: Scene;
  readonly selected: string | undefined;
  readonly details: MapDetails | undefined;
  readonly filter: MapFilter;
  readonly listShown: boolean;
  readonly order: ListOrder;
}

/** What the panels can ask for. */
export interface PanelActions {
  readonly command: (command: MapCommand, mark: MapMark) => void;
  /** Selects what was chosen in the list, and leaves the focus there. */
  readonly select: (id: string) => void;
  readonly selectAndShow: (id: string) => void;
  readonly toggle: (id: string) => void;
  readonly deselect: () => void;
  readonly sort: (order: ListOrder) => void;
  readonly exportMap: (choice: ExportChoice) => void;
  readonly copyMermaid: (id: string) => void;
  readonly showPolicies: (id: string) => void;
  readonly leaveSubject: () => void;
}

/** What the lens `policies` is about, with the way out of it. */
function subjectChip({ scene, filter }: PanelState, leave: () => void): TemplateResult | typeof nothing {
  const { lens, subject } = filter;
  if (lens !== 'policies' || subject === undefined) return nothing;
  const name = scene.marks.get(subject)?.name ?? subject;
  return html`<span>Who may reach <strong>${name}</strong>, and whom it may reach</span>
    <button
      type="button"
      class="icon"
      aria-label="Show all policies"
      title="Show all policies (Esc)"
      @click=${leave}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
    </button>`;
}

/** What was rendered last: a panel whose input is the same is not rendered again. */
export class Panels {
  readonly #parts: Skeleton;
  readonly #actions: PanelActions;
  #before: PanelState | undefined;

  constructor(parts: Skeleton, actions: PanelActions) {
    this.#parts = parts;
    this.#actions = actions;
  }

  draw(state: PanelState): void {
    const before = this.#before;
    this.#before = state;
    const { scene, selected, details, filter, listShown, order } = state;
    const parts = this.#parts;
    const mark = selected === undefined ? undefined : scene.marks.get(selected);
    const sameScene = before?.scene.marks === scene.marks && before.scene.edges === scene.edges;
    if (!sameScene || before.selected !== selected || before.details !== details) {
      const actions = {
        ...this.#actions,
        select: this.#actions.selectAndShow,
        close: this.#actions.deselect,
      };
      render(mark === undefined ? nothing : inspector(scene, mark, details, actions), parts.inspector);
      parts.inspector.hidden = mark === undefined;
      render(exportEntries(mark?.name, this.#actions.exportMap), parts.exportMenu);
    }
    if (before?.scene.status !== scene.status) {
      render(statusLine(scene.status), parts.status);
      render(blankState(scene.status), parts.blank);
    }
    parts.listButton.setAttribute('aria-pressed', String(listShown));
    parts.problemsButton.setAttribute('aria-pressed', String(showsProblemsOnly(filter.text)));
    for (const radio of parts.lens.querySelectorAll('input')) radio.checked = radio.value === filter.lens;
    const chip = subjectChip(state, this.#actions.leaveSubject);
    render(chip, parts.subject);
    parts.subject.hidden = chip === nothing;
    parts.list.hidden = !listShown;
    // Behind the list the drawing is neither seen nor reached.
    parts.svg.classList.toggle('behind', listShown);
    const sameList = sameScene && before.selected === selected && before.order === order;
    if (sameList && before.listShown === listShown) return;
    render(listShown ? listTwin(scene, selected, order, this.#actions) : nothing, parts.list);
  }
}
