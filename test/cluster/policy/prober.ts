import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One connection to try. */
export interface ProbeTarget {
  readonly network: 'tcp' | 'udp';
  /** Address and port. */
  readonly address: string;
  /** The address to connect from; empty where the kernel is to choose. */
  readonly source: string;
}

/** A prober that runs somewhere and waits for work. */
export interface Prober {
  /**
   * Tries all targets at once.
   * @returns for each `open`, `refused`, `silent`, or what the kernel said
   */
  probe(targets: readonly ProbeTarget[], timeoutMilliseconds: number): Promise<readonly string[]>;
  /** Ends it and awaits its end. */
  end(): Promise<void>;
}

/** Starts a prober by a command that runs it with our ends of its input and output. */
export function startProber(what: string, argv: readonly string[], env?: NodeJS.ProcessEnv): Prober {
  const [program = '', ...programArguments] = argv;
  const child = spawn(program, programArguments, { stdio: 'pipe', ...(env === undefined ? {} : { env }) });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-2000);
  });
  const closed = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      errors += error.message;
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  // A prober that has ended is noticed by its output's end; writing to it is no error of its own.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (question: object): Promise<readonly string[]> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error(`the prober of ${what} ended: ${errors.trim()}`);
    return (JSON.parse(line.value) as { readonly outcomes: readonly string[] }).outcomes;
  };
  return {
    probe: (targets, timeoutMilliseconds) => {
      // One round at a time: outcomes come in the order of the questions.
      const answer = last.then(() => ask({ timeoutMilliseconds, targets }));
      last = answer.catch(() => undefined);
      return answer;
    },
    end: async () => {
      child.stdin.end();
      const limit = setTimeout(() => child.kill('SIGKILL'), 3000);
      await closed;
      clearTimeout(limit);
    },
  };
}
