import { type TemplateResult, html, nothing } from 'lit';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import type { ProbeRecord } from '../../src/core/inquiry/probeRecord.ts';
import { groupUnverified } from '../../src/core/diagnosis/groupUnverified.ts';
import type { Permission } from '../../src/core/probes/observation.ts';
import { rawView } from './commandView.ts';
import { causeView, evidenceView, hopOfFinding, otherFindingsView } from './findingView.ts';
import { foldView } from './foldView.ts';
import type { ReportContext } from './reportHost.ts';
import { formatDuration } from './statusLook.ts';
import { withoutCommandLineHint } from './withoutCommandLineHint.ts';

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
      ${running ? nothing : allowView(diagnosis, context)}
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

/** One reason often keeps many things from being looked at: it is told once, with everything that it concerns. */
function unverifiedView({ unverified }: Diagnosis): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th>Why not</th>
        <th>What</th>
      </tr>
    </thead>
    <tbody>
      ${groupUnverified(unverified).map(
        ({ reason, names }) =>
          html`<tr>
            <td>${withoutCommandLineHint(reason)}</td>
            <td>${names.map((name) => html`<div><code>${name}</code></div>`)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const permissionWords: Readonly<Record<Permission, readonly [needs: string, label: string]>> = {
  'debug-container': ['would be seen from a debug container in the pod', 'a debug container'],
  'node-pod': ['would be seen from a pod on the node', 'a pod on the node'],
};

/** What could be seen if the user allowed more; nothing is created before a dialog has shown what. */
function allowView({ unverified }: Diagnosis, context: ReportContext): readonly TemplateResult[] {
  if (!context.live || !context.held) return [];
  return context.mayAsk.flatMap((permission) => {
    const count = unverified.filter((item) => 'probe' in item && item.permission === permission).length;
    if (count === 0) return [];
    const [needs, label] = permissionWords[permission];
    return html`<p class="allow">
      <span>${count === 1 ? 'One thing' : `${count} things`} that could not be verified ${needs}.</span>
      <vscode-button
        appearance="secondary"
        aria-label=${`Allow ${label} once`}
        @click=${() => {
          context.request({ type: 'allow', permission });
        }}
        >Allow Once…</vscode-button
      >
    </p>`;
  });
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
