import type { Response } from 'undici';
import { isRecord, readText } from '../core/model/readField.ts';

/** One line of a watch. `object` is raw. */
export interface WatchEvent {
  /** ADDED, MODIFIED, DELETED, BOOKMARK or ERROR. */
  readonly type: string;
  readonly object: unknown;
}

function parseLine(line: string): WatchEvent | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(raw)) return undefined;
  const type = readText(raw, 'type');
  return type === undefined ? undefined : { type, object: raw['object'] };
}

/**
 * The events of a watch, one JSON document a line, until the server ends it. What comes after the last end of a line is half an
 * event, which the server tells again to whoever asks from the version before it. Ends with an error when a whole line cannot
 * be read: what it said is lost, so the list has to be made again.
 */
export async function* readWatchStream(response: Response): AsyncGenerator<readonly WatchEvent[]> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  // An object of a megabyte comes in many pieces: joined once, when its end is there.
  let pieces: string[] = [];
  for await (const chunk of response.body) {
    const lines = decoder.decode(chunk as Uint8Array, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length === 0) {
      pieces.push(rest);
      continue;
    }
    lines[0] = `${pieces.join('')}${lines[0] ?? ''}`;
    pieces = [rest];
    const events: WatchEvent[] = [];
    for (const line of lines) {
      if (line.trim() === '') continue;
      const event = parseLine(line);
      if (event === undefined) throw new BrokenWatch('a line of the watch is no event');
      events.push(event);
    }
    if (events.length > 0) yield events;
  }
}

/** The stream holds something that is no event. */
export class BrokenWatch extends Error {
  override readonly name = 'BrokenWatch';
}
