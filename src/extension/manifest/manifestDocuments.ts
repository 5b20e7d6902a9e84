import * as vscode from 'vscode';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { FolderCompanions } from './folderCompanions.ts';
import { isEdited, mayBeManifest, mentionsObjects, mentionsServices } from './manifestText.ts';

/** An edit is looked at when nothing more was typed for so long. */
const quietMilliseconds = 300;

/** Set while the active editor holds an object that a Service is found from: menus ask for it. */
const servicesKey = 'podpath.manifestServices';

function kindOf(document: vscode.TextDocument): { languageId: string; scheme: string } {
  return { languageId: document.languageId, scheme: document.uri.scheme };
}

/**
 * Keeps the engine informed about the manifests that are open, while a cluster is connected. Without one nothing is parsed
 * and no engine is started.
 */
export class ManifestDocuments implements Disposable {
  readonly #store = new DisposableStore();
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #companions: FolderCompanions;
  /** The version of each text that the engine has. */
  readonly #told = new Map<string, number>();
  /** Whether the engine was given everything that is open, and was kept informed since. */
  #missedNothing = false;
  /** Whether there is an engine to inform; this must not start one. */
  #engineRuns = false;
  /** Texts with which the engine did not come to an end, by their document. */
  readonly #unreadable = new Map<string, string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  #menuTimer: NodeJS.Timeout | undefined;

  constructor(engine: EngineConnection, session: ClusterSession) {
    this.#engine = engine;
    this.#session = session;
    this.#companions = this.#store.add(
      new FolderCompanions((folder, texts) => {
        if (!this.#engineRuns) return;
        const readable = texts.filter(({ uri, text }) => this.#unreadable.get(uri) !== text);
        void engine.engine.setManifestCompanions(folder, readable);
      }),
    );
    const { workspace, window } = vscode;
    this.#store.add(
      workspace.onDidOpenTextDocument((document) => {
        this.tell(document);
      }),
    );
    this.#store.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        this.#whenQuiet(document);
      }),
    );
    this.#store.add(
      workspace.onDidCloseTextDocument((document) => {
        this.#forget(document.uri);
      }),
    );
    this.#store.add(
      window.onDidChangeActiveTextEditor(() => {
        this.#updateMenu();
      }),
    );
    this.#store.add(
      engine.onDied(({ unresponsive, activity }) => {
        if (unresponsive && activity?.kind === 'text') this.#leaveOut(activity.uri);
        this.#told.clear();
        this.#engineRuns = false;
        this.#missedNothing = false;
      }),
    );
    this.#store.add(
      session.onDidChange(() => {
        // Between two connections texts may have been opened and edited.
        if (!session.connected) this.#missedNothing = false;
        else if (!this.#missedNothing) this.#tellAll();
      }),
    );
    this.#updateMenu();
    this.#tellAll();
  }

  /**
   * Gives the engine this version of a text unless it has it.
   * @returns whether the engine has it: not without a cluster, and not when it is no manifest
   */
  tell(document: vscode.TextDocument): boolean {
    const kind = kindOf(document);
    if (!this.#session.connected || !mayBeManifest(kind)) return false;
    const uri = document.uri.toString();
    if (this.#told.get(uri) === document.version) return true;
    const text = document.getText();
    if (this.#unreadable.get(uri) === text) return false;
    const known = this.#told.has(uri);
    // What has stopped being a manifest must lose its marks; what never was one is not sent.
    if (!known && !mentionsObjects(text)) return false;
    this.#told.set(uri, document.version);
    const diagnose =
      isEdited(kind) &&
      vscode.workspace.getConfiguration('podpath', document.uri).get('manifest.diagnostics', true);
    void this.#engine.engine.showManifest({ uri, version: document.version, text, diagnose });
    if (!known) this.#companions.add(document.uri);
    return true;
  }

  /** The engine did not come to an end with this text: it is not given it again as it is. */
  #leaveOut(uri: string): void {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
    const text = open?.getText() ?? this.#companions.textOf(uri);
    if (text !== undefined) this.#unreadable.set(uri, text);
  }

  /** Gives every open text again, for example after a setting has changed what is wanted of it. */
  tellAgain(): void {
    this.#told.clear();
    this.#tellAll();
  }

  #tellAll(): void {
    if (!this.#session.connected) return;
    this.#engineRuns = true;
    this.#missedNothing = true;
    for (const document of vscode.workspace.textDocuments) this.tell(document);
    this.#companions.sendAgain();
  }

  #whenQuiet(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        if (!document.isClosed) this.tell(document);
        if (vscode.window.activeTextEditor?.document === document) this.#updateMenu();
      }, quietMilliseconds),
    );
  }

  #forget(document: vscode.Uri): void {
    const uri = document.toString();
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    if (!this.#told.delete(uri)) return;
    this.#companions.remove(document);
    void this.#engine.engine.closeManifest(uri);
  }

  /** A menu is built before an extension hears where the cursor was put, so it goes by the text, not by the cursor. */
  #updateMenu(): void {
    clearTimeout(this.#menuTimer);
    this.#menuTimer = setTimeout(() => {
      const document = vscode.window.activeTextEditor?.document;
      const offered =
        document !== undefined && mayBeManifest(kindOf(document)) && mentionsServices(document.getText());
      void vscode.commands.executeCommand('setContext', servicesKey, offered);
    }, 0);
  }

  dispose(): void {
    clearTimeout(this.#menuTimer);
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#store.dispose();
  }
}
