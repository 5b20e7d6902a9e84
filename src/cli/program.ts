import { Command, CommanderError } from 'commander';
import { plainLine } from '../core/text/escape.ts';
import type { CliHost } from './cliHost.ts';
import { addChangesCommand } from './commands/changesCommand.ts';
import { addDiagnoseCommand } from './commands/diagnoseCommand.ts';
import { addMapCommand } from './commands/mapCommand.ts';
import { addPolicyCommand } from './commands/policy/policyCommand.ts';
import { addSnapshotCommand } from './commands/snapshotCommand.ts';
import { addTraceCommand } from './commands/traceCommand.ts';
import { exitStatus, type ExitStatus } from './exitStatus.ts';
import { messageOf } from './messageOf.ts';
import { RunEnded } from './runEnded.ts';

const help = (name: string): string => `
References are [NAMESPACE/]KIND/NAME, such as shop/pod/cart-0, service/web or node/n1.

Examples:
  ${name} map -A
  ${name} trace shop/service/web
  ${name} diagnose --from shop/pod/cart-0 --to web.shop --port 80
  ${name} diagnose --from shop/pod/cart-0 --to service/web --save case.json
  ${name} diagnose --case case.json -o markdown
  ${name} changes -A --since 10m

Exit status: 0 reachable or nothing found, 1 broken or degraded, 2 wrong usage or bad input, 3 could not tell.
Nothing is created in the cluster unless you allow it, with --allow or when asked at a terminal; it is taken away at the end.`;

/** Settings that subcommands do not inherit unless they are made by this factory. */
function configure(command: Command, host: CliHost): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => {
        host.stdout.write(text);
      },
      writeErr: (text) => {
        host.stderr.write(text);
      },
      outputError: (text, write) => {
        write(text.replace(/^error: /, `${host.programName}: `));
      },
      getOutHelpWidth: () => Math.min(host.stdout.columns ?? 110, 110),
      getErrHelpWidth: () => Math.min(host.stderr.columns ?? 110, 110),
    });
}

/** The whole command line; `finish` receives the exit status of a command that ran to its end. */
export function createProgram(host: CliHost, finish: (status: ExitStatus) => void): Command {
  const program = configure(new Command(host.programName), host)
    .description('Answers why one thing on a Kubernetes cluster cannot talk to another.')
    .version(host.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .addHelpText('after', help(host.programName));
  addMapCommand(program, host, finish);
  addTraceCommand(program, host, finish);
  addDiagnoseCommand(program, host, finish);
  addPolicyCommand(program, host, finish);
  addChangesCommand(program, host, finish);
  addSnapshotCommand(program, host, finish);
  return program;
}

function say(text: string, host: CliHost): void {
  host.stderr.write(`${host.programName}: ${text.split('\n').map(plainLine).join('\n')}\n`);
}

/** The exit status of a run that was ended from outside, and what to tell about it. */
function reportEnd(host: CliHost): ExitStatus {
  const reason: unknown = host.signal.reason;
  const { message, status } =
    reason instanceof RunEnded ? reason : new RunEnded('interrupted', exitStatus.interrupted);
  if (message !== '') say(message, host);
  return status;
}

/** What to tell about an error, and the exit status that it means. */
function report(error: unknown, host: CliHost): ExitStatus {
  // Commander has written its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.fine : exitStatus.usage;
  if (host.signal.aborted) return reportEnd(host);
  say(messageOf(error), host);
  return exitStatus.usage;
}

/** Runs one command line (without the interpreter and the program) and returns its exit status. Never throws. */
export async function runCommandLine(words: readonly string[], host: CliHost): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.usage;
  const program = createProgram(host, (finished) => {
    status = finished;
  });
  if (words.length === 0) {
    host.stderr.write(program.helpInformation());
    return exitStatus.usage;
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    return report(error, host);
  }
  return host.signal.reason instanceof RunEnded
    ? reportEnd(host)
    : host.signal.aborted
      ? exitStatus.interrupted
      : status;
}
