import { plainLine } from '../text/escape.ts';
import { type Paint, type TextStyle, paint } from '../text/terminalStyle.ts';
import { spanBetween } from '../text/spanBetween.ts';
import { wrapText } from '../text/wrapText.ts';
import { stateSymbols } from './mapText.ts';
import type { TopologyState } from '../model/topologyState.ts';
import type { NetworkChange } from '../changes/networkChange.ts';
import type { RecentChanges } from '../changes/recentChanges.ts';

/** What stands above the list. */
export interface ChangesHeading {
  readonly context: string;
  /** `shop/service/web`; absent when everything is meant. */
  readonly about?: string;
  /** Whether the changes come from a file: there is no now to reckon from. */
  readonly recorded?: boolean;
  /** What may not be read: changes there are not seen. */
  readonly notes?: readonly string[];
}

const paints: Readonly<Record<TopologyState, readonly Paint[]>> = {
  ok: ['green'],
  warning: ['yellow'],
  error: ['red', 'bold'],
  unknown: ['yellow'],
  inactive: ['dim'],
};

/** How far back it looks, and why no further. */
export function describeReach({ since, watchedSince, asOf }: RecentChanges, recorded = false): string {
  const back = spanBetween(since, asOf);
  if (recorded) return `What was recorded with the case: changes up to ${back} before it was saved.`;
  const lastWrites =
    'the last write of each object still there, as its managedFields tell it: not what it changed, nothing that was deleted';
  if (watchedSince === undefined) return `The last ${back}: ${lastWrites}.`;
  if (watchedSince === since) return `The last ${back}, as they were watched.`;
  return `The last ${back}. Watched for ${spanBetween(watchedSince, asOf)}; for the time before that ${lastWrites}.`;
}

/** One change in one line and, when there is more to say, some below; the time as it should be read. */
export function changeLines(
  { title, detail, manager, state }: NetworkChange,
  time: string,
  style: TextStyle,
): readonly string[] {
  const indent = ' '.repeat(time.length + 4);
  const by = manager === undefined ? '' : ` by ${manager}`;
  const head = paint(style, stateSymbols[state], ...paints[state]);
  return [
    `${paint(style, time, 'dim')}  ${head} ${plainLine(title)}${paint(style, plainLine(by), 'dim')}`,
    ...(detail === ''
      ? []
      : wrapText(plainLine(detail), Math.max(20, style.width - indent.length)).map(
          (line) => `${indent}${line}`,
        )),
  ];
}

/** What changed, newest first, with relative times. */
export function renderChanges(heading: ChangesHeading, recent: RecentChanges, style: TextStyle): string {
  const { context, about, recorded = false, notes = [] } = heading;
  const { changes, leftOut, asOf } = recent;
  const times = changes.map(({ time }) => `${spanBetween(time, asOf)} ${recorded ? 'before' : 'ago'}`);
  const width = Math.max(0, ...times.map((time) => time.length));
  const subject = about === undefined ? '' : ` around ${about}`;
  return [
    plainLine(`What changed${subject}`),
    plainLine(`context ${context} · ${recorded ? 'recorded' : 'as of'} ${asOf}`),
    ...wrapText(describeReach(recent, recorded), style.width),
    ...notes.flatMap((note) => wrapText(plainLine(note), style.width)),
    '',
    ...(changes.length === 0
      ? [
          notes.length === 0
            ? 'Nothing changed that the network would notice.'
            : 'Nothing changed where it can be seen.',
        ]
      : []),
    ...changes.flatMap((change, index) => changeLines(change, (times[index] ?? '').padStart(width), style)),
    ...(leftOut === 0 ? [] : ['', `${String(leftOut)} older left out: more happened than is kept.`]),
  ]
    .join('\n')
    .concat('\n');
}
