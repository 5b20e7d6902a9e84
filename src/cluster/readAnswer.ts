import type { Response } from 'undici';
import { networkErrorOf, UnusableAnswer } from './problems.ts';

/**
 * The pieces of a body as they come, decompressed. Ends the connection when its reader ends early. Throws {@link NetworkError} when
 * the connection breaks.
 */
export async function* readPieces(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    for await (const piece of response.body) yield piece as Uint8Array;
  } catch (error) {
    throw networkErrorOf(error);
  }
}

/**
 * For one object or list there are so many bytes at least, on average: 32 MB of empty objects take 700 MB of memory and ten seconds
 * to read. Of the API's own objects it is about 50.
 */
const bytesForEach = 32;

/** `[` is 0x5b and `{` is 0x7b: they differ in one bit. */
const openingBracket = 0x5b;
const allButThatBit = 0xdf;

/** By index: all bytes of all lists go through here, and an iterator takes five times as long. */
function countOpened(piece: Uint8Array): number {
  let count = 0;
  let index = piece.length;
  while (index > 0) {
    index -= 1;
    if (((piece[index] ?? 0) & allButThatBit) === openingBracket) count += 1;
  }
  return count;
}

/** How much of one JSON text is taken in before it is read as a whole: bytes, decompressed, and with them objects and lists. */
export class AnswerLimit {
  readonly #maximumBytes: number;
  readonly #what: string;
  #bytes = 0;
  #opened = 0;

  /** @param what is limited, as the subject of a sentence */
  constructor(maximumBytes: number, what: string) {
    this.#maximumBytes = maximumBytes;
    this.#what = what;
  }

  /** Throws {@link UnusableAnswer} when it is too much. */
  add(piece: Uint8Array): void {
    this.#bytes += piece.byteLength;
    this.#opened += countOpened(piece);
    if (this.#bytes > this.#maximumBytes) {
      const megabytes = Math.floor(this.#maximumBytes / 1024 / 1024);
      throw new UnusableAnswer(`${this.#what} is larger than ${megabytes} MB`, 'too-large');
    }
    const most = Math.floor(this.#maximumBytes / bytesForEach);
    if (this.#opened > most) {
      throw new UnusableAnswer(`${this.#what} holds more than ${most} objects and lists`, 'too-large');
    }
  }

  /** The next text begins. */
  reset(): void {
    this.#bytes = 0;
    this.#opened = 0;
  }
}

/**
 * The text of a whole body. Throws {@link UnusableAnswer} as soon as it is too much, however small it was while it was compressed.
 * @param maximumBytes decompressed
 */
export async function readWhole(response: Response, path: string, maximumBytes: number): Promise<string> {
  const limit = new AnswerLimit(maximumBytes, `the answer to ${path}`);
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for await (const piece of readPieces(response)) {
    limit.add(piece);
    pieces.push(decoder.decode(piece, { stream: true }));
  }
  pieces.push(decoder.decode());
  return pieces.join('');
}

/**
 * The beginning of a body: what comes before it is too long, takes too long or breaks off. Throws nothing.
 * @param milliseconds from now on
 */
export async function readStart(
  response: Response,
  maximumBytes: number,
  milliseconds: number,
): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const end = (): Promise<void> => reader.cancel().catch(() => undefined);
  // A read that waits is answered when the body is cancelled.
  const timer = setTimeout(() => void end(), milliseconds);
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    while (size < maximumBytes) {
      const read = await reader.read();
      if (read.done) break;
      const piece = read.value as Uint8Array;
      text += decoder.decode(piece.subarray(0, maximumBytes - size), { stream: true });
      size += piece.byteLength;
    }
  } catch {
    // What came before is said all the same.
  } finally {
    clearTimeout(timer);
    await end();
  }
  return text;
}
