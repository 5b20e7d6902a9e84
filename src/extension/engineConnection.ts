import * as vscode from 'vscode';
import type { EngineEnd } from '../app/engineEnd.ts';
import { type EngineHost, startEngine } from '../app/engineHost.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { ServiceTrace } from '../core/trace/serviceTrace.ts';
import type { EngineFunctions, SessionState } from '../protocol/engineProtocol.ts';
import type { ManifestDiagnostic } from '../core/manifest/manifestDiagnostic.ts';
import type { MapMessage } from '../protocol/mapProtocol.ts';
import { DisposableStore } from './disposableStore.ts';
import type { Disposable } from './disposableStore.ts';
import { type AskUser, OpenQuestions } from './openQuestions.ts';
import type { OutputChannel } from './outputChannel.ts';

/** The engine as the features see it: started when first called, and again after it has died. */
export class EngineConnection implements Disposable {
  readonly #store = new DisposableStore();
  readonly #workerFile: string;
  readonly #output: OutputChannel;
  #host: EngineHost | undefined;
  #askUser: AskUser = () => Promise.resolve('no');
  readonly #questions = new OpenQuestions((request, signal) => this.#askUser(request, signal));

  readonly #sessionChanged = this.#store.add(new vscode.EventEmitter<SessionState>());
  readonly #treeChanged = this.#store.add(new vscode.EventEmitter<readonly (string | undefined)[]>());
  readonly #diagnosisProgress = this.#store.add(
    new vscode.EventEmitter<{ readonly id: string; readonly diagnosis: Diagnosis }>(),
  );
  readonly #traceProgress = this.#store.add(
    new vscode.EventEmitter<{ readonly id: string; readonly trace: ServiceTrace }>(),
  );
  readonly #map = this.#store.add(new vscode.EventEmitter<MapMessage>());
  readonly #manifestDiagnostics = this.#store.add(
    new vscode.EventEmitter<{
      readonly uri: string;
      readonly version: number;
      readonly diagnostics: readonly ManifestDiagnostic[];
    }>(),
  );
  readonly #died = this.#store.add(new vscode.EventEmitter<EngineEnd>());

  readonly onSessionChanged = this.#sessionChanged.event;
  readonly onTreeChanged = this.#treeChanged.event;
  readonly onDiagnosisProgress = this.#diagnosisProgress.event;
  readonly onTraceProgress = this.#traceProgress.event;
  readonly onMap = this.#map.event;
  readonly onManifestDiagnostics = this.#manifestDiagnostics.event;
  /** The engine died, and how; its sessions and runs are gone. */
  readonly onDied = this.#died.event;

  constructor(workerFile: string, output: OutputChannel) {
    this.#workerFile = workerFile;
    this.#output = output;
  }

  /** Says who asks the user whether something may be created; until then everything is declined. */
  answerConsentWith(ask: AskUser): void {
    this.#askUser = ask;
  }

  /** The running engine; it is started when there is none. */
  get engine(): EngineFunctions {
    if (this.#store.disposed) throw new Error('The extension has ended.');
    this.#host ??= this.#start();
    return this.#host.engine;
  }

  #start(): EngineHost {
    const output = this.#output;
    const host = startEngine(this.#workerFile, {
      sessionChanged: (state) => {
        this.#sessionChanged.fire(state);
      },
      treeChanged: (ids) => {
        this.#treeChanged.fire(ids);
      },
      diagnosisProgress: (id, diagnosis) => {
        this.#diagnosisProgress.fire({ id, diagnosis });
      },
      traceProgress: (id, trace) => {
        this.#traceProgress.fire({ id, trace });
      },
      map: (message) => {
        this.#map.fire(message);
      },
      manifestDiagnostics: (uri, version, diagnostics) => {
        this.#manifestDiagnostics.fire({ uri, version, diagnostics });
      },
      commandRun: (line) => {
        output.command(line);
      },
      consent: (question, request) => this.#questions.ask(question, request),
      consentWithdrawn: (question) => {
        this.#questions.withdraw(question);
      },
      log: (level, line) => {
        output[level](line);
      },
    });
    void host.ended.then((end) => {
      if (this.#host === host) this.#host = undefined;
      this.#questions.withdrawAll();
      if (end === undefined || this.#store.disposed) return;
      output.error(`The engine stopped: ${end.reason}`);
      this.#died.fire(end);
    });
    return host;
  }

  /** Ends the engine; resolves when it has taken away what its runs created. */
  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
  }

  dispose(): void {
    this.#store.dispose();
    void this.stop();
  }
}
