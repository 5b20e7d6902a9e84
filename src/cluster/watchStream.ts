import type { Response } from 'undici';
import { isRecord } from '../core/model/readField.ts';
import { UnusableAnswer } from './problems.ts';
import { AnswerLimit, readPieces } from './readAnswer.ts';

const eventTypes = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] as const;

/** One line of a watch. `object` is raw. */
export interface WatchEvent {
  /** The types of a WatchEvent (meta/v1); there are no others. */
  readonly type: (typeof eventTypes)[number];
  readonly object: unknown;
}

/** Decompressed: as client-go's decoder of streams; etcd keeps no object of more than 1.5 MB. */
const maximumLineBytes = 16 * 1024 * 1024;

/** Only what may be a type of other servers is quoted. */
const typeWord = /^[A-Z]{1,20}$/;

function parseLine(line: string): WatchEvent {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    raw = undefined;
  }
  const fields = isRecord(raw) ? raw : {};
  const type = eventTypes.find((known) => known === fields['type']);
  if (type !== undefined) return { type, object: fields['object'] };
  const said = fields['type'];
  throw new UnusableAnswer(
    typeof said === 'string'
      ? `a watch tells of an event of ${typeWord.test(said) ? `the type "${said}"` : 'a type'}, which does not exist`
      : 'a line of a watch is no event',
  );
}

/**
 * The events of a watch, one JSON document a line, until the server ends it. What comes after the last end of a line is half an
 * event, which the server tells again to whoever asks from the version before it. Throws {@link UnusableAnswer} when a whole line
 * cannot be read, or has no end: what it said is lost, so the list has to be made again. Throws {@link NetworkError} when the
 * connection breaks.
 */
export async function* readWatchStream(response: Response): AsyncGenerator<readonly WatchEvent[]> {
  const decoder = new TextDecoder();
  // An object of a megabyte comes in many pieces: joined once, when its end is there.
  let pieces: string[] = [];
  const limit = new AnswerLimit(maximumLineBytes, 'a line of a watch');
  for await (const chunk of readPieces(response)) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length === 0) {
      limit.add(chunk);
      pieces.push(rest);
      continue;
    }
    lines[0] = `${pieces.join('')}${lines[0] ?? ''}`;
    pieces = [rest];
    limit.reset();
    const events = lines.filter((line) => line.trim() !== '').map(parseLine);
    if (events.length > 0) yield events;
  }
}
