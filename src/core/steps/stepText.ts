import { describeVantage, type Observation } from '../probes/observation.ts';
import { plainLine, plainLines } from '../report/escape.ts';
import type { Section } from './section.ts';

/** What stands above a step's result. */
export interface StepHeading {
  readonly title: string;
  /** The kubeconfig context, or the file. */
  readonly context: string;
  /** The answer in one line. */
  readonly headline: string;
}

const indent = '  ';
const rule = '─'.repeat(8);

function sectionLines({ title, lines }: Section): readonly string[] {
  return [plainLine(title), ...lines.map((line) => `${indent}${plainLine(line)}`), ''];
}

/** What was run, where, and what it printed. */
function rawLines(observation: Observation): readonly string[] {
  const { command, vantage, at, milliseconds, outcome, exitCode, stdout, stderr, reason } = observation;
  const ending =
    outcome === 'ok'
      ? `exit status ${String(exitCode ?? 0)} after ${String(milliseconds)} ms`
      : `${outcome}${reason === undefined ? '' : `: ${reason}`}`;
  return [
    `${rule} ${plainLine(describeVantage(vantage))} · ${at} · ${plainLine(ending)}`,
    ...plainLines(`$ ${command}`),
    ...plainLines(stdout),
    ...(stderr.trim() === '' ? [] : ['(standard error)', ...plainLines(stderr)]),
    '',
  ];
}

/** A step's document: the parsed result on top, what was run and printed below. Nothing in it acts on who reads it. */
export function stepText(
  heading: StepHeading,
  sections: readonly Section[],
  observations: readonly Observation[],
): string {
  return [
    plainLine(heading.title),
    plainLine(heading.headline),
    plainLine(`context ${heading.context} · read-only`),
    '',
    ...sections.flatMap(sectionLines),
    ...observations.flatMap(rawLines),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
