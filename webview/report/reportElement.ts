import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type {
  ReportContent,
  ReportFormat,
  ReportMessage,
  ReportRequest,
} from '../../src/protocol/reportProtocol.ts';
import { impactOf } from '../../src/core/inquiry/probeRecord.ts';
import type { TopologyState } from '../../src/core/model/topologyState.ts';
import { stateIcon } from '../shared/stateIcon.ts';
import { stateIconStyles } from '../shared/stateIconStyles.ts';
import { diagnosisView } from './diagnosisView.ts';
import type { DiagramView } from './diagramView.ts';
import { type ExportEntry, exportMenu } from './exportMenu.ts';
import { firstHopOfInterest, pathsView } from './pathView.ts';
import type { ReportContext, ReportHost, ShownRaw } from './reportHost.ts';
import { reportStyles } from './reportStyles.ts';
import { countOf, formatDuration, iconOfStatus, shortHeadline, wordOfStatus } from './statusLook.ts';
import { chainView, traceView } from './traceView.ts';
import { withoutCommandLineHint } from './withoutCommandLineHint.ts';

/** The report of one run: the answer in the first line, where it is in the second, everything else folds. */
export class ReportElement extends LitElement {
  static override readonly styles = [stateIconStyles, reportStyles];
  static override readonly properties = {
    content: { attribute: false },
    selectedHop: { state: true },
    raw: { state: true },
  };

  declare content: ReportContent | undefined;
  /** What the user selected; `undefined` lets the report choose. */
  declare selectedHop: string | undefined;
  declare raw: ReadonlyMap<string, ShownRaw | undefined>;
  declare host: ReportHost;

  /** What the commands of the content are asked for with. */
  #revision = 0;
  #runnable: readonly (readonly number[])[] = [];

  constructor() {
    super();
    this.content = undefined;
    this.selectedHop = undefined;
    this.raw = new Map();
  }

  /** Takes a message of the extension. */
  receive(message: ReportMessage): void {
    if (message.type === 'content') {
      if (message.content.id !== this.content?.id) {
        this.selectedHop = undefined;
        this.raw = new Map();
      }
      this.#revision = message.revision;
      this.#runnable = message.runnable;
      this.content = message.content;
      this.host.setState({ id: message.content.id });
    } else if (this.raw.has(message.key)) {
      const { key, command, vantage, text } = message;
      this.raw = new Map([...this.raw, [key, { command, vantage, text }]]);
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('content') && this.content !== undefined) document.title = this.content.title;
  }

