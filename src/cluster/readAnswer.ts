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
 * The text of a whole body. Throws {@link UnusableAnswer} as soon as it is longer, however small it was while it was compressed.
 * @param maximumBytes decompressed
 */
export async function readWhole(response: Response, path: string, maximumBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let size = 0;
  for await (const piece of readPieces(response)) {
    size += piece.byteLength;
    if (size > maximumBytes) {
      throw new UnusableAnswer(
        `the answer to ${path} is larger than ${Math.floor(maximumBytes / 1024 / 1024)} MB`,
        'too-large',
      );
    }
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
