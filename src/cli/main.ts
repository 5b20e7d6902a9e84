import './requireNode.ts';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { fileRunLedger } from '../app/privileged/fileRunLedger.ts';
import { stateFolder } from '../app/stateFolder.ts';
import { systemClock } from '../app/systemClock.ts';
import { openKubernetesCluster } from '../cluster/kubernetesCluster.ts';
import { askAtTerminal } from './askAtTerminal.ts';
import type { CliHost, OutputStream } from './cliHost.ts';
import { exitStatus } from './exitStatus.ts';
import { runCommandLine } from './program.ts';

/** The version of the package that this file was installed with (dist/cli.js stands one folder below it). */
function readVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (typeof parsed === 'object' && parsed !== null && 'name' in parsed && parsed.name === 'podpath') {
        return 'version' in parsed ? String(parsed.version) : '';
      }
    } catch {
      // The other place: the sources are two folders below.
    }
  }
  return 'unknown';
}

function wrapStream(stream: NodeJS.WriteStream): OutputStream {
  // A reader that has seen enough (head, less) closes the pipe; that is no error of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitStatus.fine);
    throw error;
  });
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

const interruption = new AbortController();
process.on('SIGINT', () => {
  // The second time somebody does not want to wait for the clean-up.
  if (interruption.signal.aborted) process.exit(exitStatus.interrupted);
  interruption.abort();
});
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption.abort();
  });
}

const ask: NonNullable<CliHost['ask']> = (question, signal) =>
  askAtTerminal(question, process.stdin, process.stderr, signal, () => process.emit('SIGINT'));

const host: CliHost = {
  stdout: wrapStream(process.stdout),
  stderr: wrapStream(process.stderr),
  environment: process.env,
  clock: systemClock,
  signal: interruption.signal,
  programName: basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl podpath' : 'podpath',
  version: readVersion(),
  ledger: fileRunLedger(stateFolder(process.env, homedir(), process.platform), systemClock),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
  openCluster: ({ kubeconfig, context }) =>
    openKubernetesCluster(
      {
        ...(kubeconfig === undefined ? {} : { paths: [kubeconfig] }),
        environment: process.env,
        homeFolder: homedir(),
      },
      systemClock,
      context,
    ),
};

process.exitCode = await runCommandLine(process.argv.slice(2), host);
