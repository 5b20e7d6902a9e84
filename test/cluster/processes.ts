import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCgroups, type CgroupFolders } from './cgroups.ts';
import { runCommand, type CommandOptions, type CommandResult } from './command.ts';

/** One process for good: the kernel gives numbers again, but not with the same start time. */
export interface ProcessIdentity {
  readonly id: number;
  /** Clock ticks from boot to the start of the process. */
  readonly startTime: string;
}

/**
 * The process that has this number now, or undefined when there is none. A killed process is there until its last thread has
 * ended: only then its sockets are closed, and their ports free.
 */
export function identifyProcess(id: number): ProcessIdentity | undefined {
  const fields = statFields(id);
  // proc_pid_stat(5): state, number of threads and start time are its fields 3, 20 and 22, and the first of these is the third.
  const [state, threads, startTime] = [fields?.[0], Number(fields?.[17]), fields?.[19]];
  return startTime === undefined || (state === 'Z' && threads <= 1) ? undefined : { id, startTime };
}

/** True while exactly this process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.id)?.startTime === identity.startTime;
}

/** The first child of a process. */
export function childOf(id: number): number | undefined {
  const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').trim().split(' ');
  return children[0] ? Number(children[0]) : undefined;
}

function statFields(id: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The command's name stands in parentheses and may contain spaces and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The command, changed so that it puts itself into the cgroups before it does anything else. */
export function inCgroups(folders: CgroupFolders, argv: readonly string[]): string[] {
  const join =
    'while [ "$1" != -- ]; do echo 0 > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@"';
  return ['sh', '-c', join, 'sh', ...folders, '--', ...argv];
}

/**
 * Runs a command of which nothing may stay behind when we are killed while it runs: it is in the cluster's cgroups and
 * ends with the cluster.
 */
export function runForCluster(
  cluster: string,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(inCgroups(createCgroups(cluster, 'start'), argv), options);
}

/** A server that outlives us. */
export interface Daemon {
  readonly argv: readonly string[];
  readonly cgroups: CgroupFolders;
  /** Takes both outputs. */
  readonly logFile: string;
}

/** Starts a daemon in a session of its own, so that no signal to ours reaches it. */
export async function startDaemon(daemon: Daemon): Promise<ProcessIdentity> {
  mkdirSync(dirname(daemon.logFile), { recursive: true });
  const log = openSync(daemon.logFile, 'a');
  try {
    const [program = 'sh', ...programArguments] = inCgroups(daemon.cgroups, daemon.argv);
    const child = spawn(program, programArguments, { detached: true, stdio: ['ignore', log, log] });
    const id = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => {
        resolve(child.pid ?? 0);
      });
    });
    child.unref();
    const identity = identifyProcess(id);
    if (!identity) throw new Error(`${daemon.argv.join(' ')} ended at once; its log is ${daemon.logFile}`);
    return identity;
  } finally {
    closeSync(log);
  }
}

/** The end of a log, for an error message. */
export function logTail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return `(no log ${file})`;
  }
}
