import * as vscode from 'vscode';
import type { ObjectReference } from '../core/model/reference.ts';
import type { ClusterSession } from './clusterSession.ts';
import type { CommandTargets } from './commandTargets.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import { describeChoice } from './diagnoseChoices.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import type { ReportViews } from './reportView/reportViews.ts';

/** "Podpath: Trace Service Endpoints": from the tree, the map, a manifest, other extensions' trees, or the palette. */
export class TraceCommand implements Disposable {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;

  constructor(
    engine: EngineConnection,
    session: ClusterSession,
    reports: ReportViews,
    targets: CommandTargets,
  ) {
    this.#engine = engine;
    this.#session = session;
    this.#store.add(
      vscode.commands.registerCommand('podpath.traceServiceEndpoints', async (argument: unknown) => {
        const target = await targets.resolve(argument);
        if (target.kind === 'ended' || !(await connectedOrTold(session))) return;
        const given = target.kind === 'object' && target.reference.kind === 'service';
        const service = given ? target.reference : await this.#askForService();
        if (service !== undefined) reports.trace(service);
      }),
    );
  }

  async #askForService(): Promise<ObjectReference | undefined> {
    const items = this.#engine.engine.listEnds('service').then((choices) => choices.map(describeChoice));
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Trace Service Endpoints',
      placeHolder: `Service in ${this.#session.state.cluster?.context ?? 'the cluster'}: type namespace/name`,
      matchOnDescription: true,
    });
    return picked?.choice.reference;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
