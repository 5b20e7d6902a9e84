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
 * The events of a watch, one JSON document a line, until the server ends it. Ends with an error when a line cannot be read:
 * what it said is lost, so the list has to be made again.
 */
export async function* readWatchStream(response: Response): AsyncGenerator<readonly WatchEvent[]> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body) {
    const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
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
