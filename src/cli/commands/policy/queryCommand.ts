import type { Command } from 'commander';
import type { Source, Target } from '../../../core/inquiry/question.ts';
import { describeEnd } from '../../../core/inquiry/question.ts';
import type { ClusterSnapshot, Pod, Service } from '../../../core/model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../../core/model/transportProtocol.ts';
import { serviceOfAddress } from '../../../core/model/addressIndex.ts';
import { formatReference } from '../../../core/model/reference.ts';
import type { PolicyDialect } from '../../../core/policy/dialect.ts';
import { evaluateServicePolicies } from '../../../core/policy/evaluateServicePolicies.ts';
import { explainPolicies } from '../../../core/policy/explain/explainPolicies.ts';
import { nodePortPolicies } from '../../../core/policy/nodePortPolicies.ts';
import type { PolicyEnd, PolicyVerdict } from '../../../core/policy/policyQuery.ts';
import {
  policyQueryDocument,
  verdictOfAnswer,
  type PolicyAnswer,
  type PolicyBackend,
} from '../../../core/documents/policyQueryDocument.ts';
import { renderPolicyAnswer } from '../../../core/report/policyQueryText.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { parsePort, parseProtocol, parseSource, parseSourceWorkload, parseTarget } from '../../parseEnds.ts';
import { sourcePods } from '../../sourcePods.ts';
import { startProgress } from '../../progress.ts';
import { UsageError } from '../../usageError.ts';
import { documentText, parseFormat, styleOf } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { addPolicyInput, type PolicyOptions } from './policyOptions.ts';

interface QueryOptions extends PolicyOptions {
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly protocol: string;
  readonly dialect: string;
  readonly output: string;
}

interface Query {
  readonly from: Source;
  readonly to: Target;
  readonly port: number | string | undefined;
  readonly protocol: TransportProtocol;
}

const statusByVerdict: Readonly<Record<PolicyVerdict, ExitStatus>> = {
  allow: exitStatus.fine,
  deny: exitStatus.broken,
  unknown: exitStatus.unknown,
};

function sourceOf(text: string, namespace: string, pod: Pod | undefined): Source {
  const workload = parseSourceWorkload(text, namespace);
  if (workload === undefined) return parseSource(text, namespace);
  const { name, namespace: own = namespace } = pod ?? workload;
  return { kind: 'pod', namespace: own, name };
}

/** The answers for all pods of a workload; where several get the same, the first stands for them. */
function mergeAnswers(from: string, answers: readonly PolicyAnswer[]): PolicyAnswer | undefined {
  const [first] = answers;
  if (first === undefined) return undefined;
  const verdictsOf = ({ backends }: PolicyAnswer): string =>
    JSON.stringify(
      backends.map(({ destination, port, evaluation: { ingress, egress } }) => [
        destination,
        port,
        [ingress.verdict, ingress.reason, egress.verdict, egress.reason],
      ]),
    );
  const different = [...new Map(answers.map((answer) => [verdictsOf(answer), answer])).values()];
  return {
    ...first,
    from: `${from} (${String(answers.length)} ${answers.length === 1 ? 'pod' : 'pods'})`,
    backends: different.flatMap(({ backends }) => backends),
    unknown: [...new Set(answers.flatMap(({ unknown }) => unknown))],
  };
}

/** @param pod stands for the workload that `--from` names */
function queryOf(options: QueryOptions, namespace: string, pod?: Pod): Query {
  const { from, to, port } = options;
  if (from === undefined)
    throw new UsageError('--from is missing: who connects? For example --from pod/cart-0.');
  if (to === undefined) throw new UsageError('--to is missing: to what? For example --to service/web.');
  return {
    from: sourceOf(from, namespace, pod),
    to: parseTarget(to, namespace),
    port: port === undefined ? undefined : parsePort(port),
    protocol: parseProtocol(options.protocol),
  };
}

/** The Service that is meant: by reference, by its address, or by its name as clients type it. */
function serviceOf(query: Query, snapshot: ClusterSnapshot, namespace: string): Service | undefined {
  const { to, from } = query;
  if (to.kind === 'address') return serviceOfAddress(snapshot, to.address);
  if (to.kind === 'pod') return undefined;
  if (to.kind === 'service') return snapshot.namespaces.get(to.namespace)?.services.get(to.name);
  const own = from.kind === 'pod' ? from.namespace : namespace;
  const [name = '', other = own] = to.name.split('.');
  return snapshot.namespaces.get(other)?.services.get(name);
}

