import * as vscode from 'vscode';
import type { ObjectReference } from '../../core/model/reference.ts';
import { permissions, type Permission } from '../../core/probes/observation.ts';
import type { EngineFunctions, ExportSource, RawObservation } from '../../protocol/engineProtocol.ts';
import { readReportRequest } from '../../protocol/readReportRequest.ts';
import type { ReportContent, ReportMessage, ReportRequest } from '../../protocol/reportProtocol.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { OutputChannel } from '../outputChannel.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';
import { mayAskFor, runPermissions } from '../runPermissions.ts';
import { saveFile } from '../saveFile.ts';
import { webviewPage } from '../webviewPage.ts';
import { commandAt, repairsThat } from './commandAt.ts';
import type { ContextTerminal } from './contextTerminal.ts';
import type { KeptReports } from './keptReports.ts';
import { reportFile } from './reportFile.ts';

/** What all reports share. */
export interface ReportHost {
  readonly engine: EngineConnection;
  readonly terminal: ContextTerminal;
  readonly documents: ReadOnlyDocuments;
  readonly kept: KeptReports;
  readonly output: OutputChannel;
  /** The same question once more, on the cluster that is open now; `undefined` when there is none. */
  again(previous: ReportContent): Promise<ReportContent | undefined>;
  /** Opens another report, of a Service's chain. */
  trace(service: ObjectReference): void;
}