  #context(content: ReportContent): ReportContext {
    const revision = this.#revision;
    const { findings = [] } = (content.kind === 'diagnosis' ? content.diagnosis : content.trace) ?? {};
    return {
      live: content.live,
      held: content.held,
      mayAsk: content.mayAsk,
      raw: this.raw,
      request: (request) => {
        this.#request(request);
      },
      requestCommand: (type, command) => {
        this.#request({ type, revision, command });
      },
      placeOf: (finding) => findings.indexOf(finding),
      isRunnable: (finding, index) => this.#runnable[finding]?.includes(index) === true,
      toggleRaw: (key) => {
        const raw = new Map(this.raw);
        if (!raw.delete(key)) {
          raw.set(key, undefined);
          this.#request({ type: 'raw', key });
        }
        this.raw = raw;
      },
    };
  }

  #request(request: ReportRequest): void {
    this.host.postMessage(request);
  }

  protected override render(): TemplateResult {
    const { content } = this;
    if (content === undefined) return html`<main aria-busy="true"></main>`;
    return html`${content.running ? html`<div class="progress" role="progressbar" aria-label="Running"></div>` : nothing}
      <main aria-busy=${content.running}>
        ${this.#answer(content)} ${this.#way(content)} ${this.#notices(content)} ${this.#details(content)}
        ${content.mermaid === undefined ? nothing : diagram(content.mermaid)}
      </main>`;
  }

  #answer(content: ReportContent): TemplateResult {
    const { word, icon, explained, ...answer } = answerOf(content);
    const headline = withoutCommandLineHint(answer.headline);
    const probes = content.kind === 'diagnosis' ? content.diagnosis?.probes.length : undefined;
    return html`<header class="answer">
      <h1>
        ${icon === undefined ? html`<span class="pending"></span>` : stateIcon(icon)}
        <span role="status" aria-atomic="true"
          ><strong>${word}</strong>${content.title}<span class="visually-hidden">. ${headline}</span></span
        >
      </h1>
      <div class="facts">
        ${content.milliseconds > 0 ? html`<span>${formatDuration(content.milliseconds)}</span>` : nothing}
        <span>${content.kind === 'diagnosis' ? impactOf(content.diagnosis?.probes ?? []) : 'read-only'}</span>
        ${probes === undefined ? nothing : html`<span>${countOf(probes, 'probe')}</span>`}
        ${
          content.context === ''
            ? nothing
            : html`<span>${content.live ? '' : 'recorded in '}${content.context}</span>`
        }
        ${content.cancelled ? html`<span>cancelled</span>` : nothing}
      </div>
      <div class="actions">${this.#actions(content)}</div>
      ${explained || headline === '' ? nothing : html`<p class="headline">${headline}</p>`}
    </header>`;
  }

  #actions(content: ReportContent): TemplateResult {
    if (content.running) {
      return html`<vscode-button
        appearance="secondary"
        ?disabled=${content.cancelled}
        @click=${() => {
          this.#request({ type: 'cancel' });
        }}
        >${content.cancelled ? 'Cancelling…' : 'Cancel'}</vscode-button
      >`;
    }
    return html`<vscode-button
        appearance="secondary"
        @click=${() => {
          this.#request({ type: 'run-again' });
        }}
        >Run Again</vscode-button
      >${exportMenu(exportEntries(content), (format) => {
        void this.#export(format);
      })}`;
  }

  async #export(format: ReportFormat): Promise<void> {
    if (format !== 'svg') {
      this.#request({ type: 'export', format });
      return;
    }
    const view = this.renderRoot.querySelector<DiagramView>('podpath-diagram');
    const svg = await view?.toSvg();
    if (svg !== undefined && svg !== '') this.#request({ type: 'export', format, svg });
  }

  #way(content: ReportContent): TemplateResult | typeof nothing {
    if (content.kind === 'trace') {
      return content.trace === undefined ? nothing : chainView(content.trace, content.running);
    }
    const paths = content.diagnosis?.paths ?? [];
    const { from } = content.question;
    return pathsView(paths, {
      start: from.kind === 'address' ? from.address : `${from.kind} ${from.name}`,
      running: content.running,
      // The cause says it better where there is one.
      selected:
        this.selectedHop ??
        (content.running || (content.diagnosis?.findings.length ?? 0) > 0 ? '' : firstHopOfInterest(paths)),
      select: (hop) => {
        this.selectedHop = hop;
      },
    });
  }

  #notices(content: ReportContent): TemplateResult | typeof nothing {
    if (content.problem !== undefined) return html`<p class="notice">${content.problem}</p>`;
    if (!content.cancelled || content.running) return nothing;
    return html`<p class="notice">It ended early. What is shown is what was known by then.</p>`;
  }

  #details(content: ReportContent): TemplateResult | typeof nothing {
    const context = this.#context(content);
    if (content.kind === 'trace')
      return content.trace === undefined ? nothing : traceView(content.trace, context);
    return content.diagnosis === undefined
      ? nothing
      : diagnosisView(content.diagnosis, content.running, context);
  }
}

function diagram(source: string): TemplateResult {
  return html`<section class="part">
    <h2>Diagram</h2>
    <podpath-diagram .source=${source}></podpath-diagram>
  </section>`;
}

/** What the first line says. */
interface Answer {
  readonly word: string;
  readonly icon?: TopologyState;
  /** One sentence; '' while there is none. */
  readonly headline: string;
  /** The cause says it below, and says it better. */
  readonly explained: boolean;
}

function answerOf(content: ReportContent): Answer {
  if (content.running) {
    return { word: content.kind === 'diagnosis' ? 'Diagnosing' : 'Tracing', headline: '', explained: false };
  }
  const result = content.kind === 'diagnosis' ? content.diagnosis : content.trace;
  if (result === undefined) return { word: 'No answer', icon: 'unknown', headline: '', explained: false };
  const status = 'verdict' in result ? result.verdict : result.status;
  return {
    word: wordOfStatus[status],
    icon: iconOfStatus[status],
    headline: shortHeadline(result.headline),
    explained: result.findings.length > 0,
  };
}

function exportEntries(content: ReportContent): ExportEntry[] {
  const result = content.kind === 'diagnosis' ? content.diagnosis : content.trace;
  const noResult = result === undefined ? 'There is no result' : '';
  const entries: ExportEntry[] = [
    { format: 'markdown', label: 'Markdown', unavailable: noResult },
    { format: 'mermaid', label: 'Mermaid', unavailable: noResult },
    { format: 'svg', label: 'SVG', unavailable: content.mermaid === undefined ? 'There is no diagram' : '' },
  ];
  if (content.kind === 'diagnosis') {
    const unavailable = content.held ? noResult : 'Run again first: the case is not kept through a reload';
    entries.push({ format: 'case', label: 'Case file', unavailable });
  }
  return entries;
}
