import type { Evidence, Finding } from '../diagnosis/diagnosis.ts';
import { plainLine, plainLines } from './escape.ts';
import { flattenSteps, roleOfFinding, statusSymbols, type Report, type ReportStep } from './reportModel.ts';
import { paint, plainStyle, statusPaints, type TextStyle } from './terminalStyle.ts';
import { columnsOf, wrapText } from './wrapText.ts';

/** Lines of raw output that are shown as evidence; the rest is in the JSON document and the case file. */
const evidenceLines = 8;

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
    at: plainLine(step.at),
  }));
  const width = (cells: readonly string[]): number =>
    Math.max(0, ...cells.map(columnsOf).filter((columns) => columns <= widestColumn));
  const nameWidth = width(rows.map(({ name }) => name));
  const atWidth = width(rows.map(({ at }) => at));
  const textStart = 2 + nameWidth + 2 + (atWidth === 0 ? 0 : atWidth + 2);
  return rows.flatMap(({ step, name, at }) => {
    const head = `  ${name.padEnd(nameWidth)}  ${atWidth === 0 ? '' : `${at.padEnd(atWidth)}  `}`;
    const available = style.width - textStart;
    // On a narrow terminal the sentence goes below, where it has room.
    const below = available < 30;
    const [first = '', ...rest] = wrapText(plainLine(step.text), below ? style.width - 8 : available);
    const hang = ' '.repeat(below ? 8 : textStart);
    const lines = below
      ? [head, ...[first, ...rest].map((line) => hang + line)]
      : [head + first, ...rest.map((line) => hang + line)];
    const quiet = step.status === 'not-applicable';
    return lines
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .map((line, index) => {
        if (quiet) return paint(style, line, 'dim');
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
      : [`    ${plainLine(evidence.vantage)}: ${paint(style, plainLine(evidence.command), 'cyan')}`]),
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
    ...(summary === '' ? [] : indented(summary, 2, style)),
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

/**
 * A report for a terminal: the first line is the verdict with the answer, then the way, the cause with evidence and
 * repair, what was ruled out and what could not be verified.
 */
export function renderTextReport(report: Report, style: TextStyle = plainStyle): string {
  const { status, verdict, headline, subject } = report;
  const effort = report.effort === '' ? '' : ` · ${report.effort}`;
  return [
    `${paint(style, `${statusSymbols[status]} ${verdict.toUpperCase()}`, ...statusPaints[status])}  ${plainLine(headline)}`,
    // The headline of a diagnosis begins with its question.
    ...(headline.startsWith(report.start) ? [] : [paint(style, `  ${plainLine(subject)}`, 'dim')]),
    ...(report.steps.length === 0 ? [] : ['']),
    ...stepLines(report.steps, style),
    ...report.findings.flatMap((finding) => findingBlock(report, finding, style)),
    ...pairs(
      'Ruled out',
      report.ruledOut.map(({ code, because }) => [code, because]),
      style,
    ),
    ...pairs(
      'Not verified',
      report.unverified.map((entry) => ['code' in entry ? entry.code : entry.probe, entry.reason]),
      style,
    ),
    '',
    paint(style, `Cluster as of ${plainLine(report.asOf)}${effort} · read-only`, 'dim'),
    '',
  ].join('\n');
}
