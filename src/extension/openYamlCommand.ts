import * as vscode from 'vscode';
import { formatReference } from '../core/model/reference.ts';
import type { EndKind } from '../protocol/engineProtocol.ts';
import type { ClusterSession } from './clusterSession.ts';
import type { CommandTargets } from './commandTargets.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import { pickObject } from './pickObject.ts';
import type { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const listed: readonly EndKind[] = ['service', 'pod', 'namespace', 'node'];
const question = { title: 'Open YAML', placeHolder: 'Of which object? Type its name' };

/** "Podpath: Open YAML": an object as the cluster has it now, or as it was recorded, in a read-only editor. */
export class OpenYamlCommand implements Disposable {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #documents: ReadOnlyDocuments;
  readonly #targets: CommandTargets;

  constructor(
    engine: EngineConnection,
    session: ClusterSession,
    documents: ReadOnlyDocuments,
    targets: CommandTargets,
  ) {
    this.#engine = engine;
    this.#session = session;
    this.#documents = documents;
    this.#targets = targets;
    this.#store.add(
      vscode.commands.registerCommand('podpath.openYaml', (argument: unknown) => this.#run(argument)),
    );
  }

  async #run(argument: unknown): Promise<void> {
    const target = await this.#targets.resolve(argument);
    if (target.kind === 'ended' || !(await connectedOrTold(this.#session))) return;
    const reference =
      target.kind === 'object' ? target.reference : await pickObject(this.#engine, listed, question);
    if (reference === undefined) return;
    try {
      const text = await this.#engine.engine.objectYaml(reference);
      await this.#documents.show('objects', `${formatReference(reference)}.yaml`, text);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
