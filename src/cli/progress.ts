import type { Log } from '../app/ports.ts';
import { plainLine } from '../core/text/escape.ts';
import type { CliHost } from './cliHost.ts';

/** Tells on stderr what is going on: one line that changes on a terminal, every line with --verbose, else nothing. */
export interface Progress extends Log {
  /** What is being done now. */
  step(text: string): void;
  /** Takes the changing line away; call it before anything else is written. */
  clear(): void;
}

/** Progress for one command. Warnings are always written. */
export function startProgress(host: CliHost, verbose: boolean): Progress {
  const { stderr } = host;
  const changing = stderr.isTTY && !verbose && host.environment['TERM'] !== 'dumb';
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    clear,
    step: (text) => {
      if (verbose) stderr.write(`${plainLine(text)}\n`);
      else if (changing) {
        const columns = stderr.columns ?? 80;
        const line = Array.from(plainLine(text))
          .slice(0, columns - 1)
          .join('');
        stderr.write(`\r\u001b[K${line}`);
        shown = true;
      }
    },
    info: (line) => {
      if (verbose) stderr.write(`${plainLine(line)}\n`);
    },
    warn: (line) => {
      clear();
      stderr.write(`${plainLine(line)}\n`);
    },
  };
}
