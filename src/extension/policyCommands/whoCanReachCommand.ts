import * as vscode from 'vscode';
import { formatReference } from '../../core/model/reference.ts';
import type { ClusterSession } from '../clusterSession.ts';
import type { CommandTargets } from '../commandTargets.ts';
import { connectedOrTold } from '../connectedOrTold.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { pickObject } from '../pickObject.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';

const question = {
  title: 'Show Who Can Reach This',
  placeHolder: 'Which Service or pod? Type namespace/name',
};

/** Kinds that are no pods and stand for none: a command that was invoked on them asks. */
const standsForNoPods: ReadonlySet<string> = new Set(['namespace', 'node', 'networkpolicy']);

/** "Podpath: Show Who Can Reach This": on a Service, workload or pod, wherever one is seen, or from the palette. */
export class WhoCanReachCommand implements Disposable {
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
      vscode.commands.registerCommand('podpath.showWhoCanReach', (argument: unknown) => this.#run(argument)),
    );
  }

  async #run(argument: unknown): Promise<void> {
    const target = await this.#targets.resolve(argument);
    if (target.kind === 'ended' || !(await connectedOrTold(this.#session))) return;
    const given =
      target.kind === 'object' && !standsForNoPods.has(target.reference.kind) ? target.reference : undefined;
    const reference = given ?? (await pickObject(this.#engine, ['service', 'pod'], question));
    if (reference === undefined) return;
    const text = await this.#engine.engine.whoCanReach(reference);
    if (text === undefined) {
      const { context = 'the cluster' } = this.#session.state.cluster ?? {};
      void vscode.window.showInformationMessage(`There is no ${formatReference(reference)} in ${context}.`);
      return;
    }
    const name = `who can reach ${reference.namespace ?? ''}/${reference.name}.txt`;
    await this.#documents.show('reach', name, text);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
