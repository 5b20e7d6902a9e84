import { groupUnverified } from '../diagnosis/groupUnverified.ts';
import type { Evidence, Finding } from '../finding/finding.ts';
import { plainLine, plainLines } from '../text/escape.ts';
import {
  shortenCommand,
  flattenSteps,
  roleOfFinding,
  sortFindings,
  statusSymbols,
  type Report,
  type ReportStep,
} from './reportModel.ts';
import { paint, plainStyle, type TextStyle } from '../text/terminalStyle.ts';
import { statusPaints } from './statusPaints.ts';
import { columnsOf, wrapText } from '../text/wrapText.ts';

/** Lines of raw output that are shown as evidence; the rest is in the JSON document and the case file. */
const evidenceLines = 8;

/** Findings told in one line; a Service with hundreds of pods repeats itself. */
const briefFindings = 6;

/** The widest that a column of the table of steps may get before the next one starts on the same line anyway. */
const widestColumn = 44;

function indented(text: string, indent: number, style: TextStyle): readonly string[] {
  const prefix = ' '.repeat(indent);
  return wrapText(plainLine(text), Math.max(style.width - indent, 20)).map((line) => prefix + line);
}

function stepLines(steps: readonly ReportStep[], style: TextStyle): readonly string[] {
  const rows = flattenSteps(steps).map((step) => ({
    step,
    name: `${'  '.repeat(step.depth)}${statusSymbols[step.status]} ${plainLine(step.name)}`,
  }));
  const names = rows.map(({ name }) => columnsOf(name)).filter((columns) => columns <= widestColumn);
  const nameWidth = Math.max(0, ...names);
  return rows.flatMap(({ step, name }) => {
    const head = `  ${name.padEnd(nameWidth)}  `;
    const idle = step.status === 'not-applicable';
    const place = step.at === '' || idle ? '' : ` · ${plainLine(step.at)}`;
    const sentence = `${plainLine(step.text)}${place}`;
    const start = columnsOf(head);
    // On a narrow terminal the sentence goes below, where it has room.
    const below = style.width - start < 30;
    const indent = below ? 8 : start;
    const [first = '', ...rest] = wrapText(sentence, style.width - indent);
    const hang = ' '.repeat(indent);
    const lines = below
      ? [head, ...[first, ...rest].map((line) => hang + line)]
      : [head + first, ...rest.map((line) => hang + line)];
    return lines
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .map((line, index) => {
        if (idle) return paint(style, line, 'dim');
        if (index > 0 || !style.colors) return line;
        const symbol = statusSymbols[step.status];
        return line.replace(symbol, paint(style, symbol, ...statusPaints[step.status]));
      });
  });
}

function evidenceBlock(evidence: Evidence, style: TextStyle): readonly string[] {
  const lines = plainLines(evidence.excerpt);
  const more = lines.length - evidenceLines;
  return [
    ...(evidence.command === ''
      ? [`    ${plainLine(evidence.vantage)}`]
      : [
          `    ${plainLine(evidence.vantage)}: ${paint(style, plainLine(shortenCommand(evidence.command)), 'cyan')}`,
        ]),
    ...lines.slice(0, evidenceLines).map((line) => paint(style, `      ${line}`, 'dim')),
    ...(more > 0 ? [paint(style, `      … ${more} more lines`, 'dim')] : []),
  ];
}

function findingBlock(report: Report, finding: Finding, style: TextStyle): readonly string[] {
  const { code, certainty, summary, title, evidence, remediation } = finding;
  const role = roleOfFinding(report, finding);
  return [
    '',
    `${paint(style, plainLine(role), 'bold')}  ${plainLine(code)} · ${plainLine(title)} · ${certainty}`,
    // The headline has told the first one already.
    ...(summary === '' || report.headline.includes(summary) ? [] : indented(summary, 2, style)),
    ...(evidence.length === 0 ? [] : [`  ${paint(style, 'Evidence', 'bold')}`]),
    ...evidence.flatMap((item) => evidenceBlock(item, style)),
    ...(remediation.text === '' && remediation.commands.length === 0
      ? []
      : [`  ${paint(style, 'Repair', 'bold')}`, ...indented(remediation.text, 4, style)]),
    ...remediation.commands.flatMap((command) =>
      plainLines(command).map(
        (line, index) => `      ${index === 0 ? '$ ' : '  '}${paint(style, line, 'cyan')}`,
      ),
    ),
  ];
}

