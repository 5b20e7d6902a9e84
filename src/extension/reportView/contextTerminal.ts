import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import { saveFile } from '../saveFile.ts';

/**
 * The terminal for the repairs of reports. Its kubectl talks to the cluster that the report is about, whatever the
 * current context of the kubeconfig is.
 */
export class ContextTerminal implements Disposable {
  readonly #store = new DisposableStore();
  readonly #context: vscode.ExtensionContext;
  readonly #session: ClusterSession;
  #open: { readonly terminal: vscode.Terminal; readonly key: string } | undefined;

  constructor(context: vscode.ExtensionContext, session: ClusterSession) {
    this.#context = context;
    this.#session = session;
    this.#store.add(
      vscode.window.onDidCloseTerminal((terminal) => {
        if (this.#open?.terminal === terminal) this.#open = undefined;
      }),
    );
  }

  /** Types the command into the terminal and runs it; one with control characters waits for the user's Enter instead. */
  async run(command: string): Promise<void> {
    const terminal = await this.#terminal();
    terminal.show(true);
    const visible = command.replaceAll(/\p{Cc}+/gu, ' ');
    terminal.sendText(visible, visible === command);
  }

  async #terminal(): Promise<vscode.Terminal> {
    const name = this.#session.state.cluster?.context ?? '';
    const { paths } = this.#session.kubeconfig();
    const key = JSON.stringify([name, paths]);
    if (this.#open?.key === key) return this.#open.terminal;
    // Without a file there is only the service account of the pod that VS Code runs in, which kubectl finds by itself.
    const env = paths.some((path) => existsSync(path))
      ? { KUBECONFIG: [await this.#writeCurrentContext(name), ...paths].join(delimiter) }
      : {};
    const terminal = vscode.window.createTerminal({
      name: name === '' ? 'Podpath' : `Podpath: ${name}`,
      env,
      iconPath: new vscode.ThemeIcon('type-hierarchy'),
    });
    this.#open = { terminal, key };
    return terminal;
  }

  /**
   * A kubeconfig that says nothing but the context. Of several files the first that sets current-context wins
   * (client-go's merge rules), so it goes before those that hold the clusters.
   */
  async #writeCurrentContext(name: string): Promise<string> {
    const folder = this.#context.globalStorageUri;
    await vscode.workspace.fs.createDirectory(folder);
    const file = vscode.Uri.joinPath(folder, `context-${encodeURIComponent(name)}.json`);
    const kubeconfig = { apiVersion: 'v1', kind: 'Config', 'current-context': name };
    await saveFile(file, `${JSON.stringify(kubeconfig)}\n`);
    return file.fsPath;
  }

  dispose(): void {
    this.#store.dispose();
    this.#open?.terminal.dispose();
  }
}
