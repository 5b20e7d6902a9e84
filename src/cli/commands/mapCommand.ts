import type { Command } from 'commander';
import { mapDocument } from '../../core/documents/mapDocument.ts';
import { renderMapMermaid } from '../../core/report/mapMermaid.ts';
import { summarizeMap, troubledPolicies, type MapSummary } from '../../core/report/mapSummary.ts';
import { renderMapText } from '../../core/report/mapText.ts';
import { detectPolicyProblems } from '../../core/policy/detections/detectPolicyProblems.ts';
import { filterTopology } from '../../core/topology/filter/filterTopology.ts';
import { TopologyFilter } from '../../core/topology/filter/topologyFilter.ts';
import { flattenTopology } from '../../core/topology/flattenTopology.ts';
import { buildLens } from '../../core/topology/lenses/buildLens.ts';
import type { CliHost } from '../cliHost.ts';
import {
  addAllNamespaces,
  addClusterOptions,
  addSnapshotOptions,
  checkNamespaceOptions,
  type ClusterOptions,
  type SnapshotInputOptions,
} from '../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { loadInput } from '../loadInput.ts';
import { startProgress } from '../progress.ts';
import { UsageError } from '../usageError.ts';
import { documentText, parseFormat, styleOf } from '../writeOutput.ts';

interface MapOptions extends ClusterOptions, SnapshotInputOptions {
  readonly output: string;
  readonly lens: string;
  readonly filter?: string;
  readonly subject?: string;
}

const lenses = ['services', 'nodes', 'policies'] as const;

function statusOf({ problems, gaps }: MapSummary): ExitStatus {
  if (problems > 0) return exitStatus.broken;
  return gaps.length > 0 ? exitStatus.unknown : exitStatus.fine;
}

/** `podpath map`: what routes to what. */
export function addMapCommand(program: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('map')
    .summary('show what routes to what')
    .description('Shows namespaces, Services and the workloads behind them, problems first.')
    .option('--lens <lens>', 'services (what routes to what), nodes (who runs where) or policies', 'services')
    .option(
      '--subject <reference>',
      'with --lens policies: who may reach this thing, and what it may reach, e.g. shop/service/web',
    )
    .option(
      '--filter <search>',
      'names, and namespace:, label:, state:, node:, kind: with values; - before one excludes',
    )
    .option('-o, --output <format>', 'text, json, yaml or mermaid', 'text');
  addSnapshotOptions(addAllNamespaces(addClusterOptions(command))).action(async (options: MapOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml', 'mermaid']);
    const lens = lenses.find((name) => name === options.lens);
    if (lens === undefined)
      throw new UsageError(`--lens is one of ${lenses.join(', ')}, not ${options.lens}`);
    const filter = new TopologyFilter(options.filter ?? '');
    if (filter.problems.length > 0) throw new UsageError(`--filter: ${filter.problems.join('; ')}`);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, 'one-namespace');
    input.close();
    const { snapshot, namespace } = input;
    progress.clear();
    const { subject } = options;
    const topology = filterTopology(
      buildLens(snapshot, { lens, ...(subject === undefined ? {} : { subject }) }),
      filter,
    );
    const flat = flattenTopology(topology);
    const policies = options.filter === undefined ? detectPolicyProblems(snapshot) : [];
    const summary = summarizeMap(snapshot, flat, troubledPolicies(policies));
    if (format === 'json' || format === 'yaml') {
      host.stdout.write(documentText(mapDocument(snapshot, flat), format));
    } else if (format === 'mermaid') {
      host.stdout.write(renderMapMermaid(snapshot.context, topology));
    } else {
      host.stdout.write(renderMapText(snapshot, flat, styleOf(host), summary));
      const empty = [...flat.nodes.values()].every(({ kind }) => kind === 'namespace');
      if (empty && namespace !== undefined) {
        progress.warn(
          `Neither Services nor pods in namespace ${namespace}. Use -A for all namespaces, or -n NAME for another.`,
        );
      }
    }
    if (format !== 'text') for (const gap of summary.gaps) progress.warn(gap);
    finish(statusOf(summary));
  });
}