/** One report in an editor tab: runs its question, streams what is known, and does what its buttons ask. */
export class ReportPanel {
  readonly #store = new DisposableStore();
  readonly #panel: vscode.WebviewPanel;
  readonly #host: ReportHost;
  #content: ReportContent;
  /** Of the content: a page that shows an older one asks about something else. */
  #revision = 0;
  #startedAt = 0;
  /** Why the run was ended, where it took the engine with it. */
  #blame: string | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    host: ReportHost,
    content: ReportContent,
  ) {
    this.#panel = panel;
    this.#host = host;
    this.#content = content;
    const { engine } = host;
    const { webview } = panel;
    const distribution = vscode.Uri.joinPath(extensionUri, 'dist');
    panel.iconPath = new vscode.ThemeIcon(content.kind === 'diagnosis' ? 'search' : 'references');
    webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    this.#store.add(
      webview.onDidReceiveMessage((message: unknown) => {
        const request = readReportRequest(message);
        if (request === undefined) {
          host.output.warn('The page of a report sent something that is no request; it was left out.');
          return;
        }
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
    this.#store.add(
      engine.onDied(({ unresponsive, activity }) => {
        const isBlamed = unresponsive && activity?.kind === 'run' && activity.id === this.#content.id;
        if (isBlamed) this.#blame = 'This run kept the engine busy without an end, and was ended.';
        this.#show({
          ...this.#content,
          held: false,
          ...(this.#blame === undefined ? {} : { running: false, problem: this.#blame }),
        });
      }),
    );
    panel.onDidDispose(() => {
      this.#store.dispose();
      host.kept.forget(this.#content.id);
      if (this.#content.running) void engine.engine.cancel(this.#content.id);
    });
    webview.html = webviewPage({
      title: 'Podpath Report',
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(distribution, 'report.js')).toString(),
      body: '<podpath-report></podpath-report>',
    });
  }

  get #engine(): EngineFunctions {
    return this.#host.engine.engine;
  }

  /** Runs the question of the content; ends when the answer is complete, cancelled, or known to be unobtainable. */
  async run(): Promise<void> {
    const { id } = this.#content;
    this.#startedAt = performance.now();
    this.#blame = undefined;
    this.#host.kept.keep(this.#content);
    try {
      if (this.#content.kind === 'diagnosis') {
        const diagnosis = await this.#engine.diagnose(id, this.#content.question);
        await this.#finish(id, { kind: 'diagnosis', diagnosis });
      } else {
        const trace = await this.#engine.trace(id, this.#content.service);
        await this.#finish(id, { kind: 'trace', trace });
      }
    } catch (error) {
      await this.#fail(id, error);
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
      const diagnosis = await this.#engine.continueDiagnosis(id, runPermissions(permission));
      await this.#finish(id, { kind: 'diagnosis', diagnosis });
    } catch (error) {
      await this.#fail(id, error);
    }
  }

  async #finish(id: string, source: ExportSource): Promise<void> {
    if (this.#content.id !== id) return;
    const result = source.kind === 'diagnosis' ? { diagnosis: source.diagnosis } : { trace: source.trace };
    this.#update({ ...this.#content, ...result, running: false, mayAsk: permissions.filter(mayAskFor) });
    await this.#draw(id, source);
  }

  /** Says why the run has ended, and keeps what was known by then, with its diagram. */
  async #fail(id: string, error: unknown): Promise<void> {
    if (this.#content.id !== id) return;
    this.#update({ ...this.#content, running: false, problem: this.#blame ?? messageOf(error) });
    const source = sourceOf(this.#content);
    // The failure is told already; that there is no diagram of it beside is not worth another word.
    if (source !== undefined) await this.#draw(id, source).catch(() => undefined);
  }

  async #draw(id: string, source: ExportSource): Promise<void> {
    const mermaid = await this.#engine.exportReport(source, 'mermaid');
    if (this.#content.id === id && !this.#store.disposed) this.#show({ ...this.#content, mermaid });
  }

  /** Shows what is new about the run, with the time that it has taken. */
  #update(content: ReportContent): void {
    this.#show({ ...content, milliseconds: Math.round(performance.now() - this.#startedAt) });
  }

  #show(content: ReportContent): void {
    this.#content = content;
    this.#revision += 1;
    if (!content.running && !this.#store.disposed) this.#host.kept.keep(content);
    this.#tell();
  }

  #tell(): void {
    const content = this.#content;
    const runnable = repairsThat(content, (command) => content.live && this.#host.terminal.canRun(command));
    this.#post({ type: 'content', content, revision: this.#revision, runnable });
  }

  /** The command that the user means; `undefined`, and said, when the page shows another content than there is by now. */
  #command({ revision, command }: Extract<ReportRequest, { type: 'copy' | 'run-in-terminal' }>) {
    const text = revision === this.#revision ? commandAt(this.#content, command) : undefined;
    if (text === undefined) {
      void vscode.window.showInformationMessage(
        'The report has changed meanwhile. Look at it, and choose again.',
      );
    }
    return text;
  }

  #post(message: ReportMessage): void {
    if (!this.#store.disposed) void this.#panel.webview.postMessage(message);
  }

  async #onRequest(request: ReportRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        this.#tell();
        return;
      case 'cancel':
        if (!this.#content.running) return;
        this.#update({ ...this.#content, cancelled: true });
        await this.#engine.cancel(this.#content.id);
        return;
      case 'run-again': {
        const content = await this.#host.again(this.#content);
        if (content === undefined || this.#content.running) return;
        this.#host.kept.forget(this.#content.id);
        this.#show(content);
        await this.run();
        return;
      }
      case 'allow':
        await this.#allow(request.permission);
        return;
      case 'copy': {
        const command = this.#command(request);
        if (command !== undefined) await vscode.env.clipboard.writeText(command);
        return;
      }
      case 'run-in-terminal': {
        const command = this.#command(request);
        if (command !== undefined && this.#content.live)
          await this.#host.terminal.run(command, this.#content.context);
        return;
      }
      case 'trace':
        this.#host.trace(request.service);
        return;
      case 'raw': {
        const raw = await this.#engine.rawObservation(this.#content.id, request.key);
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
    const text = await this.#engine.observationText(this.#content.id, key);
    if (text === undefined) {
      void vscode.window.showInformationMessage(goneObservation);
      return;
    }
    await this.#host.documents.show('probes', `${key}.txt`, text);
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
    if (format === 'case') return this.#engine.caseFile(content.id);
    const source = sourceOf(content);
    return source && this.#engine.exportReport(source, format);
  }
}

/** What of a report can be exported; `undefined` while there is no result. */
function sourceOf(content: ReportContent): ExportSource | undefined {
  if (content.kind === 'diagnosis') {
    const { diagnosis } = content;
    return diagnosis && { kind: 'diagnosis', diagnosis };
  }
  const { trace } = content;
  return trace && { kind: 'trace', trace };
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
