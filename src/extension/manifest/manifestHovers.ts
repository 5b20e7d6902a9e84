import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { hoverCommands, hoverMarkdown } from './hoverMarkdown.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { manifestSelector } from './manifestSelector.ts';

/** Hovers on the network's fields of a manifest. Says nothing without a cluster, and nothing about other fields. */
export class ManifestHovers implements Disposable, vscode.HoverProvider {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #documents: ManifestDocuments;

  constructor(engine: EngineConnection, documents: ManifestDocuments) {
    this.#engine = engine;
    this.#documents = documents;
    this.#store.add(vscode.languages.registerHoverProvider(manifestSelector, this));
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!this.#documents.tell(document)) return undefined;
    const { version } = document;
    const uri = document.uri.toString();
    const hover = await this.#engine.engine.hoverManifest(uri, version, document.offsetAt(position));
    if (hover === undefined || document.version !== version) return undefined;
    const { lines, actions, range } = hover;
    const text = new vscode.MarkdownString(hoverMarkdown(lines, actions));
    text.isTrusted = { enabledCommands: hoverCommands };
    return new vscode.Hover(
      text,
      new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
