import { plainLine } from '../core/text/escape.ts';
import type { OutputStream } from './cliHost.ts';
import { exitStatus, type ExitStatus } from './exitStatus.ts';
import { messageOf } from './messageOf.ts';
import { RunEnded } from './runEnded.ts';

/** How long a run may clean up after it was ended by an error that nobody expected. */
const cleanUpMilliseconds = 10_000;

/** Codes of a write that failed, in words. */
const writeProblems: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the device fails',
};

/**
 * Ends the process in an orderly way whatever happens: an output that cannot be written, and errors that nobody caught, abort
 * the run, so that it takes away what it has created, and become an exit status of their own; Node's would be 1, which means
 * "broken" here.
 */
export class ProcessEnd {
  readonly #process: NodeJS.Process;
  readonly #programName: string;
  readonly #interruption = new AbortController();
  #status: ExitStatus | undefined;
  #forced: ExitStatus | undefined;

  constructor(process: NodeJS.Process, programName: string) {
    this.#process = process;
    this.#programName = programName;
    process.on('SIGINT', () => {
      // The second time somebody does not want to wait for the clean-up.
      if (this.signal.aborted) process.exit(exitStatus.interrupted);
      this.#interruption.abort();
    });
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.#interruption.abort();
      });
    }
    const crash = (error: unknown): void => {
      // What runs on for a moment after the end of the run fails for that reason.
      if (this.signal.aborted) return;
      this.#end(new RunEnded(messageOf(error), exitStatus.usage));
      setTimeout(() => process.exit(this.#forced), cleanUpMilliseconds).unref();
    };
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
  }

  /** Aborts when the run has to end. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /** The output of the command. */
  output(stream: NodeJS.WriteStream): OutputStream {
    stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') {
        // A reader that has seen enough (head, less) closes the pipe; what the run came to stands all the same.
        this.#end(new RunEnded('', this.#status ?? exitStatus.unknown));
        return;
      }
      const why = writeProblems[code] ?? `the system says ${code}`;
      this.#end(new RunEnded(`the output cannot be written: ${why}.`, exitStatus.usage));
    });
    return wrap(stream);
  }

  /** Where is told what goes on; when it cannot be written, nobody can be told. */
  errors(stream: NodeJS.WriteStream): OutputStream {
    stream.on('error', () => undefined);
    return wrap(stream);
  }

  /** The command has ended. */
  finish(status: ExitStatus): void {
    this.#status = status;
    this.#process.exitCode = this.#forced ?? status;
  }

  #end(ended: RunEnded): void {
    if (this.#forced !== undefined) return;
    this.#forced = ended.status;
    if (this.#status === undefined) {
      // The run tells the message when it has ended.
      this.#interruption.abort(ended);
      return;
    }
    if (ended.message !== '') {
      this.#process.stderr.write(`${this.#programName}: ${plainLine(ended.message)}\n`);
    }
    this.#process.exitCode = ended.status;
  }
}

function wrap(stream: NodeJS.WriteStream): OutputStream {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
  };
}
