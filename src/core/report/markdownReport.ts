import { groupUnverified } from '../diagnosis/groupUnverified.ts';
import type { Evidence, Finding } from '../finding/finding.ts';
import { markdownBlock, markdownCode, markdownText, plainLines } from '../text/escape.ts';
import { renderMermaidReport } from './mermaidReport.ts';
import {
  flattenSteps,
  roleOfFinding,
  shortenCommand,
  sortFindings,
  statusSymbols,
  type Report,
} from './reportModel.ts';

/** Lines of raw output in one piece of evidence. */
const evidenceLines = 40;

function stepsTable(report: Report): readonly string[] {
  if (report.steps.length === 0) return [];
  return [
    '',
    '| | Step | Where | What |',
    '| --- | --- | --- | --- |',
    ...flattenSteps(report.steps).map((step) => {
      const name = `${'&nbsp;&nbsp;'.repeat(step.depth)}${markdownText(step.name)}`;
      return `| ${statusSymbols[step.status]} ${step.status} | ${name} | ${markdownText(step.at)} | ${markdownText(step.text)} |`;
    }),
  ];
}

function evidenceBlock({ vantage, command, excerpt }: Evidence): readonly string[] {
  const lines = plainLines(excerpt);
  const more = lines.length - evidenceLines;
  return [
    '',
    `${markdownText(vantage)}${command === '' ? '' : `: ${markdownCode(shortenCommand(command))}`}`,
    ...(lines.length === 0 ? [] : ['', markdownBlock(lines.slice(0, evidenceLines).join('\n'), 'text')]),
    ...(more > 0 ? ['', `(${more} more lines)`] : []),
  ];
}

function findingBlock(report: Report, finding: Finding): readonly string[] {
  const { code, title, summary, severity, certainty, evidence, remediation } = finding;
  return [
    '',
    `## ${markdownText(roleOfFinding(report, finding))}: ${markdownText(title)}`,
    '',
    `${markdownCode(code)} · ${severity} · ${certainty}`,
    ...(summary === '' ? [] : ['', markdownText(summary)]),
    ...(evidence.length === 0 ? [] : ['', '### Evidence']),
    ...evidence.flatMap(evidenceBlock),
    ...(remediation.text === '' && remediation.commands.length === 0
      ? []
      : ['', '### Repair', '', markdownText(remediation.text)]),
    ...(remediation.commands.length === 0 ? [] : ['', markdownBlock(remediation.commands.join('\n'), 'sh')]),
  ];
}

function bullets(title: string, entries: readonly (readonly [string, string])[]): readonly string[] {
  if (entries.length === 0) return [];
  return [
    '',
    `## ${title}`,
    '',
    ...entries.map(([name, reason]) => `- ${markdownCode(name)}: ${markdownText(reason)}`),
  ];
}

/** A report for an issue, a chat or a wiki: GitHub-flavoured Markdown with its diagram. */
export function renderMarkdownReport(report: Report): string {
  const { full, repeated, consequences } = sortFindings(report.findings);
  const unverified = groupUnverified(report.unverified);
  return [
    `# ${statusSymbols[report.status]} ${report.verdict}: ${markdownText(report.headline)}`,
    '',
    markdownText(report.subject),
    ...stepsTable(report),
    ...(report.steps.length === 0
      ? []
      : ['', '```mermaid', ...renderMermaidReport(report).trimEnd().split('\n'), '```']),
    ...full.flatMap((finding) => findingBlock(report, finding)),
    ...bullets(
      'The same elsewhere',
      repeated.map(({ code, summary }) => [code, summary]),
    ),
    ...bullets(
      'Consequences',
      consequences.map(({ code, summary }) => [code, summary]),
    ),
    ...bullets('Changed shortly before', report.changes ?? []),
    ...bullets(
      'Ruled out',
      report.ruledOut.map(({ code, because }) => [code, because]),
    ),
    ...(unverified.length === 0 ? [] : ['', '## Not verified', '']),
    ...unverified.map(
      ({ reason, names }) =>
        `- ${names.map((name) => markdownCode(name)).join(', ')}: ${markdownText(reason)}`,
    ),
    '',
    `Cluster as of ${markdownText(report.asOf)}${report.effort === '' ? '' : ` · ${markdownText(report.effort)}`} · ${markdownText(report.impact)}`,
    '',
  ].join('\n');
}
