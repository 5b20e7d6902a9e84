import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from './disposableStore.ts';

/** The scheme of documents that have no file: VS Code shows them read-only. */
export const readOnlyScheme = 'podpath';

/** Texts that are shown in an editor and belong to no file: what a probe saw, a proposed object, a preview. */
export class ReadOnlyDocuments implements Disposable {
  readonly #store = new DisposableStore();
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();

  constructor() {
    this.#store.add(this.#changed);
    this.#store.add(
      vscode.workspace.registerTextDocumentContentProvider(readOnlyScheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? goneText,
      }),
    );
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(uri.toString());
      }),
    );
  }

  /**
   * Keeps a text under a name; the same name again replaces it, in open editors too. The name's ending chooses the
   * language, and the name is what the tab shows.
   */
  put(folder: string, name: string, text: string): vscode.Uri {
    // Names come from the cluster: a slash in one must not make another folder of it.
    const file = name.replaceAll('/', '∕');
    const uri = vscode.Uri.from({ scheme: readOnlyScheme, path: `/${folder}/${file}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Shows a text in an editor. */
  async show(folder: string, name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(folder, name, text));
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#store.dispose();
    this.#texts.clear();
  }
}

/** A tab that was restored after a reload: what it showed was never saved. */
const goneText = 'This text was not kept over the reload of the window. Run the command again.\n';
