import type { Command } from 'commander';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { isAlive } from '../../../core/model/serviceEndpoints.ts';
import { matrixCounts } from '../../../core/policy/matrix/matrixCounts.ts';
import { matrixDocument } from '../../../core/documents/matrixDocument.ts';
import { podEndsOf, policyMatrix, type PolicyMatrix } from '../../../core/policy/matrix/policyMatrix.ts';
import { plainLine } from '../../../core/text/escape.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { parsePort, parseProtocol } from '../../parseEnds.ts';
import { startProgress } from '../../progress.ts';
import { documentText, parseFormat } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { addPolicyInput, type PolicyOptions } from './policyOptions.ts';

interface MatrixOptions extends PolicyOptions {
  readonly ports?: string;
  readonly dialect: string;
  readonly output: string;
}

type Port = PolicyMatrix['layers'][number]['port'];

/** Layers that are made where no port is named; a cluster has many rare ports. */
const mostPorts = 20;

function parsePorts(text: string): readonly Port[] {
  return text.split(',').map((part) => {
    const [port = '', protocol = 'TCP'] = part.trim().split('/');
    return { port: parsePort(port), protocol: parseProtocol(protocol) };
  });
}

/** The ports that the pods declare, the most frequent first. */
function declaredPorts(snapshot: ClusterSnapshot): readonly Port[] {
  const counts = new Map<string, { port: Port; pods: number }>();
  for (const { pods } of snapshot.namespaces.values()) {
    for (const pod of pods.values()) {
      if (!isAlive(pod)) continue;
      for (const { containerPort, protocol } of pod.containers.flatMap(({ ports }) => ports)) {
        const key = `${protocol} ${String(containerPort)}`;
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { port: { port: containerPort, protocol }, pods: 1 });
        else known.pods += 1;
      }
    }
  }
  return [...counts.values()].sort((left, right) => right.pods - left.pods).map(({ port }) => port);
}

function matrixText(snapshot: ClusterSnapshot, matrix: PolicyMatrix, dialect: string): string {
  const lines = matrix.layers.map((layer) => {
    const { allow, deny, unknown } = matrixCounts(matrix, layer);
    const name = `${layer.port.protocol} ${String(layer.port.port)}`;
    return `  ${plainLine(name).padEnd(14)} ${String(allow)} allowed · ${String(deny)} denied${unknown === 0 ? '' : ` · ${String(unknown)} not known`}`;
  });
  const { ends, classes } = matrix.classes;
  return [
    plainLine(
      `${snapshot.context} · ${String(ends.length)} pods in ${String(classes.length)} classes · dialect ${dialect}`,
    ),
    'Connections between two different pods, by port:',
    ...lines,
    'The whole matrix: -o json (schemas/policy-matrix.v1.json).',
    '',
  ].join('\n');
}

/** `podpath policy matrix`: who may connect to whom, all pairs. */
export function addMatrixCommand(policy: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = policy
    .command('matrix')
    .summary('who may connect to whom, all pairs of pods')
    .description('Evaluates every pair of pods on some ports. Without -n the whole cluster is read.')
    .option(
      '--ports <ports>',
      `80,53/UDP,http: ports of the pods (default: the ${String(mostPorts)} most declared)`,
    )
    .option('-o, --output <format>', 'text, json or yaml', 'text');
  addDialectOption(addPolicyInput(command)).action(async (options: MatrixOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml']);
    const asked = options.ports === undefined ? undefined : parsePorts(options.ports);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, (namespace) => [namespace]);
    input.close();
    const { snapshot } = input;
    const ports = asked ?? declaredPorts(snapshot);
    const shown = ports.slice(0, asked === undefined ? mostPorts : ports.length);
    const ends = podEndsOf(snapshot).filter(
      (end) => options.namespace === undefined || (end.kind === 'pod' && end.namespace === options.namespace),
    );
    const dialect = dialectOf(options.dialect, snapshot, (note) => {
      progress.info(note);
    });
    const matrix = policyMatrix(snapshot, { ends, ports: shown, dialect });
    progress.clear();
    if (shown.length < ports.length) {
      progress.warn(
        `${String(ports.length - shown.length)} more ports are declared: name those that matter with --ports.`,
      );
    }
    host.stdout.write(
      format === 'json' || format === 'yaml'
        ? documentText(matrixDocument(snapshot, matrix), format)
        : matrixText(snapshot, matrix, dialect.name),
    );
    finish(exitStatus.fine);
  });
}
