import type { Command } from 'commander';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { isAlive } from '../../../core/model/serviceEndpoints.ts';
import { otherPolicyNames } from '../../../core/model/coverage.ts';
import { matrixCounts, type MatrixCounts } from '../../../core/policy/matrix/matrixCounts.ts';
import { unknownReasons } from '../../../core/policy/matrix/unknownReasons.ts';
import { coverageLines, gapsIn } from '../../../core/report/coverageText.ts';
import { matrixDocument } from '../../../core/documents/matrixDocument.ts';
import { podEndsOf, policyMatrix, type PolicyMatrix } from '../../../core/policy/matrix/policyMatrix.ts';
import { plainLine } from '../../../core/text/escape.ts';
import type { TextStyle } from '../../../core/text/terminalStyle.ts';
import { wrapText } from '../../../core/text/wrapText.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { parsePort, parseProtocol } from '../../parseEnds.ts';
import { startProgress } from '../../progress.ts';
import { UsageError } from '../../usageError.ts';
import { documentText, parseFormat, styleOf } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { addPolicyInput, type PolicyOptions } from './policyOptions.ts';

interface MatrixOptions extends PolicyOptions {
  readonly ports?: string;
  readonly failOn?: string;
  readonly dialect: string;
  readonly output: string;
}

type Port = PolicyMatrix['layers'][number]['port'];

/** Reasons and problems that are told in text; JSON has all. */
const shownReasons = 8;
/** Layers that are made where no port is named; a cluster has many rare ports. */
export const mostPorts = 20;

/** The ports of `--ports`. */
export function parsePorts(text: string): readonly Port[] {
  return text.split(',').map((part) => {
    const [port = '', protocol = 'TCP'] = part.trim().split('/');
    return { port: parsePort(port), protocol: parseProtocol(protocol) };
  });
}

/** The ports that the pods declare, the most frequent first. */
export function declaredPorts(snapshot: ClusterSnapshot): readonly Port[] {
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

interface MatrixAnswer {
  readonly snapshot: ClusterSnapshot;
  readonly matrix: PolicyMatrix;
  readonly counts: readonly MatrixCounts[];
  /** What of the files could not be read. */
  readonly notRead: readonly string[];
}

/** Without one of these lists some connections cannot be told, or are not there at all. */
const needed = ['pods', 'networkpolicies', ...otherPolicyNames] as const;

function matrixText({ snapshot, matrix, counts, notRead }: MatrixAnswer, style: TextStyle): string {
  const gaps = coverageLines(snapshot, gapsIn(snapshot, needed));
  const reasons = unknownReasons(snapshot, matrix);
  const lines = matrix.layers.map((layer, index) => {
    const { allow = 0, deny = 0, unknown = 0 } = counts[index] ?? {};
    const name = `${layer.port.protocol} ${String(layer.port.port)}`;
    return `  ${plainLine(name).padEnd(14)} ${String(allow)} allowed · ${String(deny)} denied${unknown === 0 ? '' : ` · ${String(unknown)} not known`}`;
  });
  const { ends, classes } = matrix.classes;
  const pods = gapsIn(snapshot, ['pods']).length > 0 ? 'pods that are known' : 'pods';
  const bullets = (title: string, all: readonly string[]): readonly string[] =>
    all.length === 0
      ? []
      : [
          title,
          ...all
            .slice(0, shownReasons)
            .flatMap((line) => wrapText(plainLine(line), style.width - 4))
            .map((line) => `  ${line}`),
          ...(all.length > shownReasons ? [`  and ${String(all.length - shownReasons)} more`] : []),
        ];
  return [
    ...bullets('Not everything could be listed:', gaps),
    ...bullets('Not everything could be read:', notRead),
    plainLine(
      `${snapshot.context} · ${String(ends.length)} ${pods} in ${String(classes.length)} classes · dialect ${matrix.dialect.name}`,
    ),
    'Connections between two different pods, by port:',
    ...lines,
    ...bullets('Not known because:', reasons),
    'The whole matrix: -o json (schemas/policy-matrix.v1.json).',
    '',
  ].join('\n');
}

const verdicts = ['allow', 'deny', 'unknown'] as const;

/** The verdicts of `--fail-on`. */
function parseFailOn(text: string | undefined): readonly (typeof verdicts)[number][] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const verdict = verdicts.find((own) => own === part.trim());
    if (verdict === undefined) throw new UsageError(`--fail-on ${text}: expected ${verdicts.join(', ')}.`);
    return verdict;
  });
}

/** Where nothing could be told that comes first; then what somebody wants to fail on. */
function statusOf(
  { snapshot, matrix, counts }: MatrixAnswer,
  failOn: readonly (typeof verdicts)[number][],
): ExitStatus {
  const sum = (verdict: (typeof verdicts)[number]): number =>
    counts.reduce((total, own) => total + own[verdict], 0);
  const isEmpty = matrix.classes.ends.length === 0 && gapsIn(snapshot, ['pods']).length > 0;
  const isOpen = sum('unknown') > 0 && sum('allow') + sum('deny') === 0;
  if (isEmpty || isOpen) return exitStatus.unknown;
  return failOn.some((verdict) => sum(verdict) > 0) ? exitStatus.broken : exitStatus.fine;
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
    .option('--fail-on <verdicts>', 'exit with 1 when a connection is one of these: allow,deny,unknown')
    .option('-o, --output <format>', 'text, json or yaml', 'text');
  addDialectOption(addPolicyInput(command)).action(async (options: MatrixOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml']);
    const failOn = parseFailOn(options.failOn);
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
    const answer: MatrixAnswer = {
      snapshot,
      matrix,
      counts: matrix.layers.map((layer) => matrixCounts(matrix, layer)),
      notRead: input.problems,
    };
    host.stdout.write(
      format === 'json' || format === 'yaml'
        ? documentText(matrixDocument(snapshot, matrix, input.problems), format)
        : matrixText(answer, styleOf(host)),
    );
    finish(statusOf(answer, failOn));
  });
}
