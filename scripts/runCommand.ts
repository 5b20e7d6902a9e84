import { spawn } from 'node:child_process';

/** What a finished command left: its exit status (128 + 15 stands for "ended by a signal") and both outputs, mixed. */
export interface CommandOutcome {
  status: number;
  output: string;
}

/** Where and how a command runs; the environment is the caller's own unless given. */
export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end with its output collected; never throws for an exit status. */
export function tryCommand(
  command: string,
  commandArguments: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    let output = '';
    const collect = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => {
      resolve({ status: 127, output: `${output}${command}: ${error.message}\n` });
    });
    child.on('close', (status) => {
      resolve({ status: status ?? 143, output });
    });
  });
}

/** Runs a command to its end and returns its output; an exit status other than 0 is an error that contains the output. */
export async function runCommand(
  command: string,
  commandArguments: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { status, output } = await tryCommand(command, commandArguments, options);
  if (status !== 0) {
    throw new Error(`${[command, ...commandArguments].join(' ')} ended with status ${status}:\n${output}`);
  }
  return output;
}

/** Runs a command with the terminal as its input and output, and returns its exit status. */
export function passThrough(
  command: string,
  commandArguments: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (status) => {
      resolve(status ?? 143);
    });
  });
}
