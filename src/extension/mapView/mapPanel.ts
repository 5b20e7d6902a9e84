import * as vscode from 'vscode';
import type { ObjectReference } from '../../core/model/reference.ts';
import { formatReference } from '../../core/model/reference.ts';
import type { MapEvent, MapFilter, MapLens, MapMessage, MapRequest } from '../../protocol/mapProtocol.ts';
import { readMapRequest } from '../../protocol/readMapRequest.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { webviewPage } from '../webviewPage.ts';
import { DrawingRequest } from './drawingRequest.ts';

/** What the map is asked to show beside what it shows already. */
export interface MapWish {
  /** A thing to be selected and brought into view. */
  readonly reveal?: ObjectReference;
  readonly lens?: MapLens;
  /** In the lens `policies`: the thing whose reach is drawn. */
  readonly subject?: ObjectReference;
}

/** What a panel leaves to others. */
export interface MapPanelActions {
  /** A request that is no matter of the panel itself. */
  act(request: Extract<MapRequest, { type: 'export' | 'command' }>): void;
  /** A message that is no request, in words for the log. */
  refused(what: string): void;
  closed(): void;
}

/** The map's editor tab: feeds its page while that can draw, and asks it for what only it knows. */
export class MapPanel {
  readonly #store = new DisposableStore();
  readonly #panel: vscode.WebviewPanel;
  readonly #engine: EngineConnection;
  readonly #actions: MapPanelActions;
  readonly #drawing = new DrawingRequest(() => {
    if (this.#drawn) this.#post({ type: 'draw-file' });
  });
  /** What the page asked for last; `undefined` while there is no page that could draw. */
  #filter: MapFilter | undefined;
  /** Whether the page has drawn since it was made anew. */
  #drawn = false;
  #wishWhenDrawn: MapWish | undefined;
  /** The thing that the page wants to know more of. */
  #inspected: string | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    distribution: vscode.Uri,
    engine: EngineConnection,
    actions: MapPanelActions,
  ) {
    const { webview } = panel;
    this.#panel = panel;
    this.#engine = engine;
    this.#actions = actions;
    panel.iconPath = new vscode.ThemeIcon('type-hierarchy');
    webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    this.#store.add(
      webview.onDidReceiveMessage((message: unknown) => {
        const request = readMapRequest(message);
        if (request !== undefined) this.#onRequest(request);
        else actions.refused('The page of the map sent something that is no request; it was left out.');
      }),
    );
    this.#store.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#pageGone('The map was hidden before it was drawn.');
      }),
    );
    this.#store.add(
      engine.onMap((message) => {
        this.#forward(message);
      }),
    );
    this.#store.add(
      engine.onDied(() => {
        void this.#feed();
      }),
    );
    panel.onDidDispose(() => {
      this.#pageGone('The map was closed.');
      this.#store.dispose();
      actions.closed();
    });
    webview.html = webviewPage({
      title: 'Podpath Map',
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(distribution, 'map.js')).toString(),
      body: '<div id="root"></div>',
      // The layout worker: its text is fetched from the extension's folder and started from a blob.
      directives: ['worker-src blob:', `connect-src ${webview.cspSource}`],
    });
  }

  /** Brings the tab to the front, and then what is wished for; at once when the map is drawn, else as soon as it is. */
  show(wish: MapWish = {}): void {
    this.#panel.reveal();
    this.#wishWhenDrawn = { ...this.#wishWhenDrawn, ...wish };
    if (this.#drawn) this.#fulfil();
  }

  /** What the page draws, as an SVG document: at once when it has drawn, else as soon as it has. Rejects with why not. */
  drawing(): Promise<string> {
    if (!this.#panel.visible) this.#panel.reveal();
    return this.#drawing.get();
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }

  #forward(message: MapMessage): void {
    if (this.#filter !== undefined) this.#post(message);
  }

  #post(event: MapEvent): void {
    if (!this.#store.disposed) void this.#panel.webview.postMessage(event);
  }

  async #feed(): Promise<void> {
    if (this.#filter !== undefined) await this.#engine.engine.openMap(this.#filter);
  }

  /** The page of a hidden tab is gone; it asks anew when it is shown. */
  #pageGone(why: string): void {
    this.#filter = undefined;
    this.#drawn = false;
    this.#inspected = undefined;
    this.#drawing.fail(why);
    // At the end of the extension the engine is gone already, and must not be started again.
    if (!this.#store.disposed) void this.#engine.engine.closeMap();
  }

  #onRequest(request: MapRequest): void {
    switch (request.type) {
      case 'ready':
        this.#filter = request.filter;
        void this.#feed();
        break;
      case 'filter':
        this.#filter = request.filter;
        void this.#engine.engine.filterMap(request.filter);
        break;
      case 'drawn':
        void this.#engine.engine.mapDrawn(request.epoch, request.sequence);
        if (this.#drawn) break;
        this.#drawn = true;
        this.#fulfil();
        this.#drawing.askAgain();
        break;
      case 'inspect':
        void this.#tellDetails(request.id);
        break;
      case 'drawing':
        this.#drawing.answer(request.svg);
        break;
      case 'export':
      case 'command':
        this.#actions.act(request);
        break;
    }
  }

  #fulfil(): void {
    const { reveal, lens, subject } = this.#wishWhenDrawn ?? {};
    this.#wishWhenDrawn = undefined;
    if (lens !== undefined) {
      this.#post({
        type: 'show',
        lens,
        ...(subject === undefined ? {} : { subject: formatReference(subject) }),
      });
    }
    if (reveal !== undefined) this.#post({ type: 'reveal', id: formatReference(reveal) });
  }

  /** Answers unless something else was selected meanwhile; what is gone needs no answer, its mark goes too. */
  async #tellDetails(id: string): Promise<void> {
    this.#inspected = id;
    const details = await this.#engine.engine.mapDetails(id);
    if (details !== undefined && this.#inspected === id) this.#post({ type: 'details', details });
  }
}
