import * as vscode from 'vscode';
import { formatReference } from '../core/model/reference.ts';
import type { ClusterSession } from './clusterSession.ts';
import type { CommandTargets } from './commandTargets.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import { copyText } from './mapView/mapExports.ts';

/** "Podpath: Copy as Mermaid": a thing of the tree or the map, with what leads to it and what it leads to. */
export class CopyMermaidCommand implements Disposable {
  readonly #store = new DisposableStore();

  constructor(engine: EngineConnection, session: ClusterSession, targets: CommandTargets) {
    this.#store.add(
      vscode.commands.registerCommand('podpath.copyAsMermaid', async (argument: unknown) => {
        const target = await targets.resolve(argument);
        if (target.kind !== 'object' || !(await connectedOrTold(session))) return;
        const name = formatReference(target.reference);
        const text = await engine.engine.mermaidAround(target.reference);
        if (text !== undefined) await copyText(text, `${name} copied as Mermaid`);
        else void vscode.window.showInformationMessage(`${name} is not on the map.`);
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
