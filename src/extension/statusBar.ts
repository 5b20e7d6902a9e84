import * as vscode from 'vscode';
import type { ClusterSession } from './clusterSession.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import { describeSession } from './sessionPhase.ts';

/** The one item in the status bar: context and state; a click selects another context. */
export class StatusBar implements Disposable {
  readonly #store = new DisposableStore();

  constructor(session: ClusterSession) {
    const item = this.#store.add(
      vscode.window.createStatusBarItem('podpath.session', vscode.StatusBarAlignment.Left, 0),
    );
    item.name = 'Podpath: Kubernetes Context';
    item.command = 'podpath.selectContext';
    const show = (): void => {
      const { text, tooltip } = describeSession(session.state);
      item.text = text;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: tooltip };
    };
    this.#store.add(session.onDidChange(show));
    show();
    item.show();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