/** Findings that are told in one line: consequences, and what was found of the same kind elsewhere. */
function briefBlock(title: string, findings: readonly Finding[], style: TextStyle): readonly string[] {
  if (findings.length === 0) return [];
  const more = findings.length - briefFindings;
  return [
    '',
    `${paint(style, title, 'bold')} (${findings.length})`,
    ...findings.slice(0, briefFindings).flatMap(({ code, summary }) => {
      const [first = '', ...rest] = indented(`${code}: ${summary}`, 4, style);
      return [`  - ${first.trimStart()}`, ...rest];
    }),
    ...(more > 0 ? [paint(style, `  … ${more} more`, 'dim')] : []),
  ];
}

function findingBlocks(report: Report, style: TextStyle): readonly string[] {
  const { full, repeated, consequences } = sortFindings(report.findings);
  return [
    ...full.flatMap((finding) => findingBlock(report, finding, style)),
    ...briefBlock('The same elsewhere', repeated, style),
    ...briefBlock('Consequences', consequences, style),
  ];
}

function pairs(
  title: string,
  entries: readonly (readonly [string, string])[],
  style: TextStyle,
): readonly string[] {
  if (entries.length === 0) return [];
  const width = Math.max(...entries.map(([name]) => Math.min(columnsOf(plainLine(name)), widestColumn)));
  return [
    '',
    paint(style, `${title} (${entries.length})`, 'bold'),
    ...entries.flatMap(([name, reason]) => {
      const [first = '', ...rest] = wrapText(plainLine(reason), Math.max(style.width - width - 4, 30));
      return [
        `  ${plainLine(name).padEnd(width)}  ${first}`,
        ...rest.map((line) => `${' '.repeat(width + 4)}${line}`),
      ];
    }),
  ];
}

function headLines({ status, verdict, headline }: Report, style: TextStyle): readonly string[] {
  const word = `${statusSymbols[status]} ${verdict.toUpperCase()}`;
  const [first = '', ...rest] = wrapText(
    plainLine(headline),
    Math.max(style.width - columnsOf(word) - 2, 30),
  );
  return [`${paint(style, word, ...statusPaints[status])}  ${first}`, ...rest.map((line) => `  ${line}`)];
}

function unverifiedBlock({ unverified }: Report, style: TextStyle): readonly string[] {
  const groups = groupUnverified(unverified);
  if (groups.length === 0) return [];
  const count = groups.reduce((sum, { names }) => sum + names.length, 0);
  return [
    '',
    paint(style, `Not verified (${count})`, 'bold'),
    ...groups.flatMap(({ reason, names }) => [
      ...indented(names.join(', '), 2, style),
      ...indented(reason, 6, style),
    ]),
  ];
}

/**
 * A report for a terminal: the first line is the verdict with the answer, then the way, the cause with evidence and
 * repair, what was ruled out and what could not be verified.
 */
export function renderTextReport(report: Report, style: TextStyle = plainStyle): string {
  const { headline, subject } = report;
  const effort = report.effort === '' ? '' : ` · ${report.effort}`;
  return [
    ...headLines(report, style),
    // The headline of a diagnosis begins with its question.
    ...(headline.startsWith(`${report.start} → `) ? [] : [paint(style, `  ${plainLine(subject)}`, 'dim')]),
    ...(report.steps.length === 0 ? [] : ['']),
    ...stepLines(report.steps, style),
    ...findingBlocks(report, style),
    ...pairs('Changed shortly before', report.changes ?? [], style),
    ...pairs(
      'Ruled out',
      report.ruledOut.map(({ code, because }) => [code, because]),
      style,
    ),
    ...unverifiedBlock(report, style),
    '',
    paint(style, `Cluster as of ${plainLine(report.asOf)}${effort} · ${plainLine(report.impact)}`, 'dim'),
    '',
  ].join('\n');
}