function answer(
  query: Query,
  snapshot: ClusterSnapshot,
  namespace: string,
  dialect: PolicyDialect,
): PolicyAnswer {
  const { from: source, to, port, protocol } = query;
  const service = serviceOf(query, snapshot, namespace);
  const common = {
    asOf: snapshot.asOf,
    from: describeEnd(source),
    to: describeEnd(to),
    protocol,
    dialect: dialect.name,
  };
  const explained = (destination: PolicyEnd, own: number | string): PolicyBackend => ({
    destination,
    port: own,
    evaluation: explainPolicies(snapshot, { source, destination, port: own, protocol }, dialect),
  });
  if (service !== undefined) {
    const { backends, unknown } = evaluateServicePolicies(
      snapshot,
      { source, service, protocol, ...(port === undefined ? {} : { port }) },
      dialect,
    );
    const only = service.ports.length === 1 ? service.ports[0]?.port : undefined;
    return {
      ...common,
      port: port ?? only ?? 'any',
      backends: backends.map(({ destination, port: own }) => explained(destination, own)),
      unknown,
    };
  }
  const nodePort =
    to.kind === 'address' && port !== undefined
      ? nodePortPolicies(snapshot, { source, address: to.address, port, protocol }, dialect)
      : undefined;
  if (nodePort !== undefined && port !== undefined) {
    const { service: behind, servicePort, backends, unknown } = nodePort;
    const title = `${to.kind === 'address' ? to.address : ''} (NodePort of ${behind.namespace}/service/${behind.name} port ${String(servicePort.port)})`;
    return { ...common, to: title, port, backends, unknown };
  }
  if (to.kind === 'service') throw new UsageError(`--to ${describeEnd(to)}: there is no such Service.`);
  if (to.kind === 'name') {
    throw new UsageError(
      `--to ${to.name}: no Service has this name, and policies know addresses, not names. Give the address.`,
    );
  }
  if (port === undefined) throw new UsageError('--port is missing: policies decide for each port.');
  return { ...common, port, backends: [explained(to, port)], unknown: [] };
}

/** `podpath policy query`: do policies let this connection through? */
export function addQueryCommand(policy: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = policy
    .command('query')
    .summary('do policies let a connection through?')
    .description(
      "Says which policies decide about a connection. A Service's port is translated to the port of each of its pods first, as enforcers see it.",
    )
    .option('--from <reference>', 'pod/NAME, deployment/NAME (its pods), node/NAME or an address')
    .option('--to <target>', 'service/NAME, pod/NAME, an address, or the name of a Service')
    .option('-p, --port <port>', "port that is dialled, number or name (default: the Service's only one)")
    .option('--protocol <protocol>', 'TCP, UDP or SCTP', 'TCP')
    .option('-o, --output <format>', 'text, json or yaml', 'text');
  addDialectOption(addPolicyInput(command)).action(async (options: QueryOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml']);
    queryOf(options, options.namespace ?? 'default');
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, (namespace) => {
      const { from, to } = queryOf(options, namespace);
      return [from, to].flatMap((end) => ('namespace' in end ? [end.namespace] : []));
    });
    input.close();
    const { snapshot, defaultNamespace } = input;
    progress.clear();
    const dialect = dialectOf(options.dialect, snapshot, (note) => {
      progress.info(note);
    });
    const workload = parseSourceWorkload(options.from ?? '', defaultNamespace);
    const pods = workload === undefined ? [undefined] : sourcePods(workload, snapshot);
    const answers = pods.map((pod) =>
      answer(queryOf(options, defaultNamespace, pod), snapshot, defaultNamespace, dialect),
    );
    const [only] = answers;
    const found = workload === undefined ? only : mergeAnswers(formatReference(workload), answers);
    if (found === undefined) return;
    host.stdout.write(
      format === 'json' || format === 'yaml'
        ? documentText(policyQueryDocument(found), format)
        : renderPolicyAnswer(found, styleOf(host)),
    );
    finish(statusByVerdict[verdictOfAnswer(found)]);
  });
}
