import type { Command } from 'commander';
import type { ServiceTrace } from '../../core/trace/serviceTrace.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { isComplete } from '../../core/model/coverage.ts';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import { traceDocument } from '../../core/documents/traceDocument.ts';
import { traceReport } from '../../core/report/traceReport.ts';
import type { CliHost } from '../cliHost.ts';
import { addClusterOptions, checkNamespaceOptions, type ClusterOptions } from '../clusterOptions.ts';
import { exitStatus, statusOfTrace, type ExitStatus } from '../exitStatus.ts';
import { loadInput } from '../loadInput.ts';
import { didYouMean } from '../nearest.ts';
import { parsePort, parseService } from '../parseEnds.ts';
import { startProgress } from '../progress.ts';
import { renderReport } from '../renderReport.ts';
import { runTrace } from '../runEngine.ts';
import { UsageError } from '../usageError.ts';
import { outputFormats, parseFormat } from '../writeOutput.ts';

interface TraceOptions extends ClusterOptions {
  readonly snapshot?: string;
  readonly port?: string;
  readonly from?: string;
  readonly output: string;
}

/** Refuses a Service that certainly does not exist, with the names that may have been meant. */
function checkService(service: ObjectReference, snapshot: ClusterSnapshot): void {
  const { namespace = '', name } = service;
  const services = snapshot.namespaces.get(namespace)?.services;
  if (services?.has(name) === true || !isComplete(snapshot.coverage, 'services', namespace)) return;
  const elsewhere = [...snapshot.namespaces.values()]
    .filter((partition) => partition.name !== namespace && partition.services.has(name))
    .map((partition) => formatReference({ kind: 'service', namespace: partition.name, name }));
  const hint =
    elsewhere.length > 0
      ? ` There is ${elsewhere.slice(0, 3).join(', ')}.`
      : didYouMean(name, services?.keys() ?? []);
  throw new UsageError(`There is no Service ${name} in namespace ${namespace}.${hint}`);
}

/** The trace with only the asked port; refuses a port that the Service does not have. */
function onlyPort(trace: ServiceTrace, port: number | string | undefined): ServiceTrace {
  if (port === undefined) return trace;
  const ports = trace.ports.filter((candidate) => candidate.port === port || candidate.name === port);
  if (ports.length > 0) return { ...trace, ports };
  const known = trace.ports.map(({ name, port: number }) =>
    name === undefined ? `${number}` : `${number} (${name})`,
  );
  throw new UsageError(
    `--port ${port}: ${formatReference(trace.service)} has ${known.length === 0 ? 'no ports' : `port ${known.join(', ')}`}.`,
  );
}

/** `podpath trace`: the chain Service → port → slice → pod → socket. */
export function addTraceCommand(program: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('trace')
    .summary('follow a Service to the sockets of its pods')
    .description(
      'Follows Service → port → EndpointSlice → pod → listening socket and judges each link. Sockets are read with exec in ' +
        'the containers of the pods; what cannot be read is unknown, never ok.',
    )
    .argument('<service>', 'service/NAME or NAMESPACE/service/NAME')
    .option('--from <reference>', 'not in this version: use diagnose --from')
    .option('-p, --port <port>', 'only this port of the Service, by number or name')
    .option(
      '--snapshot <path>',
      'a snapshot, case file, list of kubectl get -o json|yaml, or folder of manifests',
    )
    .option('-o, --output <format>', 'text, json, yaml, markdown or mermaid', 'text');
  addClusterOptions(command).action(async (reference: string, options: TraceOptions) => {
    checkNamespaceOptions(options);
    if (options.from !== undefined) {
      throw new UsageError(
        `--from ${options.from}: this version traces a Service by itself. For one client use: ${host.programName} diagnose --from ${options.from} --to ${reference}`,
      );
    }
    const format = parseFormat(options.output, outputFormats);
    const port = options.port === undefined ? undefined : parsePort(options.port);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, (namespace) => [
      parseService(reference, namespace).namespace ?? namespace,
    ]);
    try {
      const service = parseService(reference, input.defaultNamespace);
      checkService(service, input.snapshot);
      const { trace: whole, failure } = await runTrace(host, input, service, progress);
      const trace = onlyPort(whole, port);
      progress.clear();
      host.stdout.write(renderReport(host, traceReport(trace), () => traceDocument(trace), format));
      finish(failure === undefined ? statusOfTrace(trace.status) : exitStatus.unknown);
    } finally {
      input.close();
    }
  });
}
