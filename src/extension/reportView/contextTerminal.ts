import { urlPart } from '../../core/text/urlPart.ts';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import { saveFile } from '../saveFile.ts';
import { shellOf, terminalCommand } from './terminalCommand.ts';

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

  /** Whether the user's shell can be given this command as it is meant. */
  canRun(command: string): boolean {
    return terminalCommand(command, shellOf(vscode.env.shell, process.platform)) !== undefined;
  }

  /**
   * Types the command into the terminal and runs it, written for the shell that runs there. It is not run on another cluster
   * than the report is about, nor by a shell that would make something else of it; that is said instead.
   */
  async run(command: string, context: string): Promise<void> {
    const { cluster, phase } = this.#session.state;
    if (phase !== 'live' || cluster?.context !== context) {
      const advice = 'Select the context of this report first, or copy the command.';
      void vscode.window.showWarningMessage(
        `The report is about another cluster than the one that is open. ${advice}`,
      );
      return;
    }
    const terminal = await this.#terminal();
    // In a terminal that was there already another shell may run by now.
    const shell = shellOf(terminal.state.shell ?? vscode.env.shell, process.platform);
    const isOlder = shell === 'pwsh' && shellOf(vscode.env.shell, process.platform) === 'powershell';
    const text = terminalCommand(command, isOlder ? 'powershell' : shell);
    terminal.show(true);
    if (text !== undefined) terminal.sendText(text, true);
    else
      void vscode.window.showWarningMessage(
        'The command cannot be written for the shell in this terminal. Copy it, and adapt it.',
      );
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
    const file = vscode.Uri.joinPath(folder, `context-${urlPart(name)}.json`);
    const kubeconfig = { apiVersion: 'v1', kind: 'Config', 'current-context': name };
    await saveFile(file, `${JSON.stringify(kubeconfig)}\n`);
    return file.fsPath;
  }

  dispose(): void {
    this.#store.dispose();
    this.#open?.terminal.dispose();
  }
}
