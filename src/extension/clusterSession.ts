import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import type { EngineEnd } from '../app/engineEnd.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import type { SessionState, SessionTarget } from '../protocol/engineProtocol.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import { type KubeconfigPaths, pathsInside, resolveKubeconfigPaths } from './kubeconfigPaths.ts';
import { isConnected, phaseOf } from './sessionPhase.ts';

/** What the user chose for this workspace, kept for the next start. */
interface Choice {
  readonly paths?: readonly string[];
  readonly context?: string;
  /** A case file or snapshot in place of a cluster. */
  readonly file?: string;
}

const choiceKey = 'podpath.choice';
/** An engine that dies again within this time is not started again by itself. */
const restartAgainAfterMilliseconds = 60_000;

/** The one connection of this window: which cluster, since when, and what is wrong with it. */
export class ClusterSession implements Disposable {
  readonly #store = new DisposableStore();
  readonly #context: vscode.ExtensionContext;
  readonly #engine: EngineConnection;
  readonly #changed = this.#store.add(new vscode.EventEmitter<SessionState>());
  /** The state changed; it is {@link state} by then. */
  readonly onDidChange = this.#changed.event;
  #state: SessionState = { epoch: 0, phase: 'closed' };
  #target: SessionTarget | undefined;
  #opening: Promise<SessionState> | undefined;
  #disconnected = false;
  #diedAt = Number.NEGATIVE_INFINITY;

  constructor(context: vscode.ExtensionContext, engine: EngineConnection) {
    this.#context = context;
    this.#engine = engine;
    this.#store.add(
      engine.onSessionChanged((state) => {
        this.#setState(state);
      }),
    );
    this.#store.add(
      engine.onDied((end) => {
        this.#onEngineDied(end);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        const concerned =
          event.affectsConfiguration('podpath.kubeconfig') ||
          event.affectsConfiguration('podpath.namespaces');
        if (concerned && this.#target?.kind === 'kubeconfig') void this.open(this.#kubeconfigTarget());
      }),
    );
    this.#store.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        if (this.#state.phase === 'failed') void this.reopen();
      }),
    );
    this.#setState(this.#state);
  }

  get state(): SessionState {
    return this.#state;
  }

  get connected(): boolean {
    return isConnected(this.#state);
  }

  /** What is open, or was tried last; `undefined` while nothing was ever asked for. */
  get target(): SessionTarget | undefined {
    return this.#target;
  }

  /** The demo that is packaged with the extension. */
  get demoFile(): string {
    return vscode.Uri.joinPath(this.#context.extensionUri, 'media', 'demo.case.json').fsPath;
  }

  /** The kubeconfig files that are read now, whether they exist or not. */
  kubeconfig(): KubeconfigPaths {
    return resolveKubeconfigPaths({
      chosen: this.#choice().paths ?? [],
      setting: vscode.workspace.getConfiguration('podpath').get<string[]>('kubeconfig', []),
      environment: process.env['KUBECONFIG'],
      home: homedir(),
      delimiter,
    });
  }

  /** For a view that is shown: connects unless that was done already, or the user has disconnected. */
  async connectWhenShown(): Promise<void> {
    if (this.#target === undefined && !this.#disconnected) await this.ensureOpen();
  }

  /** For a command: the session as it is, opened first when there is none. */
  async ensureOpen(): Promise<SessionState> {
    if (this.#opening !== undefined) return this.#opening;
    if (this.connected) return this.#state;
    return this.open(this.#target ?? this.#defaultTarget());
  }

  /** Opens the same target again, with what the kubeconfig says now. */
  async reopen(): Promise<SessionState> {
    const target = this.#target ?? this.#defaultTarget();
    return this.open(target.kind === 'file' ? target : this.#kubeconfigTarget());
  }

  /** Opens another target in place of the one before. */
  async open(target: SessionTarget): Promise<SessionState> {
    this.#target = target;
    this.#disconnected = false;
    const problem = this.#problemOfTrust(target);
    if (problem !== undefined) {
      this.#setState({ epoch: this.#state.epoch, phase: 'failed', problem });
      return this.#state;
    }
    const opening = this.#engine.engine.openSession(target).catch((error: unknown): SessionState => {
      const message = error instanceof Error ? error.message : String(error);
      return failedState(this.#state.epoch, message);
    });
    this.#opening = opening;
    const state = await opening;
    if (this.#opening === opening) {
      this.#opening = undefined;
      this.#setState(state);
    }
    return this.#state;
  }

  /** Remembers which kubeconfig and context, or which file, this workspace uses, and opens it. */
  async choose(choice: Choice): Promise<SessionState> {
    await this.#context.workspaceState.update(choiceKey, choice);
    return this.open(
      choice.file === undefined ? this.#kubeconfigTarget() : { kind: 'file', path: choice.file },
    );
  }

  async disconnect(): Promise<void> {
    this.#disconnected = true;
    this.#target = undefined;
    this.#opening = undefined;
    await this.#engine.engine.closeSession();
    this.#setState({ epoch: this.#state.epoch, phase: 'closed' });
  }

  #choice(): Choice {
    return this.#context.workspaceState.get<Choice>(choiceKey, {});
  }

  #defaultTarget(): SessionTarget {
    if (process.env['PODPATH_DEMO'] === '1') return { kind: 'file', path: this.demoFile };
    const { file } = this.#choice();
    if (file !== undefined && existsSync(file)) return { kind: 'file', path: file };
    return this.#kubeconfigTarget();
  }

  #kubeconfigTarget(): SessionTarget {
    const { paths, explicit } = this.kubeconfig();
    const { context } = this.#choice();
    const namespaces = vscode.workspace.getConfiguration('podpath').get<string[]>('namespaces', []);
    return {
      kind: 'kubeconfig',
      ...(explicit ? { paths } : {}),
      ...(context === undefined ? {} : { context }),
      ...(namespaces.length > 0 ? { namespaces } : {}),
    };
  }

  #problemOfTrust(target: SessionTarget): ConnectionProblem | undefined {
    if (target.kind !== 'kubeconfig' || vscode.workspace.isTrusted) return undefined;
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const inside = pathsInside(target.paths ?? this.kubeconfig().paths, folders);
    if (inside.length === 0) return undefined;
    return {
      kind: 'bad-kubeconfig',
      message: `This workspace is not trusted, and the kubeconfig ${inside.join(', ')} lies in it.`,
      advice: 'A kubeconfig can run programs. Trust the workspace, or choose another kubeconfig.',
    };
  }

  #onEngineDied({ reason, activity }: EngineEnd): void {
    this.#opening = undefined;
    if (this.#target === undefined) return;
    const firstLine = reason.split('\n', 1)[0] ?? reason;
    this.#setState(failedState(this.#state.epoch, `The engine stopped: ${firstLine}`));
    const now = performance.now();
    // What cannot be read once cannot be read twice.
    const isUnreadable = activity?.kind === 'file';
    const again = now - this.#diedAt > restartAgainAfterMilliseconds && !isUnreadable;
    this.#diedAt = now;
    if (again) void this.reopen();
  }

  #setState(state: SessionState): void {
    this.#state = state;
    void vscode.commands.executeCommand('setContext', 'podpath.phase', phaseOf(state, this.#disconnected));
    void vscode.commands.executeCommand('setContext', 'podpath.connected', isConnected(state));
    this.#changed.fire(state);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function failedState(epoch: number, message: string): SessionState {
  return {
    epoch,
    phase: 'failed',
    problem: {
      kind: 'failed',
      message,
      advice: 'Run "Podpath: Reconnect"; the output channel has the details.',
    },
  };
}
