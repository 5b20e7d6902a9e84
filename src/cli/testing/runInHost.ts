import { ConnectionError, type Cluster } from '../../app/ports.ts';
import { memoryLedger } from '../../app/privileged/testing/memoryLedger.ts';
import type { CliHost } from '../cliHost.ts';
import { runCommandLine } from '../program.ts';

/** How a command line ended. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command line finds around it. */
export interface Environment {
  readonly cluster?: Cluster | ConnectionError;
  readonly terminal?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs a command line in a host of its own. */
export async function runInHost(words: readonly string[], environment: Environment = {}): Promise<Run> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written): CliHost['stdout'] => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: environment.terminal === true,
    columns: environment.terminal === true ? 100 : undefined,
  });
  let milliseconds = 0;
  const { cluster } = environment;
  const status = await runCommandLine(words, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment: environment.variables ?? {},
    clock: { now: () => '2026-01-31T12:00:00.000Z', elapsed: () => (milliseconds += 1) },
    signal: environment.signal ?? new AbortController().signal,
    programName: 'podpath',
    ledger: memoryLedger(),
    version: '1.2.3',
    openCluster: () =>
      cluster === undefined || cluster instanceof ConnectionError
        ? Promise.reject(cluster ?? new Error('no cluster in this test'))
        : Promise.resolve(cluster),
  });
  return { status, ...written };
}
