import * as vscode from 'vscode';
import type { PolicyDesignResult } from '../../protocol/policyProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import { connectedOrTold } from '../connectedOrTold.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';
import { referenceOfArgument } from '../referenceOfArgument.ts';
import { askPolicyDraft } from './askPolicyDraft.ts';
import { designDocuments, type DesignDocuments } from './designDocuments.ts';
import { type PolicyDraft, questionsOf, requestOf } from './policyDraft.ts';

/** The folders of the documents; menus in package.json go by the second. */
const [nowFolder, designedFolder] = ['policies-now', 'policies-designed'];

/** "Podpath: Design Network Policies": a few questions, then an editor that compares. Nothing is ever applied. */
export class DesignPoliciesCommand implements Disposable {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #documents: ReadOnlyDocuments;
  /** What would be applied, by the name of the previewed document; the newest is the last. */
  readonly #proposals = new Map<string, string>();

  constructor(engine: EngineConnection, session: ClusterSession, documents: ReadOnlyDocuments) {
    this.#engine = engine;
    this.#session = session;
    this.#documents = documents;
    this.#store.add(
      vscode.commands.registerCommand('podpath.designNetworkPolicies', (argument: unknown) =>
        this.#run(argument),
      ),
    );
    this.#store.add(
      vscode.commands.registerCommand('podpath.openPolicyProposal', (argument: unknown) =>
        this.#openProposal(argument),
      ),
    );
  }

  async #run(argument: unknown): Promise<void> {
    if (!(await connectedOrTold(this.#session))) return;
    const { cluster } = this.#session.state;
    const questions = { engine: this.#engine, defaultNamespace: cluster?.namespace ?? 'default' };
    let draft = await askPolicyDraft(freshDraft(argument), questions);
    while (draft !== undefined) {
      const request = requestOf(draft, questions.defaultNamespace);
      try {
        const result = await this.#engine.engine.designPolicies(request);
        await this.#preview(draft, designDocuments(request, result, cluster?.context ?? ''), result);
        return;
      } catch (error) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        // Back to the last question, with the answers as they were.
        draft = await askPolicyDraft(draft, questions, questionsOf(draft).length - 1);
      }
    }
  }

  async #preview(draft: PolicyDraft, documents: DesignDocuments, result: PolicyDesignResult): Promise<void> {
    const name = `${[draft.kind, ...draft.namespaces].join(' ')}.yaml`;
    this.#proposals.delete(name);
    if (result.proposed !== '') this.#proposals.set(name, documents.proposal);
    void vscode.commands.executeCommand('setContext', 'podpath.policyProposal', this.#proposals.size > 0);
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#documents.put(nowFolder, name, documents.before),
      this.#documents.put(designedFolder, name, documents.after),
      documents.title,
      { preview: false },
    );
  }

  /** Opens what the previewed design would apply, or the newest design, as a file that is not saved yet. */
  async #openProposal(argument: unknown): Promise<void> {
    const path = argument instanceof vscode.Uri ? argument.path : '';
    const content =
      this.#proposals.get(path.slice(path.lastIndexOf('/') + 1)) ?? [...this.#proposals.values()].at(-1);
    if (content === undefined) {
      void vscode.window.showInformationMessage('No policies are designed yet.');
      return;
    }
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Nothing answered yet but the namespace of what the command was invoked on. */
function freshDraft(argument: unknown): PolicyDraft {
  const { kind, namespace, name } = referenceOfArgument(argument) ?? {};
  const given = kind === 'namespace' ? name : namespace;
  return {
    kind: 'default-deny',
    namespaces: given === undefined ? [] : [given],
    directions: ['Ingress', 'Egress'],
    keepDns: true,
    preset: 'strict',
    monitoringNamespaces: [],
    connections: [],
  };
}
