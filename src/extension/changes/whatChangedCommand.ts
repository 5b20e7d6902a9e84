import * as vscode from 'vscode';
import type { ClusterSession } from '../clusterSession.ts';
import type { CommandTargets } from '../commandTargets.ts';
import { connectedOrTold } from '../connectedOrTold.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';

/** "Podpath: Show What Changed": around a thing that is seen in a tree or on the map, or everywhere from the palette. */
export class WhatChangedCommand implements Disposable {
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
      vscode.commands.registerCommand('podpath.showWhatChanged', (argument: unknown) => this.#run(argument)),
    );
  }

  async #run(argument: unknown): Promise<void> {
    const target = await this.#targets.resolve(argument);
    if (target.kind === 'ended' || !(await connectedOrTold(this.#session))) return;
    const subject = target.kind === 'object' ? target.reference : undefined;
    const text = await this.#engine.engine.recentChanges(subject);
    const around =
      subject === undefined ? '' : ` around ${subject.namespace ?? subject.kind}/${subject.name}`;
    await this.#documents.show('changes', `what changed${around}.txt`, text);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
