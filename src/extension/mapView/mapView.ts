import * as vscode from 'vscode';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { MapCommand, MapLens } from '../../protocol/mapProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import type { CommandTargets } from '../commandTargets.ts';
import { connectedOrTold } from '../connectedOrTold.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { OutputChannel } from '../outputChannel.ts';
import { askMapExport } from './askMapExport.ts';
import { MapExports } from './mapExports.ts';
import { MapPanel, type MapWish } from './mapPanel.ts';

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

const lensCommands: readonly (readonly [command: string, lens: MapLens])[] = [
  ['podpath.showServicesOnMap', 'services'],
  ['podpath.showNodesOnMap', 'nodes'],
  ['podpath.showPoliciesOnMap', 'policies'],
];

/** The map: one editor tab a window. It costs nothing while it is hidden, and gets the whole scene when it is shown. */
export class MapView implements Disposable {
  readonly #store = new DisposableStore();
  readonly #distribution: vscode.Uri;
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #exports: MapExports;
  readonly #output: OutputChannel;
  #panel: MapPanel | undefined;

  constructor(
    context: vscode.ExtensionContext,
    engine: EngineConnection,
    session: ClusterSession,
    targets: CommandTargets,
    output: OutputChannel,
  ) {
    this.#output = output;
    this.#distribution = vscode.Uri.joinPath(context.extensionUri, 'dist');
    this.#engine = engine;
    this.#session = session;
    this.#exports = new MapExports(engine, session, () => this.#show().drawing());
    const onTarget = (command: string, wishOf: (reference: ObjectReference) => MapWish): void => {
      this.#register(command, async (argument) => {
        const target = await targets.resolve(argument);
        if (target.kind !== 'ended') this.#show(target.kind === 'object' ? wishOf(target.reference) : {});
      });
    };
    this.#register('podpath.showMap', () => {
      this.#show();
    });
    for (const [command, lens] of lensCommands) {
      this.#register(command, () => {
        this.#show({ lens });
      });
    }
    onTarget('podpath.showOnMap', (reveal) => ({ reveal }));
    onTarget('podpath.showPoliciesAround', (subject) => ({ lens: 'policies', subject }));
    this.#register('podpath.exportMap', () => this.#export());
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        // What the page kept for itself it finds again by itself.
        deserializeWebviewPanel: (panel) => {
          this.#adopt(panel);
          return Promise.resolve();
        },
      }),
    );
  }

  #register(command: string, run: (argument: unknown) => void | Promise<void>): void {
    this.#store.add(vscode.commands.registerCommand(command, run));
  }

  #show(wish: MapWish = {}): MapPanel {
    const panel =
      this.#panel ??
      this.#adopt(
        vscode.window.createWebviewPanel(viewType, 'Podpath Map', vscode.ViewColumn.Active, {
          enableFindWidget: false,
        }),
      );
    panel.show(wish);
    return panel;
  }

  #adopt(webviewPanel: vscode.WebviewPanel): MapPanel {
    this.#panel?.dispose();
    const panel: MapPanel = new MapPanel(webviewPanel, this.#distribution, this.#engine, {
      act: (request) => {
        if (request.type === 'export') void this.#exports.run(request);
        else void vscode.commands.executeCommand(commandOfRequest[request.command], request.reference);
      },
      refused: (what) => {
        this.#output.warn(what);
      },
      closed: () => {
        if (this.#panel === panel) this.#panel = undefined;
      },
    });
    this.#panel = panel;
    void this.#session.connectWhenShown();
    return panel;
  }

  async #export(): Promise<void> {
    if (!(await connectedOrTold(this.#session))) return;
    const chosen = await askMapExport();
    if (chosen !== undefined) await this.#exports.run(chosen);
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel?.dispose();
  }
}
