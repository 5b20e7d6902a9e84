import { html, render } from 'lit';

/** The fixed parts of the page; each is filled by its own module. */
export interface Skeleton {
  readonly status: HTMLElement;
  readonly search: HTMLElement & { value: string };
  readonly svg: SVGSVGElement;
  readonly blank: HTMLElement;
  readonly list: HTMLElement;
  readonly listButton: HTMLElement;
  readonly inspector: HTMLElement;
  readonly live: HTMLElement;
}

/** The buttons of the tool bar. */
export interface SkeletonActions {
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  toggleList(): void;
  searchChanged(text: string): void;
}

function valueOf(event: Event): string {
  const { target } = event;
  return target !== null && 'value' in target && typeof target.value === 'string' ? target.value : '';
}

function part<Part extends Element>(root: ParentNode, selector: string, type: new () => Part): Part {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** Makes the page once, in the body of the document. */
export function createSkeleton(actions: SkeletonActions): Skeleton {
  const app = document.createElement('div');
  app.id = 'app';
  document.body.append(app);
  render(
    html`<div class="status" id="status" role="status" aria-live="off" aria-label="Map status"></div>
      <div class="tools" role="toolbar" aria-label="Map">
        <vscode-text-field
          id="search"
          placeholder="Search name or namespace"
          aria-label="Search name or namespace"
          title="Search (/)"
          @input=${(event: Event) => {
            actions.searchChanged(valueOf(event));
          }}
        ></vscode-text-field>
        <div class="group">
          <button
            type="button"
            class="tool"
            title="Fit everything (0)"
            aria-label="Fit everything"
            @click=${() => {
              actions.fit();
            }}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5M5.5 6h5v4h-5z" />
            </svg>
          </button>
          <button
            type="button"
            class="tool"
            title="Zoom in (+)"
            aria-label="Zoom in"
            @click=${() => {
              actions.zoomIn();
            }}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M3 8h10" /></svg>
          </button>
          <button
            type="button"
            class="tool"
            title="Zoom out (-)"
            aria-label="Zoom out"
            @click=${() => {
              actions.zoomOut();
            }}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8h10" /></svg>
          </button>
          <button
            type="button"
            class="tool"
            id="list-button"
            title="Show as a list (l)"
            aria-pressed="false"
            @click=${() => {
              actions.toggleList();
            }}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M2.5 4h.1M2.5 8h.1M2.5 12h.1M5.5 4h8M5.5 8h8M5.5 12h8" /></svg
            >List
          </button>
        </div>
      </div>
      <main>
        <svg class="map" id="map" role="group" aria-label="Network map"></svg>
        <div id="blank" role="status"></div>
        <div id="list" hidden></div>
      </main>
      <aside id="inspector" aria-label="Inspector"></aside>
      <div id="live" class="visually-hidden" aria-live="polite"></div>`,
    app,
  );
  const search = part(app, '#search', HTMLElement);
  return {
    status: part(app, '#status', HTMLElement),
    search: search as HTMLElement & { value: string },
    svg: part(app, '#map', SVGSVGElement),
    blank: part(app, '#blank', HTMLElement),
    list: part(app, '#list', HTMLElement),
    listButton: part(app, '#list-button', HTMLElement),
    inspector: part(app, '#inspector', HTMLElement),
    live: part(app, '#live', HTMLElement),
  };
}
