import * as vscode from 'vscode';
import type { ObjectReference } from '../../core/model/reference.ts';
import { permissions, type Permission } from '../../core/probes/observation.ts';
import type { ExportSource, RawObservation } from '../../protocol/engineProtocol.ts';
import type { ReportContent, ReportMessage, ReportRequest } from '../../protocol/reportProtocol.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';
import { mayAskFor, runPermissions } from '../runPermissions.ts';
import { saveFile } from '../saveFile.ts';
import { webviewPage } from '../webviewPage.ts';
import type { ContextTerminal } from './contextTerminal.ts';
import { reportFile } from './reportFile.ts';

/** One report in an editor tab: runs its question, streams what is known, and does what its buttons ask. */
export class ReportPanel {
  readonly #store = new DisposableStore();
  readonly #panel: vscode.WebviewPanel;
  readonly #engine: EngineConnection;
  readonly #terminal: ContextTerminal;
  readonly #documents: ReadOnlyDocuments;
  readonly #again: (previous: ReportContent) => Promise<ReportContent | undefined>;
  readonly #trace: (service: ObjectReference) => void;
  #content: ReportContent;
  #startedAt = 0;

  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    engine: EngineConnection,
    terminal: ContextTerminal,
    documents: ReadOnlyDocuments,
    content: ReportContent,
    again: (previous: ReportContent) => Promise<ReportContent | undefined>,
    trace: (service: ObjectReference) => void,
  ) {
    this.#panel = panel;
    this.#engine = engine;
    this.#terminal = terminal;
    this.#documents = documents;
    this.#content = content;
    this.#again = again;
    this.#trace = trace;
    const { webview } = panel;
    const distribution = vscode.Uri.joinPath(extensionUri, 'dist');
    panel.iconPath = new vscode.ThemeIcon(content.kind === 'diagnosis' ? 'search' : 'references');
    webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    this.#store.add(
      webview.onDidReceiveMessage((request: ReportRequest) => {
        this.#onRequest(request).catch((error: unknown) => {
          void vscode.window.showErrorMessage(messageOf(error));
        });
      }),
    );
    this.#store.add(
      engine.onDiagnosisProgress(({ id, diagnosis }) => {
        if (id === this.#content.id && this.#content.kind === 'diagnosis')
          this.#update({ ...this.#content, diagnosis });
      }),
    );
    this.#store.add(
      engine.onTraceProgress(({ id, trace }) => {
        if (id === this.#content.id && this.#content.kind === 'trace')
          this.#update({ ...this.#content, trace });
      }),
    );
    panel.onDidDispose(() => {
      this.#store.dispose();
      if (this.#content.running) void this.#engine.engine.cancel(this.#content.id);
    });
    webview.html = webviewPage({
      title: 'Podpath Report',
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(distribution, 'report.js')).toString(),
      body: '<podpath-report></podpath-report>',
    });
  }

  /** Runs the question of the content; ends when the answer is complete, cancelled, or known to be unobtainable. */
  async run(): Promise<void> {
    const { id } = this.#content;
    this.#startedAt = performance.now();
    try {
      if (this.#content.kind === 'diagnosis') {
        const diagnosis = await this.#engine.engine.diagnose(id, this.#content.question);
        await this.#finish(id, { kind: 'diagnosis', diagnosis });
      } else {
        const trace = await this.#engine.engine.trace(id, this.#content.service);
        await this.#finish(id, { kind: 'trace', trace });
      }
    } catch (error) {
      if (this.#content.id === id)
        this.#update({ ...this.#content, running: false, problem: messageOf(error) });
    }
  }

  /** Goes on with what was not seen for want of a permission, which the user is asked for. */
  async #allow(permission: Permission): Promise<void> {
    const { id, running, kind } = this.#content;
    if (running || kind !== 'diagnosis') return;
    // The time that the user takes to read and to answer is no time of the run.
    this.#startedAt = performance.now() - this.#content.milliseconds;
    const { problem: _problem, mermaid: _mermaid, ...content } = this.#content;
    this.#show({ ...content, running: true, cancelled: false });
    try {
      const diagnosis = await this.#engine.engine.continueDiagnosis(id, runPermissions(permission));
      await this.#finish(id, { kind: 'diagnosis', diagnosis });
    } catch (error) {
      this.#update({ ...this.#content, running: false, problem: messageOf(error) });
    }
  }

  async #finish(id: string, source: ExportSource): Promise<void> {
    if (this.#content.id !== id) return;
    const result = source.kind === 'diagnosis' ? { diagnosis: source.diagnosis } : { trace: source.trace };
    this.#update({ ...this.#content, ...result, running: false, mayAsk: permissions.filter(mayAskFor) });
    const mermaid = await this.#engine.engine.exportReport(source, 'mermaid');
    if (this.#content.id === id && !this.#store.disposed) this.#show({ ...this.#content, mermaid });
  }

  /** Shows what is new about the run, with the time that it has taken. */
  #update(content: ReportContent): void {
    this.#show({ ...content, milliseconds: Math.round(performance.now() - this.#startedAt) });
  }

  #show(content: ReportContent): void {
    this.#content = content;
    this.#post({ type: 'content', content });
  }

  #post(message: ReportMessage): void {
    if (!this.#store.disposed) void this.#panel.webview.postMessage(message);
  }

  async #onRequest(request: ReportRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        this.#post({ type: 'content', content: this.#content });
        return;
      case 'cancel':
        if (!this.#content.running) return;
        this.#update({ ...this.#content, cancelled: true });
        await this.#engine.engine.cancel(this.#content.id);
        return;
      case 'run-again': {
        const content = await this.#again(this.#content);
        if (content === undefined || this.#content.running) return;
        this.#show(content);
        await this.run();
        return;
      }
      case 'allow':
        await this.#allow(request.permission);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(request.text);
        return;
      case 'run-in-terminal':
        await this.#terminal.run(request.command);
        return;
      case 'trace':
        this.#trace(request.service);
        return;
      case 'raw': {
        const raw = await this.#engine.engine.rawObservation(this.#content.id, request.key);
        this.#post({ type: 'raw', key: request.key, ...describeRaw(raw) });
        return;
      }
      case 'open-observation':
        await this.#openObservation(request.key);
        return;
      case 'export':
        await this.#export(request);
    }
  }

  async #openObservation(key: string): Promise<void> {
    const text = await this.#engine.engine.observationText(this.#content.id, key);
    if (text === undefined) {
      void vscode.window.showInformationMessage(goneObservation);
      return;
    }
    await this.#documents.show('probes', `${key}.txt`, text);
  }

  async #export({ format, svg }: Extract<ReportRequest, { type: 'export' }>): Promise<void> {
    const text = await this.#textOf(format, svg);
    if (text === undefined) return;
    const { name, filters } = reportFile(format, this.#content.title);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const target = await vscode.window.showSaveDialog({
      title: 'Export Report',
      filters,
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
    });
    if (target === undefined) return;
    await saveFile(target, text);
    if (format !== 'svg') await vscode.window.showTextDocument(target, { preview: true });
  }

  async #textOf(
    format: Extract<ReportRequest, { type: 'export' }>['format'],
    svg: string | undefined,
  ): Promise<string | undefined> {
    const content = this.#content;
    if (format === 'svg') return svg;
    if (format === 'case') return this.#engine.engine.caseFile(content.id);
    if (content.kind === 'diagnosis') {
      const { diagnosis } = content;
      return diagnosis && this.#engine.engine.exportReport({ kind: 'diagnosis', diagnosis }, format);
    }
    const { trace } = content;
    return trace && this.#engine.engine.exportReport({ kind: 'trace', trace }, format);
  }
}

const goneObservation = 'The raw output is not held any more. Run again to see it.';

function describeRaw(raw: RawObservation | undefined): { command: string; vantage: string; text: string } {
  if (raw === undefined) {
    return { command: '', vantage: '', text: goneObservation };
  }
  const parts = [raw.stdout, raw.stderr].map((part) => part.trimEnd()).filter((part) => part !== '');
  if (raw.outcome !== 'ok') parts.unshift(`(${raw.outcome})`);
  return { command: raw.command, vantage: raw.vantage, text: parts.join('\n') || '(no output)' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
