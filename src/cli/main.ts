import './requireNode.ts';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { fileRunLedger } from '../app/privileged/fileRunLedger.ts';
import { stateFolder } from '../app/stateFolder.ts';
import { systemClock } from '../app/systemClock.ts';
import { openKubernetesCluster } from '../cluster/kubernetesCluster.ts';
import { askAtTerminal } from './askAtTerminal.ts';
import type { CliHost } from './cliHost.ts';
import { ProcessEnd } from './processEnd.ts';
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

const programName = basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl podpath' : 'podpath';
const end = new ProcessEnd(process, programName);

const ask: NonNullable<CliHost['ask']> = (question, signal) =>
  askAtTerminal(question, process.stdin, process.stderr, signal, () => process.emit('SIGINT'));

const host: CliHost = {
  stdout: end.output(process.stdout),
  stderr: end.errors(process.stderr),
  environment: process.env,
  clock: systemClock,
  signal: end.signal,
  programName,
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

end.finish(await runCommandLine(process.argv.slice(2), host));
