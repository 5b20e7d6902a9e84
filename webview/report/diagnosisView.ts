import { type TemplateResult, html, nothing } from 'lit';
import type { Diagnosis, ProbeRecord } from '../../src/core/diagnosis/diagnosis.ts';
import { rawView } from './commandView.ts';
import { causeView, evidenceView, hopOfFinding, otherFindingsView } from './findingView.ts';
import { foldView } from './foldView.ts';
import type { ReportContext } from './reportHost.ts';
import { formatDuration } from './statusLook.ts';

/** Cause, repair and everything that folds, of a diagnosis. */
export function diagnosisView(
  diagnosis: Diagnosis,
  running: boolean,
  context: ReportContext,
): TemplateResult {
  const [cause, ...others] = diagnosis.findings;
  const evidence = evidenceView(diagnosis.findings, context);
  return html`
    ${cause === undefined ? nothing : causeView(cause, hopOfFinding(diagnosis, cause), context)}
    ${otherFindingsView(
      'Also found',
      others.filter(({ causedBy }) => causedBy.length === 0),
      context,
    )}
    ${otherFindingsView(
      'Consequences',
      others.filter(({ causedBy }) => causedBy.length > 0),
      context,
    )}
    <div class="folds">
      ${foldView('Evidence', evidence.length, html`${evidence}`)}
      ${foldView('Ruled out', diagnosis.ruledOut.length, ruledOutView(diagnosis))}
      ${foldView(
        'Not verified',
        diagnosis.unverified.length,
        unverifiedView(diagnosis),
        !running && diagnosis.verdict === 'unknown',
      )}
      ${foldView('Probes', diagnosis.probes.length, probesView(diagnosis.probes, context))}
    </div>
  `;
}

function ruledOutView({ ruledOut }: Diagnosis): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th>Cause</th>
        <th>Because</th>
      </tr>
    </thead>
    <tbody>
      ${ruledOut.map(
        ({ code, because }) =>
          html`<tr>
            <td class="nowrap"><code>${code}</code></td>
            <td>${because}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function unverifiedView({ unverified }: Diagnosis): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th>What</th>
        <th>Why not</th>
      </tr>
    </thead>
    <tbody>
      ${unverified.map(
        (item) =>
          html`<tr>
            <td class="nowrap"><code>${'code' in item ? item.code : item.probe}</code></td>
            <td>${item.reason}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function probesView(probes: readonly ProbeRecord[], context: ReportContext): TemplateResult {
  return html`${probes.map(
    ({ id, vantage, privilege, milliseconds, outcome }) =>
      html`<div class="evidence">
        <div class="where">
          <span><code>${id}</code></span>
          <span class="quiet">${vantage} · ${privilege} · ${formatDuration(milliseconds)} · ${outcome}</span>
        </div>
        ${rawView(id, context)}
      </div>`,
  )}`;
}
