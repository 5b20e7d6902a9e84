import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Question } from '../../core/inquiry/question.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import { permissions } from '../../core/probes/observation.ts';
import { readReportState } from '../../protocol/readReportRequest.ts';
import type { ReportContent } from '../../protocol/reportProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import { titleOfQuestion } from '../diagnoseChoices.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { OutputChannel } from '../outputChannel.ts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments.ts';
import { mayAskFor } from '../runPermissions.ts';
import { ContextTerminal } from './contextTerminal.ts';
import { KeptReports } from './keptReports.ts';
import { type ReportHost, ReportPanel } from './reportPanel.ts';

const viewType = 'podpath.report';

/** The reports: one editor tab a run. */
export class ReportViews implements Disposable {
  readonly #store = new DisposableStore();
  readonly #context: vscode.ExtensionContext;
  readonly #session: ClusterSession;
  readonly #host: ReportHost;

  constructor(
    context: vscode.ExtensionContext,
    engine: EngineConnection,
    session: ClusterSession,
    documents: ReadOnlyDocuments,
    output: OutputChannel,
  ) {
    this.#context = context;
    this.#session = session;
    const { version } = context.extension.packageJSON as { version?: string };
    this.#host = {
      ...{ engine, documents, output },
      terminal: this.#store.add(new ContextTerminal(context, session)),
      kept: new KeptReports(context.workspaceState, String(version)),
      again: (previous) => this.#again(previous),
      trace: (service) => {
        this.trace(service);
      },
    };
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          const id = readReportState(state)?.id;
          const content = id === undefined ? undefined : this.#host.kept.get(id);
          if (content === undefined) panel.dispose();
          else this.#adopt(panel, restored(content));
          return Promise.resolve();
        },
      }),
    );
  }

  /** Opens a report and runs the diagnosis into it. */
  diagnose(question: Question): void {
    this.#open({ ...this.#newRun(titleOfQuestion(question)), kind: 'diagnosis', question });
  }

  /** Opens a report and runs the trace into it. */
  trace(service: ObjectReference): void {
    const title = `${service.namespace ?? ''}/${service.name}`;
    this.#open({ ...this.#newRun(title), kind: 'trace', service });
  }

  #newRun(title: string): Omit<ReportContent, 'kind' | 'question' | 'diagnosis' | 'service' | 'trace'> {
    const { cluster, phase } = this.#session.state;
    return {
      id: randomUUID(),
      title,
      running: true,
      cancelled: false,
      milliseconds: 0,
      context: cluster?.context ?? '',
      live: phase === 'live',
      held: true,
      mayAsk: permissions.filter(mayAskFor),
    };
  }

  #open(content: ReportContent): void {
    const panel = vscode.window.createWebviewPanel(viewType, content.title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    void this.#adopt(panel, content).run();
  }

  #adopt(panel: vscode.WebviewPanel, content: ReportContent): ReportPanel {
    return new ReportPanel(panel, this.#context.extensionUri, this.#host, content);
  }

  /** The same question once more, on the cluster that is open now; `undefined` when there is none. */
  async #again(previous: ReportContent): Promise<ReportContent | undefined> {
    await this.#session.ensureOpen();
    if (!this.#session.connected) {
      await vscode.commands.executeCommand('podpath.network.focus');
      return undefined;
    }
    const run = this.#newRun(previous.title);
    return previous.kind === 'diagnosis'
      ? { ...run, kind: 'diagnosis', question: previous.question }
      : { ...run, kind: 'trace', service: previous.service };
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** A report as it is after a reload: nothing runs any more, and the engine knows nothing of it. */
function restored(content: ReportContent): ReportContent {
  return { ...content, running: false, cancelled: content.cancelled || content.running, held: false };
}
