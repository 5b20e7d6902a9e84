import { html, render } from 'lit';
import { type ToolbarActions, toolbar } from './toolbar.ts';

/** The fixed parts of the page; each is filled by its own module. */
export interface Skeleton {
  readonly status: HTMLElement;
  readonly search: HTMLElement;
  readonly searchProblems: HTMLElement;
  readonly lens: HTMLElement;
  readonly subject: HTMLElement;
  readonly problemsButton: HTMLElement;
  readonly exportMenu: HTMLElement;
  readonly svg: SVGSVGElement;
  readonly blank: HTMLElement;
  readonly list: HTMLElement;
  readonly listButton: HTMLElement;
  readonly inspector: HTMLElement;
  readonly live: HTMLElement;
}

function part<Part extends Element>(root: ParentNode, selector: string, type: new () => Part): Part {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** Makes the page once, in the body of the document. */
export function createSkeleton(actions: ToolbarActions): Skeleton {
  const app = document.createElement('div');
  app.id = 'app';
  document.body.append(app);
  render(
    html`<header>
        <h1 class="visually-hidden">Network map</h1>
        <div class="status" id="status" role="status" aria-live="off" aria-label="Map status"></div>
        ${toolbar(actions)}
      </header>
      <main>
        <div id="subject" class="subject" hidden></div>
        <svg class="map" id="map" role="group" aria-label="Network map"></svg>
        <div id="blank" role="status"></div>
        <div id="list" hidden></div>
      </main>
      <aside id="inspector" aria-label="Inspector" hidden></aside>
      <div id="live" class="visually-hidden" aria-live="polite"></div>`,
    app,
  );
  return {
    status: part(app, '#status', HTMLElement),
    search: part(app, '#search', HTMLElement),
    searchProblems: part(app, '#search-problems', HTMLElement),
    lens: part(app, '#lens', HTMLElement),
    subject: part(app, '#subject', HTMLElement),
    problemsButton: part(app, '#problems-button', HTMLElement),
    exportMenu: part(app, '#export-menu', HTMLElement),
    svg: part(app, '#map', SVGSVGElement),
    blank: part(app, '#blank', HTMLElement),
    list: part(app, '#list', HTMLElement),
    listButton: part(app, '#list-button', HTMLElement),
    inspector: part(app, '#inspector', HTMLElement),
    live: part(app, '#live', HTMLElement),
  };
}
