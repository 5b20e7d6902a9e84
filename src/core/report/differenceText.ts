import type { PolicyDifferenceDocument } from '../documents/differenceDocument.ts';
import { plainLine } from '../text/escape.ts';
import { paint, type TextStyle } from '../text/terminalStyle.ts';
import { wrapText } from '../text/wrapText.ts';

/** Names of one side that are listed before the rest is only counted. */
const shownNames = 8;

const words = { allow: 'allowed', deny: 'denied', unknown: 'not known' } as const;

function names(all: readonly string[]): string {
  const shown = all.slice(0, shownNames).map(plainLine).join(', ');
  return all.length > shownNames ? `${shown} and ${String(all.length - shownNames)} more` : shown;
}

/**
 * What a change of policies does, in words.
 * @param gaps what was not listed or read on either side
 */
export function renderDifference(
  difference: PolicyDifferenceDocument,
  gaps: readonly string[],
  style: TextStyle,
): string {
  const { before, after, dialect, pods, podsOnlyBefore, podsOnlyAfter, changes, opened, closed, ports } =
    difference;
  const wrapped = (text: string, indent: string): readonly string[] =>
    wrapText(text, style.width - indent.length).map((line) => `${indent}${line}`);
  return [
    ...gaps.flatMap((gap) => wrapped(`Not everything is known: ${plainLine(gap)}`, '')),
    plainLine(`${before.context} → ${after.context} · ${String(pods)} pods in both · dialect ${dialect}`),
    `Ports: ${ports.length === 0 ? 'none is declared; name some with --ports' : ports.map(plainLine).join(', ')}`,
    ...(podsOnlyBefore.length === 0 ? [] : wrapped(`Only before: ${names(podsOnlyBefore)}`, '')),
    ...(podsOnlyAfter.length === 0 ? [] : wrapped(`Only after: ${names(podsOnlyAfter)}`, '')),
    `${String(opened)} connections opened · ${String(closed)} closed`,
    ...changes.flatMap(({ port, was, now, from, to, connections }) => [
      paint(style, `  ${plainLine(port)}  ${words[was]} → ${words[now]}  ${String(connections)}`, 'bold'),
      ...wrapped(`from ${names(from)}`, '    '),
      ...wrapped(`to ${names(to)}`, '    '),
    ]),
    '',
  ].join('\n');
}
