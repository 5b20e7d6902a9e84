import * as vscode from 'vscode';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import type { SessionState } from '../../protocol/engineProtocol.ts';
import { problemNodes } from '../../app/tree/networkTree.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { referenceOfArgument } from '../referenceOfArgument.ts';
import { isConnected } from '../sessionPhase.ts';
import { treeItemLook } from './treeItemLook.ts';

/** VS Code knows an item by this object, so one object stands for one id as long as the view lives. */
export interface NetworkTreeElement {
  readonly id: string;
  readonly parent: NetworkTreeElement | undefined;
  node: TreeNode;
}

/** The tree view "Network": namespaces → Services → ports → endpoints. The engine computes it, one level at a time. */
export class NetworkTreeView implements Disposable, vscode.TreeDataProvider<NetworkTreeElement> {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #view: vscode.TreeView<NetworkTreeElement>;
  readonly #elements = new Map<string, NetworkTreeElement>();
  readonly #changed = this.#store.add(
    new vscode.EventEmitter<NetworkTreeElement | NetworkTreeElement[] | undefined>(),
  );
  readonly onDidChangeTreeData = this.#changed.event;
  #phase: SessionState['phase'];

  constructor(engine: EngineConnection, session: ClusterSession) {
    this.#engine = engine;
    this.#session = session;
    this.#phase = session.state.phase;
    this.#view = this.#store.add(
      vscode.window.createTreeView('podpath.network', { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#store.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) void session.connectWhenShown();
      }),
    );
    this.#store.add(
      engine.onTreeChanged((ids) => {
        this.#onTreeChanged(ids);
      }),
    );
    this.#store.add(
      session.onDidChange((state) => {
        this.#onSessionChanged(state);
      }),
    );
    this.#store.add(
      vscode.commands.registerCommand('podpath.showInTree', (argument: unknown) => {
        const reference = referenceOfArgument(argument);
        return reference === undefined ? undefined : this.#reveal(reference);
      }),
    );
    this.#store.add(
      vscode.commands.registerCommand('podpath.copyName', async (argument: unknown) => {
        const reference = referenceOfArgument(argument);
        const name = reference?.name ?? (isElement(argument) ? argument.node.label : undefined);
        if (name !== undefined) await vscode.env.clipboard.writeText(name);
      }),
    );
    if (this.#view.visible) void session.connectWhenShown();
  }

  getTreeItem({ node }: NetworkTreeElement): vscode.TreeItem {
    const { icon, color, contextValue } = treeItemLook(node);
    const item = new vscode.TreeItem(
      node.label,
      node.hasChildren ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.id = node.id;
    item.description = node.description;
    // A plain string: nothing that a cluster says is rendered as Markdown.
    item.tooltip = node.tooltip;
    item.iconPath = new vscode.ThemeIcon(
      icon,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
    item.contextValue = contextValue;
    item.accessibilityInformation = {
      label: [node.label, node.description, node.state === 'ok' ? '' : node.state].filter(Boolean).join(', '),
    };
    return item;
  }

  async getChildren(parent?: NetworkTreeElement): Promise<NetworkTreeElement[]> {
    if (parent === undefined) {
      void this.#session.connectWhenShown();
      const { phase, problem } = this.#session.state;
      // The welcome view appears when the root has no children.
      if (this.#session.target === undefined || problem?.kind === 'no-kubeconfig') return [];
      // Said here, because the engine knows nothing of a workspace without trust, nor of its own death.
      if (phase === 'failed' && problem !== undefined) {
        return problemNodes(problem).map((node) => this.#elementOf(node, undefined));
      }
    }
    const nodes = await this.#engine.engine.treeChildren(parent?.id);
    return nodes.map((node) => this.#elementOf(node, parent));
  }

  getParent(element: NetworkTreeElement): NetworkTreeElement | undefined {
    return element.parent;
  }

  #elementOf(node: TreeNode, parent: NetworkTreeElement | undefined): NetworkTreeElement {
    const known = this.#elements.get(node.id);
    if (known !== undefined) {
      known.node = node;
      return known;
    }
    const element = { id: node.id, parent, node };
    this.#elements.set(node.id, element);
    return element;
  }

  #onTreeChanged(ids: readonly (string | undefined)[]): void {
    if (ids.includes(undefined)) {
      this.#changed.fire(undefined);
      return;
    }
    const elements = ids.flatMap((id) => {
      const element = id === undefined ? undefined : this.#elements.get(id);
      return element === undefined ? [] : [element];
    });
    if (elements.length > 0) this.#changed.fire(elements);
  }

  #onSessionChanged(state: SessionState): void {
    const { cluster, counts } = state;
    this.#view.description =
      isConnected(state) || state.phase === 'connecting' ? (cluster?.context ?? '') : '';
    const problems = isConnected(state) ? (counts?.problems ?? 0) : 0;
    this.#view.badge =
      problems === 0
        ? undefined
        : {
            value: problems,
            tooltip: problems === 1 ? '1 Service with a problem' : `${problems} Services with a problem`,
          };
    if (state.phase === this.#phase) return;
    this.#phase = state.phase;
    this.#elements.clear();
    this.#changed.fire(undefined);
    if (state.phase === 'connecting') this.#showProgressWhileConnecting();
  }

  #showProgressWhileConnecting(): void {
    void vscode.window.withProgress(
      { location: { viewId: 'podpath.network' } },
      () =>
        new Promise<void>((resolve) => {
          const listener = this.#store.add(
            this.#session.onDidChange(({ phase }) => {
              if (phase === 'connecting') return;
              listener.dispose();
              resolve();
            }),
          );
        }),
    );
  }

  /** Selects the Service, namespace or pod in the tree; a pod by the first endpoint that it stands behind. */
  async #reveal(reference: ObjectReference): Promise<void> {
    await vscode.commands.executeCommand('podpath.network.focus');
    const namespaceName = reference.kind === 'namespace' ? reference.name : reference.namespace;
    const wanted = formatReference(reference);
    const isWanted = ({ node }: NetworkTreeElement): boolean =>
      node.reference !== undefined && formatReference(node.reference) === wanted;
    const inNamespace = (await this.getChildren()).find(
      ({ node }) => node.kind === 'namespace' && node.reference?.name === namespaceName,
    );
    if (inNamespace === undefined) return;
    const found = isWanted(inNamespace) ? inNamespace : await this.#findBelow(inNamespace, isWanted);
    await this.#view.reveal(found ?? inNamespace, { select: true, focus: true });
  }

  async #findBelow(
    parent: NetworkTreeElement,
    isWanted: (element: NetworkTreeElement) => boolean,
  ): Promise<NetworkTreeElement | undefined> {
    const children = await this.getChildren(parent);
    const here = children.find(isWanted);
    if (here !== undefined) return here;
    for (const child of children) {
      if (!child.node.hasChildren) continue;
      const below = await this.#findBelow(child, isWanted);
      if (below !== undefined) return below;
    }
    return undefined;
  }

  dispose(): void {
    this.#store.dispose();
    this.#elements.clear();
  }
}

function isElement(value: unknown): value is NetworkTreeElement {
  return typeof value === 'object' && value !== null && 'node' in value;
}
