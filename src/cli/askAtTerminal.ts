import { createInterface } from 'node:readline/promises';

/**
 * Asks one question, and gives the line that is typed; '' when the input ends. Rejects when the signal aborts: the question is
 * taken back then, and readline ends its line.
 * @param output where the question is written: stderr, because what is asked is no part of the output
 * @param onInterrupt told of Ctrl-C, which the terminal keeps for itself otherwise
 */
export async function askAtTerminal(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
  onInterrupt: () => void,
): Promise<string> {
  signal.throwIfAborted();
  const terminal = createInterface({ input, output });
  terminal.on('SIGINT', onInterrupt);
  const closed = new Promise<string>((resolve) =>
    terminal.once('close', () => {
      resolve('');
    }),
  );
  try {
    return await Promise.race([terminal.question(question, { signal }), closed]);
  } finally {
    terminal.close();
  }
}
