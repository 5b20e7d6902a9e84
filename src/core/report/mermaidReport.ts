import { mermaidId, mermaidLabel } from '../text/escape.ts';
import { statusSymbols, type Report, type ReportStep } from './reportModel.ts';

/** Mermaid slows down with size and refuses 500 edges: what is beyond is counted, not drawn. */
const mostNodes = 150;

/** A sentence longer than this does not fit into a box; the tables have all of it. */
const longestText = 90;

/** Stroke only: the colours are those of the reader's theme. */
export const mermaidClasses = [
  '  classDef broken stroke-width:3px,stroke-dasharray:6 3',
  '  classDef degraded stroke-dasharray:3 3',
  '  classDef unknown stroke-dasharray:1 3',
];

const classOfStatus: Readonly<Record<ReportStep['status'], string>> = {
  ok: '',
  broken: ':::broken',
  degraded: ':::degraded',
  warning: ':::degraded',
  unknown: ':::unknown',
  'not-applicable': '',
};

/** Shortens text for a box of a diagram. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** A line of a diagram's accessible title: letters, digits and harmless punctuation only. */
export function mermaidTitle(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} ,./:→·-]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

/** The way as a Mermaid flowchart. Steps that do not apply are left out. */
export function renderMermaidReport(report: Report): string {
  const lines: string[] = [];
  let count = 1;
  let left = 0;
  const draw = (step: ReportStep, from: string): void => {
    if (step.status === 'not-applicable') {
      for (const next of step.next) draw(next, from);
      return;
    }
    if (count >= mostNodes) {
      left += 1;
      for (const next of step.next) draw(next, from);
      return;
    }
    const id = mermaidId(count);
    count += 1;
    const label = [`${statusSymbols[step.status]} ${step.name}`, step.at, shorten(step.text, longestText)]
      .filter((part) => part !== '')
      .map(mermaidLabel)
      .join('<br/>');
    lines.push(`  ${id}["${label}"]${classOfStatus[step.status]}`);
    lines.push(`  ${from} ${step.status === 'broken' ? '-. ✗ .->' : '-->'} ${id}`);
    for (const next of step.next) draw(next, id);
  };
  for (const step of report.steps) draw(step, mermaidId(0));
  return [
    'flowchart LR',
    `  accTitle: ${mermaidTitle(`${report.verdict}: ${report.subject}`)}`,
    `  accDescr: ${mermaidTitle(report.headline)}`,
    `  ${mermaidId(0)}(["${mermaidLabel(report.start)}"])`,
    ...lines,
    ...(left === 0 ? [] : [`  more["${mermaidLabel(`and ${left} more steps`)}"]`]),
    ...mermaidClasses,
    '',
  ].join('\n');
}
