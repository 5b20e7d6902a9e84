import * as vscode from 'vscode';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import type { MapCommand, MapFilter, MapRequest } from '../../protocol/mapProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { CommandTargets } from '../commandTargets.ts';
import { webviewPage } from '../webviewPage.ts';

const viewType = 'podpath.map';

const commandOfRequest: Readonly<Record<MapCommand, string>> = {
  trace: 'podpath.traceServiceEndpoints',
  'diagnose-from': 'podpath.diagnoseFrom',
  'diagnose-to': 'podpath.diagnoseTo',
  'show-in-tree': 'podpath.showInTree',
  'open-yaml': 'podpath.openYaml',
  'who-can-reach': 'podpath.showWhoCanReach',
  'what-changed': 'podpath.showWhatChanged',
};

/** The map: one editor tab a window. It costs nothing while it is hidden, and gets the whole scene when it is shown. */
export class MapView implements Disposable {
  readonly #store = new DisposableStore();
  readonly #context: vscode.ExtensionContext;
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  #panel: vscode.WebviewPanel | undefined;
  /** What the page asked for last; `undefined` while there is no page that could draw. */
  #filter: MapFilter | undefined;
  #revealWhenReady: ObjectReference | undefined;

  constructor(
    context: vscode.ExtensionContext,
    engine: EngineConnection,
    session: ClusterSession,
    targets: CommandTargets,
  ) {
    this.#context = context;
    this.#engine = engine;
    this.#session = session;
    this.#store.add(
      vscode.commands.registerCommand('podpath.showMap', () => {
        this.#show();
      }),
    );
    this.#store.add(
      vscode.commands.registerCommand('podpath.showOnMap', async (argument: unknown) => {
        const target = await targets.resolve(argument);
        if (target.kind !== 'ended') this.#show(target.kind === 'object' ? target.reference : undefined);
      }),
    );
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel) => {
          this.#adopt(panel);
          return Promise.resolve();
        },
      }),
    );
    this.#store.add(
      engine.onMap((message) => {
        void this.#panel?.webview.postMessage(message);
      }),
    );
    this.#store.add(
      engine.onDied(() => {
        void this.#feed();
      }),
    );
  }

  #show(reveal?: ObjectReference): void {
    if (this.#panel === undefined) {
      this.#revealWhenReady = reveal;
      this.#adopt(
        vscode.window.createWebviewPanel(viewType, 'Podpath Map', vscode.ViewColumn.Active, {
          enableFindWidget: false,
        }),
      );
      return;
    }
    this.#panel.reveal();
    if (reveal === undefined) return;
    if (this.#filter === undefined) this.#revealWhenReady = reveal;
    else this.#reveal(reveal);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    const store = new DisposableStore();
    const { webview } = panel;
    const distribution = vscode.Uri.joinPath(this.#context.extensionUri, 'dist');
    this.#panel = panel;
    panel.iconPath = new vscode.ThemeIcon('type-hierarchy');
    webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    store.add(
      webview.onDidReceiveMessage((request: MapRequest) => {
        this.#onRequest(request);
      }),
    );
    store.add(
      panel.onDidChangeViewState(() => {
        // The page of a hidden tab is gone; it asks anew when it is shown.
        if (panel.visible) return;
        this.#filter = undefined;
        void this.#engine.engine.closeMap();
      }),
    );
    panel.onDidDispose(() => {
      store.dispose();
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#filter = undefined;
      if (!this.#store.disposed) void this.#engine.engine.closeMap();
    });
    webview.html = webviewPage({
      title: 'Podpath Map',
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(distribution, 'map.js')).toString(),
      body: '<div id="root"></div>',
      // The layout worker: its text is fetched from the extension's folder and started from a blob.
      directives: ['worker-src blob:', `connect-src ${webview.cspSource}`],
    });
    void this.#session.connectWhenShown();
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
        if (this.#revealWhenReady !== undefined) {
          this.#reveal(this.#revealWhenReady);
          this.#revealWhenReady = undefined;
        }
        break;
      case 'inspect':
      case 'export':
      case 'drawing':
        break;
      case 'command':
        void vscode.commands.executeCommand(commandOfRequest[request.command], request.reference);
        break;
    }
  }

  async #feed(): Promise<void> {
    if (this.#filter !== undefined) await this.#engine.engine.openMap(this.#filter);
  }

  #reveal(reference: ObjectReference): void {
    void this.#panel?.webview.postMessage({ type: 'reveal', id: formatReference(reference) });
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel?.dispose();
  }
}
