import { spawn } from 'node:child_process';

/** What a finished command left. An exit code of 128 + n stands for "ended by signal n". */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command runs. */
export interface CommandOptions {
  /** Text for its standard input; without it the input is empty. */
  readonly input?: string;
  readonly cwd?: string;
  /** The whole environment; without it the caller's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command with SIGTERM when it fires. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the command is ended with SIGKILL. */
  readonly timeout?: number;
  /** Returns a failed command's result instead of throwing. */
  readonly allowFailure?: boolean;
}

/** A command that ended with another exit code than 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly result: CommandResult;

  constructor(argv: readonly string[], result: CommandResult) {
    const output = (result.stderr.trim() || result.stdout.trim()).slice(-4000);
    super(`\`${argv.join(' ')}\` ended with exit code ${result.exitCode}${output ? `:\n${output}` : ''}`);
    this.result = result;
  }
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a command to its end and collects its outputs.
 * @throws CommandFailed for an exit code other than 0, unless that is allowed; the signal's reason when it fired
 */
export function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...commandArguments] = argv;
  if (program === undefined) throw new Error('runCommand needs a program');
  const { input, cwd, env, signal, timeout, allowFailure = false } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, commandArguments, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      cwd,
      env,
      timeout,
      killSignal: timeout === undefined ? 'SIGTERM' : 'SIGKILL',
    });
    const outputs = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout?.on('data', (chunk: Buffer) => outputs.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => outputs.stderr.push(chunk));
    const abort = (): void => {
      child.kill('SIGTERM');
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.on('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`${program} cannot be run: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, endedBy) => {
      signal?.removeEventListener('abort', abort);
      const result: CommandResult = {
        exitCode: code ?? 128 + (endedBy === null ? 0 : (signalNumbers[endedBy] ?? 0)),
        stdout: Buffer.concat(outputs.stdout).toString('utf8'),
        stderr: Buffer.concat(outputs.stderr).toString('utf8'),
      };
      if (signal?.aborted) reject(signal.reason as Error);
      else if (result.exitCode !== 0 && !allowFailure) reject(new CommandFailed(argv, result));
      else resolve(result);
    });
    // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
