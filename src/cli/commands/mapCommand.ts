import type { Command } from 'commander';
import { mapDocument } from '../../core/report/mapDocument.ts';
import { renderMapMermaid } from '../../core/report/mapMermaid.ts';
import { renderMapText } from '../../core/report/mapText.ts';
import { buildTopology } from '../../core/topology/buildTopology.ts';
import type { CliHost } from '../cliHost.ts';
import {
  addAllNamespaces,
  addClusterOptions,
  checkNamespaceOptions,
  type ClusterOptions,
} from '../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { loadInput } from '../loadInput.ts';
import { startProgress } from '../progress.ts';
import { documentText, parseFormat, styleOf } from '../writeOutput.ts';

interface MapOptions extends ClusterOptions {
  readonly snapshot?: string;
  readonly output: string;
}

/** `podpath map`: what routes to what. */
export function addMapCommand(program: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('map')
    .summary('show what routes to what')
    .description('Shows namespaces, Services and the workloads behind them, problems first.')
    .option(
      '--snapshot <path>',
      'a snapshot, case file, list of kubectl get -o json|yaml, or folder of manifests',
    )
    .option('-o, --output <format>', 'text, json, yaml or mermaid', 'text');
  addAllNamespaces(addClusterOptions(command)).action(async (options: MapOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml', 'mermaid']);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, 'one-namespace');
    input.close();
    const { snapshot, namespace } = input;
    progress.clear();
    const topology = buildTopology(snapshot);
    if (format === 'json' || format === 'yaml') {
      host.stdout.write(documentText(mapDocument(snapshot, topology), format));
    } else if (format === 'mermaid') {
      host.stdout.write(renderMapMermaid(snapshot.context, topology));
    } else {
      host.stdout.write(renderMapText(snapshot, topology, styleOf(host)));
      const empty = [...topology.nodes.values()].every(({ kind }) => kind === 'namespace');
      if (empty && namespace !== undefined) {
        progress.warn(
          `Neither Services nor pods in namespace ${namespace}. Use -A for all namespaces, or -n NAME for another.`,
        );
      }
    }
    finish(exitStatus.fine);
  });
}
