import { type TemplateResult, html, nothing } from 'lit';
import type { MapStatus } from '../../../src/protocol/mapProtocol.ts';
import { stateIcon } from '../../shared/stateIcon.ts';
import { timeWords } from './timeWords.ts';

function freshness({ freshness: kind, asOf }: MapStatus): TemplateResult {
  const time = timeWords(asOf);
  switch (kind) {
    case 'live':
      return html`<span class="fresh"><span class="dot" aria-hidden="true"></span>live</span>`;
    case 'recorded':
      return html`<span>recorded ${time}</span>`;
    case 'connecting':
      return html`<span>connecting</span>`;
    case 'stale':
      return html`<span class="item">${stateIcon('warning')}stale, last data ${time}</span>`;
    case 'failed':
      return html`<span class="item">${stateIcon('error')}not connected</span>`;
  }
}

/** Context · what is shown of how much · coverage · freshness, and the connection's problem when there is one. */
export function statusLine(status: MapStatus): TemplateResult {
  const { context, contents, coverage, problem, blank } = status;
  const short = coverage !== '' && !coverage.startsWith('complete');
  return html`
    ${context === '' ? nothing : html`<span class="context" title=${context}>${context}</span>`}
    ${contents === '' ? nothing : html`<span>${contents}</span>`}
    ${
      coverage === '' || coverage === 'complete'
        ? nothing
        : html`<span class="item" title=${coverage}
            >${short ? stateIcon('unknown') : nothing}<span class="clip">${coverage}</span></span
          >`
    }
    ${freshness(status)}
    ${
      problem === undefined || blank !== undefined
        ? nothing
        : html`<span class="item" title=${problem.advice}
            >${stateIcon('error')}<span class="clip">${problem.message}</span></span
          >`
    }
  `;
}

/** What stands in the place of an empty map: what is, and what to do. */
export function blankState({ blank }: MapStatus): TemplateResult | typeof nothing {
  if (blank === undefined) return nothing;
  const lines = blank.advice.split('\n').filter((line) => line !== '');
  return html`<div class="blank-words">
    ${blank.busy ? html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>` : nothing}
    <h2>${blank.title}</h2>
    ${lines.map((line) => html`<p>${line}</p>`)}
  </div>`;
}
