import { impactOf } from '../inquiry/probeRecord.ts';
import { describeVantage, type Observation } from '../probes/observation.ts';
import { plainLine, plainLines } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';
import type { Section } from './section.ts';

/** What stands above a look's result. */
export interface LookHeading {
  readonly title: string;
  /** The kubeconfig context, or the file. */
  readonly context: string;
  /** The answer in one line. */
  readonly headline: string;
  /** Nothing is run: what is shown was recorded. */
  readonly recorded?: boolean;
}

const indent = '  ';
/** A headline that gives a long reason is read in an editor, where nothing wraps. */
const mostColumns = 100;
const rule = '─'.repeat(8);

function sectionLines({ title, lines }: Section): readonly string[] {
  return [plainLine(title), ...lines.map((line) => `${indent}${plainLine(line)}`), ''];
}

/** Whether anything was created to see this; or that nothing was run at all. */
function contextLine(
  { context, recorded = false }: LookHeading,
  observations: readonly Observation[],
): string {
  if (recorded)
    return `recorded in ${context} · nothing can be run in a recording: connect to look at a cluster`;
  const impact = impactOf(
    observations.map(({ privilege, vantage, outcome }) => ({
      privilege,
      outcome,
      vantage: describeVantage(vantage),
    })),
  );
  return `context ${context} · ${impact}`;
}

/** The API server answers in one line, which nobody can read; what is no JSON stays as it is. */
function indentedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What was printed, where, and by what: the scripts that find a tool are long, so the output comes first. */
function rawLines(observation: Observation): readonly string[] {
  const { command, vantage, at, milliseconds, outcome, exitCode, stdout, stderr } = observation;
  const ending =
    outcome === 'ok'
      ? `exit status ${String(exitCode ?? 0)} after ${String(milliseconds)} ms`
      : outcome.replace('-', ' ');
  return [
    `${rule} ${plainLine(describeVantage(vantage))} · ${at} · ${plainLine(ending)}`,
    ...plainLines(vantage.kind === 'api' ? indentedJson(stdout) : stdout),
    ...(stderr.trim() === '' ? [] : ['(standard error)', ...plainLines(stderr)]),
    '',
    outcome === 'ok' || stdout !== '' ? 'printed by' : 'to be run by hand',
    ...plainLines(`$ ${command}`),
    '',
  ];
}

/** A look's document: the parsed result on top, what was run and printed below. Nothing in it acts on who reads it. */
export function lookText(
  heading: LookHeading,
  sections: readonly Section[],
  observations: readonly Observation[],
): string {
  return [
    plainLine(heading.title),
    ...wrapText(plainLine(heading.headline), mostColumns),
    plainLine(contextLine(heading, observations)),
    '',
    ...sections.flatMap(sectionLines),
    ...observations.flatMap(rawLines),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
