import { type TemplateResult, html, svg } from 'lit';
import type { MapLens } from '../../../src/protocol/mapProtocol.ts';
import { openMenu, walkMenu } from './exportMenu.ts';
import { searchHelp } from './searchField.ts';

/** What the tool bar can ask for. */
export interface ToolbarActions {
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly arrange: () => void;
  readonly toggleList: () => void;
  readonly toggleProblems: () => void;
  readonly lens: (lens: MapLens) => void;
}

const icons = {
  fit: 'M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5M5.5 6h5v4h-5z',
  in: 'M8 3v10M3 8h10',
  out: 'M3 8h10',
  arrange: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v3h-4zM9.5 8.5h4v5h-4zM2.5 9.5h4v4h-4z',
  list: 'M2.5 4h.1M2.5 8h.1M2.5 12h.1M5.5 4h8M5.5 8h8M5.5 12h8',
  export: 'M8 10V2.5M5 5.2l3-2.7 3 2.7M3 9v4.5h10V9',
  search: 'M6.8 2.5a4.3 4.3 0 1 1 0 8.6 4.3 4.3 0 0 1 0-8.6ZM10 10l3.6 3.6',
  problem: 'M8 2.4 14 13H2ZM8 6.6v3M8 11.2v.2',
};

function icon(name: keyof typeof icons): TemplateResult {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${icons[name]}></path>`}</svg>`;
}

const lenses: readonly (readonly [MapLens, string, string])[] = [
  ['services', 'Services', 'Who routes to whom'],
  ['nodes', 'Nodes', 'Who runs where'],
  ['policies', 'Policies', 'Who is isolated, and who may reach whom'],
];

function searchBox(): TemplateResult {
  return html`<div class="search" id="search">
      ${icon('search')}
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        placeholder="Search, or namespace: state: label: …"
        aria-label="Search the map"
        aria-autocomplete="list"
        aria-expanded="false"
        aria-controls="suggestions"
        aria-describedby="search-problems"
        title="Search (/)"
      />
      <button
        type="button"
        class="icon"
        popovertarget="search-help"
        aria-label="How to search"
        title="How to search"
      >
        ?
      </button>
      <ul id="suggestions" role="listbox" aria-label="How the search may go on" hidden></ul>
      <div id="search-problems" class="search-problems" role="status" hidden></div>
    </div>
    <div id="search-help" class="popover help" popover>${searchHelp()}</div>`;
}

function lensGroup(choose: (lens: MapLens) => void): TemplateResult {
  return html`<fieldset class="lenses" id="lens">
    <legend class="visually-hidden">Lens</legend>
    ${lenses.map(
      ([lens, title, meaning]) =>
        html`<label title=${meaning}
          ><input
            type="radio"
            name="lens"
            value=${lens}
            @change=${() => {
              choose(lens);
            }}
          /><span>${title}</span></label
        >`,
    )}
  </fieldset>`;
}

function tool(name: keyof typeof icons, title: string, key: string, act: () => void): TemplateResult {
  return html`<button type="button" class="tool" title="${title} (${key})" aria-label=${title} @click=${act}>
    ${icon(name)}
  </button>`;
}

/** The tool bar: search, lens, problems, window, list, export. */
export function toolbar(actions: ToolbarActions): TemplateResult {
  const exportMenuOf = (event: Event): void => {
    const { currentTarget: button } = event;
    const menu = document.querySelector<HTMLElement>('#export-menu');
    if (button instanceof HTMLElement && menu !== null) openMenu(button, menu);
  };
  return html`<div class="tools" role="toolbar" aria-label="Map">
    ${searchBox()} ${lensGroup(actions.lens)}
    <button
      type="button"
      class="tool"
      id="problems-button"
      title="Show only what has a problem (p)"
      aria-pressed="false"
      @click=${actions.toggleProblems}
    >
      ${icon('problem')}Problems only
    </button>
    <div class="group">
      ${tool('fit', 'Fit everything', 'f', actions.fit)} ${tool('in', 'Zoom in', '+', actions.zoomIn)}
      ${tool('out', 'Zoom out', '-', actions.zoomOut)}
      ${tool('arrange', 'Arrange anew', 'a', actions.arrange)}
    </div>
    <button
      type="button"
      class="tool"
      id="list-button"
      title="Show as a list (l)"
      aria-pressed="false"
      @click=${actions.toggleList}
    >
      ${icon('list')}List
    </button>
    <button
      type="button"
      class="tool"
      id="export-button"
      title="Export the map"
      aria-haspopup="menu"
      @click=${exportMenuOf}
    >
      ${icon('export')}Export
    </button>
    <div
      id="export-menu"
      class="popover menu"
      popover
      role="menu"
      aria-label="Export"
      @keydown=${walkMenu}
    ></div>
  </div>`;
}
