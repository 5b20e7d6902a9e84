import type { AllowedConnection, AllowedConnections } from '../policy/connections/allowedConnections.ts';
import { plainLine } from '../text/escape.ts';
import { paint, type TextStyle } from '../text/terminalStyle.ts';
import { wrapText } from '../text/wrapText.ts';

/** What stands above the list. */
export interface ConnectionsHeading {
  readonly context: string;
  readonly dialect: string;
  /** What was not listed or read, in words. */
  readonly gaps: readonly string[];
}

/** Names of one side that are listed before the rest is only counted. */
const shownNames = 12;

/** How all ports of all protocols are written. */
const everyPort = 'TCP any · UDP any · SCTP any';

/** Every connection of a list with one kind of answer. */
interface Line {
  readonly ports: string;
  /** '' where every pod may. */
  readonly note: string;
}

function linesOf({ allowed, partly, unknown }: AllowedConnection): readonly Line[] {
  const line = (ports: readonly string[], note: string): readonly Line[] =>
    ports.length === 0
      ? []
      : [{ ports: ports.join(' · ') === everyPort ? 'every port' : ports.join(' · '), note }];
  return [...line(allowed, ''), ...line(partly, 'some pods only'), ...line(unknown, 'not known')];
}

function sideText(names: readonly string[], workloads: readonly string[]): string {
  const isEvery =
    workloads.length > 1 &&
    names.length === workloads.length &&
    names.every((name) => workloads.includes(name));
  if (isEvery) return `every workload (${String(names.length)})`;
  const shown = names.slice(0, shownNames).map(plainLine).join(', ');
  return names.length > shownNames ? `${shown} and ${String(names.length - shownNames)} more` : shown;
}

/** The connections as text, by destination. */
export function renderConnections(
  { context, dialect, gaps }: ConnectionsHeading,
  { workloads, connections }: AllowedConnections,
  style: TextStyle,
): string {
  const byTarget = Map.groupBy(connections, ({ to }) => sideText(to, workloads));
  const blocks = [...byTarget].flatMap(([to, own]) => [
    '',
    paint(style, `to ${to}`, 'bold'),
    ...own.flatMap((connection) =>
      linesOf(connection).flatMap(({ ports, note }) =>
        wrapText(
          `${ports}${note === '' ? '' : ` (${note})`}  from ${sideText(connection.from, workloads)}`,
          style.width - 2,
        ).map((line, index) => `  ${index === 0 ? '' : '  '}${line}`),
      ),
    ),
  ]);
  return [
    ...gaps.flatMap((gap) => wrapText(`Not everything is known: ${plainLine(gap)}`, style.width)),
    plainLine(`${context} · ${String(workloads.length)} workloads · dialect ${dialect}`),
    'Connections that policies allow. Between two that are not listed nothing is allowed.',
    ...blocks,
    '',
  ].join('\n');
}

/** A cell of a table: what spreadsheets would take for a formula is text, and quotes are doubled (RFC 4180). */
function csvCell(text: string): string {
  const plain = plainLine(text);
  const safe = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line for each source, destination and answer, as comma-separated values with a heading (RFC 4180). */
export function connectionsCsv({ connections }: AllowedConnections): string {
  const lines = connections.flatMap((connection) =>
    connection.from.flatMap((from) =>
      connection.to.flatMap((to) =>
        (['allowed', 'partly', 'unknown'] as const).flatMap((verdict) =>
          connection[verdict].map((text) => {
            const [protocol = '', ports = ''] = text.split(' ');
            return [from, to, protocol, ports, verdict].map(csvCell).join(',');
          }),
        ),
      ),
    ),
  );
  return ['from,to,protocol,ports,verdict', ...lines, ''].join('\r\n');
}

function markdownCell(text: string): string {
  return plainLine(text).replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`);
}

/** The connections as a table in Markdown. */
export function connectionsMarkdown(
  { context, dialect, gaps }: ConnectionsHeading,
  { workloads, connections }: AllowedConnections,
): string {
  return [
    `# Allowed connections of ${markdownCell(context)}`,
    '',
    ...gaps.flatMap((gap) => [`> Not everything is known: ${markdownCell(gap)}`, '']),
    `${String(workloads.length)} workloads, dialect ${markdownCell(dialect)}. Between two that are not listed nothing is allowed.`,
    '',
    '| from | to | ports | |',
    '| --- | --- | --- | --- |',
    ...connections.flatMap((connection) =>
      linesOf(connection).map(({ ports, note }) => {
        const cells = [sideText(connection.from, workloads), sideText(connection.to, workloads), ports, note];
        return `| ${cells.map(markdownCell).join(' | ')} |`;
      }),
    ),
    '',
  ].join('\n');
}

function dotText(text: string): string {
  return `"${plainLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The connections as a graph for Graphviz. */
export function connectionsDot(
  { context }: ConnectionsHeading,
  { workloads, connections }: AllowedConnections,
): string {
  const known = new Set(workloads);
  const outside = new Set(
    connections.flatMap(({ from, to }) => [...from, ...to].filter((name) => !known.has(name))),
  );
  return [
    `digraph ${dotText(context)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...workloads.map((name) => `  ${dotText(name)};`),
    ...[...outside].map((name) => `  ${dotText(name)} [shape=ellipse];`),
    ...connections.flatMap((connection) =>
      connection.from.flatMap((from) =>
        connection.to.flatMap((to) =>
          linesOf(connection).map(({ ports, note }) => {
            const label = note === '' ? ports : `${ports} (${note})`;
            const look = note === 'not known' ? ', style=dashed' : note === '' ? '' : ', style=dotted';
            return `  ${dotText(from)} -> ${dotText(to)} [label=${dotText(label)}${look}];`;
          }),
        ),
      ),
    ),
    '}',
    '',
  ].join('\n');
}
