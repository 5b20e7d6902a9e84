import { type TemplateResult, html, nothing } from 'lit';
import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import type { Evidence, Finding } from '../../src/core/finding/finding.ts';
import { hopsOf, type Hop } from '../../src/core/finding/hop.ts';
import { rawView, repairCommandsView } from './commandView.ts';
import type { ReportContext } from './reportHost.ts';

/** The cause in full: what is wrong, what was expected and seen, and how it is repaired. */
export function causeView(finding: Finding, hop: Hop | undefined, context: ReportContext): TemplateResult {
  return html`<section class="part">
      <h2>Cause</h2>
      <div>
        ${findingTitle(finding)}
        ${hop === undefined || (hop.predicted === '' && hop.observed === '') ? nothing : compareView(hop)}
      </div>
    </section>
    ${repairView(finding, context)}`;
}

/** The hop that a finding is about, where it is not as it should be. */
export function hopOfFinding({ paths }: Diagnosis, finding: Finding): Hop | undefined {
  const hops = paths.flatMap(hopsOf).filter(({ id }) => id === finding.hop);
  return hops.find(({ status }) => status === 'broken') ?? hops.find(({ status }) => status === 'degraded');
}

/** Findings beside the cause, one line each with its repair below. */
export function otherFindingsView(
  title: string,
  findings: readonly Finding[],
  context: ReportContext,
): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  return html`<section class="part">
    <h2>${title}</h2>
    <div>
      ${findings.map(
        (finding) =>
          html`<div class="evidence">
            ${findingTitle(finding)}
            ${
              finding.causedBy.length > 0
                ? html`<p class="quiet">follows from ${finding.causedBy.join(', ')}</p>`
                : html`<p>${finding.remediation.text}</p>
                    ${repairCommandsView(finding, context)}`
            }
          </div>`,
      )}
    </div>
  </section>`;
}

function findingTitle(finding: Finding): TemplateResult {
  return html`<div class="finding-title">
    <h3>${finding.summary === '' ? finding.title : finding.summary}</h3>
    <span class="tag"><code>${finding.code}</code> · ${finding.certainty}</span>
  </div>`;
}

function compareView({ predicted, observed }: Hop): TemplateResult {
  const row = (label: string, text: string): TemplateResult | typeof nothing =>
    text === ''
      ? nothing
      : html`<dt>${label}</dt>
          <dd>${text}</dd>`;
  return html`<dl class="compare">${row('expected', predicted)}${row('observed', observed)}</dl>`;
}

function repairView(finding: Finding, context: ReportContext): TemplateResult | typeof nothing {
  const { text, commands } = finding.remediation;
  if (text === '' && commands.length === 0) return nothing;
  return html`<section class="part">
    <h2>Repair</h2>
    <div>
      <p>${text}</p>
      ${repairCommandsView(finding, context)}
    </div>
  </section>`;
}

/** What supports the findings: where it was seen, the command that shows it again, and an excerpt. */
export function evidenceView(findings: readonly Finding[], context: ReportContext): TemplateResult[] {
  return findings.flatMap((finding) =>
    finding.evidence.map((evidence, index) =>
      oneEvidence(evidence, findings.length > 1 ? finding.code : '', context, () => {
        context.requestCommand('copy', { finding: context.placeOf(finding), from: 'evidence', index });
      }),
    ),
  );
}

function oneEvidence(
  evidence: Evidence,
  code: string,
  context: ReportContext,
  copy: () => void,
): TemplateResult {
  const { source, vantage, command, excerpt, observation } = evidence;
  return html`<div class="evidence">
    <div class="where">
      <span>${source === 'api' ? vantage : `Probe in ${vantage}`}</span>
      ${code === '' ? nothing : html`<span class="quiet">for <code>${code}</code></span>`}
      <button class="link" @click=${copy}>Copy command</button>
    </div>
    <div class="prompt code quiet">$ ${command}</div>
    ${excerpt === '' ? nothing : html`<pre>${excerpt}</pre>`}
    ${observation === undefined ? nothing : rawView(observation, context)}
  </div>`;
}
