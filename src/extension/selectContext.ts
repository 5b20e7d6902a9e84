import * as vscode from 'vscode';
import { pathsInside } from './kubeconfigPaths.ts';
import type { ClusterSession } from './clusterSession.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import type { ReportViews } from './reportView/reportViews.ts';

/** The commands that decide which cluster, or which recording of one, is looked at. */
export class SelectContext implements Disposable {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #reports: ReportViews;

  constructor(engine: EngineConnection, session: ClusterSession, reports: ReportViews) {
    this.#engine = engine;
    this.#session = session;
    this.#reports = reports;
    const register = (command: string, run: () => Promise<unknown>): void => {
      this.#store.add(vscode.commands.registerCommand(command, run));
    };
    register('podpath.selectContext', () => this.#selectContext());
    register('podpath.chooseKubeconfig', () => this.#chooseKubeconfig());
    register('podpath.openCaseFile', () => this.#openCaseFile());
    register('podpath.openDemo', () => this.#openFile(session.demoFile));
    register('podpath.reconnect', () => session.reopen());
    register('podpath.disconnect', () => session.disconnect());
  }

  async #selectContext(): Promise<void> {
    const { paths, explicit } = this.#session.kubeconfig();
    if (!vscode.workspace.isTrusted && this.#insideWorkspace(paths).length > 0) {
      await this.#session.reopen();
      return;
    }
    const items = this.#engine.engine
      .listContexts(explicit ? paths : undefined)
      .then(({ current, contexts }) =>
        contexts
          .map(({ name, cluster, namespace, unusable }) => ({
            label: unusable === undefined ? name : `$(warning) ${name}`,
            ...(unusable === undefined ? {} : { detail: unusable }),
            description: [cluster, namespace, name === current ? 'current context' : undefined]
              .filter((part) => part !== undefined && part !== '')
              .join(' · '),
            context: name === current ? undefined : name,
          }))
          // The current one first: it follows `kubectl config use-context`, the others stay as chosen.
          .sort((left, right) => Number(left.context !== undefined) - Number(right.context !== undefined)),
      );
    try {
      const picked = await vscode.window.showQuickPick(items, {
        title: 'Select Context',
        placeHolder: `Contexts of ${paths.join(', ')}`,
        matchOnDescription: true,
      });
      if (picked === undefined) return;
      await this.#session.choose({
        ...(explicit ? { paths } : {}),
        ...(picked.context === undefined ? {} : { context: picked.context }),
      });
    } catch (error) {
      const choose = 'Choose Kubeconfig';
      const message = error instanceof Error ? error.message : String(error);
      if ((await vscode.window.showErrorMessage(message, choose)) === choose) await this.#chooseKubeconfig();
    }
  }

  async #chooseKubeconfig(): Promise<void> {
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: 'Choose Kubeconfig',
        openLabel: 'Use This Kubeconfig',
        canSelectMany: false,
      })) ?? [];
    if (chosen === undefined) return;
    await this.#session.choose({ paths: [chosen.fsPath] });
    await vscode.commands.executeCommand('podpath.network.focus');
  }

  async #openCaseFile(): Promise<void> {
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: 'Open Case File',
        openLabel: 'Open',
        canSelectMany: false,
        filters: { 'Case files and snapshots': ['json'] },
      })) ?? [];
    if (chosen === undefined) return;
    await this.#openFile(chosen.fsPath);
    // A case file is somebody's question: its answer is what it is opened for.
    const { question } = this.#session.state;
    if (question !== undefined) this.#reports.diagnose(question);
  }

  async #openFile(path: string): Promise<void> {
    await vscode.commands.executeCommand('podpath.network.focus');
    await this.#session.choose({ file: path });
  }

  #insideWorkspace(paths: readonly string[]): string[] {
    return pathsInside(
      paths,
      (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
