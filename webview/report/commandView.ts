import { type TemplateResult, html, nothing } from 'lit';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { CommandPlace } from '../../src/protocol/reportProtocol.ts';
import type { ReportContext } from './reportHost.ts';

/** The commands of a repair with their actions: copied, or run in a terminal that talks to the report's cluster. */
export function repairCommandsView(finding: Finding, context: ReportContext): readonly TemplateResult[] {
  const place = context.placeOf(finding);
  return finding.remediation.commands.map((command, index) => {
    const at: CommandPlace = { finding: place, from: 'repair', index };
    return html`<div class="command">
      <pre>${command}</pre>
      <span class="buttons">
        <vscode-button
          appearance="secondary"
          @click=${() => {
            context.requestCommand('copy', at);
          }}
          >Copy</vscode-button
        >
        ${
          context.live && context.isRunnable(place, index)
            ? html`<vscode-button
                appearance="secondary"
                @click=${() => {
                  context.requestCommand('run-in-terminal', at);
                }}
                >Run in Terminal</vscode-button
              >`
            : nothing
        }
      </span>
    </div>`;
  });
}

/** The links that show the raw output of an observation, here or as a document that explains it, and the output once it is there. */
export function rawView(key: string, context: ReportContext): TemplateResult {
  const shown = context.raw.has(key);
  const raw = context.raw.get(key);
  return html`<button
      class="link"
      aria-expanded=${shown}
      ?disabled=${!context.held}
      title=${context.held ? nothing : 'Run again to see the raw output: it is not kept through a reload'}
      @click=${() => {
        context.toggleRaw(key);
      }}
    >
      ${shown ? 'Hide raw output' : 'Raw output'}
    </button>
    <button
      class="link"
      ?disabled=${!context.held}
      title="Open what the probe saw in an editor: what it means on top, the raw output below"
      @click=${() => {
        context.request({ type: 'open-observation', key });
      }}
    >
      Open
    </button>
    ${
      raw === undefined
        ? nothing
        : html`<div class="code quiet prompt">
              ${raw.vantage === '' ? nothing : html`${raw.vantage} `}$ ${raw.command}
            </div>
            <pre class="raw" tabindex="0">${raw.text}</pre>`
    }`;
}
