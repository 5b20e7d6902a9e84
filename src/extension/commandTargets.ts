import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import type { ObjectReference } from '../core/model/reference.ts';
import type { ClusterSession } from './clusterSession.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import type { EngineConnection } from './engineConnection.ts';
import { kubeconfigOfKubernetesTools, objectOfKubernetesTools } from './kubernetesTools/kubernetesTools.ts';
import { type NamedObject, referenceOfObject } from './kubernetesTools/referenceOfNode.ts';
import type { ManifestDocuments } from './manifest/manifestDocuments.ts';
import { referenceOfArgument } from './referenceOfArgument.ts';

/**
 * What a command was invoked on. `none`: on nothing, from the palette for example. `ended`: on something that leads to no
 * object, or the user has left a choice; they have been told, and the command ends.
 */
export type CommandTarget =
  | { readonly kind: 'object'; readonly reference: ObjectReference }
  | { readonly kind: 'none' }
  | { readonly kind: 'ended' };

const none: CommandTarget = { kind: 'none' };
const ended: CommandTarget = { kind: 'ended' };

/** Finds the object behind whatever VS Code hands to a command: items of our views and of others', places in editors. */
export class CommandTargets {
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #manifests: ManifestDocuments;

  constructor(engine: EngineConnection, session: ClusterSession, manifests: ManifestDocuments) {
    this.#engine = engine;
    this.#session = session;
    this.#manifests = manifests;
  }

  async resolve(argument: unknown): Promise<CommandTarget> {
    const reference = referenceOfArgument(argument);
    if (reference !== undefined) return { kind: 'object', reference };
    if (typeof argument !== 'object' || argument === null) return none;
    if (argument instanceof vscode.Uri) return this.#inEditor(argument);
    const theirs = (await objectOfKubernetesTools(argument)) ?? undefined;
    if (theirs !== undefined) return (await this.#sameCluster()) ? this.#placed(theirs) : ended;
    const object = referenceOfObject(argument);
    return object === undefined ? none : this.#placed(object);
  }

  /** The Service that the cursor is on or in. */
  async #inEditor(uri: vscode.Uri): Promise<CommandTarget> {
    const editor = vscode.window.visibleTextEditors.find(
      (candidate) => candidate.document.uri.toString() === uri.toString(),
    );
    const active = vscode.window.activeTextEditor;
    const { document, selection } =
      (active?.document.uri.toString() === uri.toString() ? active : editor) ?? {};
    if (document === undefined || selection === undefined) return none;
    if (!(await connectedOrTold(this.#session))) return ended;
    const references = this.#manifests.tell(document)
      ? await this.#engine.engine.servicesInManifest(
          uri.toString(),
          document.version,
          document.offsetAt(selection.active),
        )
      : [];
    if (references.length === 0) {
      void vscode.window.showInformationMessage(
        'No Service is defined here, named here, or selects these pods.',
      );
      return ended;
    }
    return this.#choose(references, 'Several Services are meant here');
  }

  /** An object whose tree may not have told the namespace: that of the context, or wherever such an object is. */
  async #placed({ kind, name, namespace }: NamedObject): Promise<CommandTarget> {
    if (kind === 'namespace' || kind === 'node') return { kind: 'object', reference: { kind, name } };
    if (namespace !== undefined) return { kind: 'object', reference: { kind, namespace, name } };
    if (!(await connectedOrTold(this.#session))) return ended;
    const own = { kind, namespace: this.#session.state.cluster?.namespace ?? 'default', name };
    if (kind !== 'service' && kind !== 'pod') return { kind: 'object', reference: own };
    const alike = (await this.#engine.engine.listEnds(kind))
      .map(({ reference }) => reference)
      .filter((reference) => reference.name === name);
    const here = alike.some((reference) => reference.namespace === own.namespace);
    if (here || alike.length === 0) return { kind: 'object', reference: own };
    return this.#choose(alike, `In which namespace is ${name}?`);
  }

  async #choose(references: readonly ObjectReference[], question: string): Promise<CommandTarget> {
    const [only, second] = references;
    if (only !== undefined && second === undefined) return { kind: 'object', reference: only };
    const picked = await vscode.window.showQuickPick(
      references.map((reference) => ({
        label: `${reference.namespace ?? ''}/${reference.name}`,
        reference,
      })),
      { placeHolder: question },
    );
    return picked === undefined ? ended : { kind: 'object', reference: picked.reference };
  }

  /** Another tree may show another cluster: an answer about the wrong one would look right. */
  async #sameCluster(): Promise<boolean> {
    const theirs = await kubeconfigOfKubernetesTools();
    if (theirs === undefined) return true;
    const { target } = this.#session;
    const isRecording = target?.kind === 'file';
    const ours = this.#session.kubeconfig().paths;
    if (!isRecording && theirs.join(delimiter) === ours.join(delimiter)) return true;
    const [use, stay] = ['Use That Kubeconfig', 'Stay'];
    const answer = await vscode.window.showWarningMessage(
      isRecording
        ? `Podpath shows a recording; Kubernetes Tools uses the kubeconfig ${theirs.join(', ')}.`
        : `Podpath uses the kubeconfig ${ours.join(', ')}, Kubernetes Tools uses ${theirs.join(', ')}.`,
      use,
      stay,
    );
    if (answer === use) await this.#session.choose({ paths: theirs });
    return answer !== undefined;
  }
}
