import type { Question, Target } from '../core/inquiry/question.ts';
import type { ClusterSnapshot, Service } from '../core/model/clusterSnapshot.ts';
import { isComplete } from '../core/model/coverage.ts';
import { formatReference } from '../core/model/reference.ts';
import { serviceOfAddress } from '../core/model/addressIndex.ts';
import { defaultClusterDomain, looksLikeClusterName, readTypedName } from '../core/dns/serviceName.ts';
import { parseExternalName } from '../core/dns/externalName.ts';
import { didYouMean } from './nearest.ts';
import { UsageError } from './usageError.ts';

/** The namespace in which a source's short names are looked for. */
function namespaceOfSource({ from }: Question): string | undefined {
  return from.kind === 'pod' ? from.namespace : undefined;
}

/** The Service that an ExternalName means, when it means one of this cluster: its ports are the ones that are dialed. */
function followAlias(service: Service, snapshot: ClusterSnapshot): Service | undefined {
  if (service.type !== 'ExternalName') return service;
  const target = parseExternalName(service.externalName ?? '');
  if (target.kind === 'domain') return undefined;
  const found = snapshot.namespaces.get(target.namespace)?.services.get(target.name);
  // An alias of an alias is rare, and may lead in a circle.
  return found?.type === 'ExternalName' ? undefined : found;
}

function serviceOf(target: Target, question: Question, snapshot: ClusterSnapshot): Service | undefined {
  if (target.kind === 'address') return serviceOfAddress(snapshot, target.address);
  const named =
    target.kind === 'service'
      ? target
      : target.kind === 'name'
        ? readTypedName(target.name, namespaceOfSource(question), defaultClusterDomain, snapshot)
        : undefined;
  if (named === undefined) return undefined;
  const name = 'service' in named ? named.service : named.name;
  return snapshot.namespaces.get(named.namespace)?.services.get(name);
}

/** Namespaces that a question is about, and that of the cluster's DNS: what has to be read when not all may be. */
export function namespacesOfQuestion(question: Question): readonly string[] {
  const { from, to } = question;
  const source = namespaceOfSource(question);
  const target =
    to.kind === 'service' || to.kind === 'pod'
      ? to.namespace
      : to.kind === 'name'
        ? readTypedName(to.name, source, defaultClusterDomain)?.namespace
        : undefined;
  return [
    ...new Set([
      ...(from.kind === 'pod' ? [from.namespace] : []),
      ...(target === undefined ? [] : [target]),
      'kube-system',
    ]),
  ];
}

/** Refuses a node that certainly does not exist. A pod that is gone is an answer of its own: the diagnosis says so. */
function checkSource({ from }: Question, snapshot: ClusterSnapshot): void {
  if (from.kind !== 'node') return;
  if (snapshot.nodes.has(from.name) || !isComplete(snapshot.coverage, 'nodes')) return;
  throw new UsageError(
    `--from: there is no node ${from.name}.${didYouMean(from.name, snapshot.nodes.keys())}`,
  );
}

function needPort(known: readonly string[], where: string): UsageError {
  return new UsageError(
    known.length === 0
      ? `--port is missing: ${where} does not say which one is meant.`
      : `--port is missing: ${where} has ${known.join(', ')}.`,
  );
}

/** The port of a pod that declares only one. */
function portOfPod(
  target: Extract<Target, { kind: 'pod' }>,
  question: Question,
  snapshot: ClusterSnapshot,
): number | undefined {
  const { namespace, name } = target;
  const pod = snapshot.namespaces.get(namespace)?.pods.get(name);
  if (pod === undefined) return undefined;
  const ports = pod.containers
    .flatMap((container) => container.ports)
    .filter(({ protocol }) => protocol === question.protocol);
  const numbers = [...new Set(ports.map(({ containerPort }) => containerPort))];
  if (numbers.length === 1) return numbers[0];
  throw needPort(
    ports.map((port) =>
      port.name === undefined ? `${port.containerPort}` : `${port.containerPort} (${port.name})`,
    ),
    formatReference({ kind: 'pod', namespace, name }),
  );
}

/** The port that a client dials when the question names none; refuses where several could be meant. */
function defaultPort(question: Question, snapshot: ClusterSnapshot): number | undefined {
  const { to } = question;
  if (to.kind === 'pod') return portOfPod(to, question, snapshot);
  const service = serviceOf(to, question, snapshot);
  if (service === undefined) {
    // A Service that does not exist is an answer of its own, which needs no port.
    if (
      to.kind === 'service' ||
      (to.kind === 'name' && looksLikeClusterName(to.name, defaultClusterDomain, snapshot))
    )
      return undefined;
    throw needPort([], to.kind === 'name' ? to.name : to.address);
  }
  const dialed = followAlias(service, snapshot);
  if (dialed === undefined) throw needPort([], service.externalName ?? '');
  return portOfService(dialed, question);
}

function portOfService(service: Service, { protocol }: Question): number | undefined {
  const ports = service.ports.filter((port) => port.protocol === protocol);
  const reference = formatReference({ kind: 'service', namespace: service.namespace, name: service.name });
  if (ports.length === 0) {
    const others = service.ports.map((port) => `${port.port}/${port.protocol}`);
    if (others.length === 0) throw needPort([], reference);
    throw new UsageError(`--protocol ${protocol}: ${reference} has ${others.join(', ')}.`);
  }
  if (ports.length > 1) {
    throw needPort(
      ports.map((port) => (port.name === undefined ? `${port.port}` : `${port.port} (${port.name})`)),
      reference,
    );
  }
  const [port] = ports;
  if (!service.headless) return port?.port;
  // Clients of a headless Service dial the pod's port; a named one is resolved by the slices.
  return typeof port?.targetPort === 'number' ? port.targetPort : undefined;
}

/** Checks that the source exists and fills in the port that goes without saying. */
export function completeQuestion(question: Question, snapshot: ClusterSnapshot): Question {
  checkSource(question, snapshot);
  if (question.port !== undefined) return question;
  const port = defaultPort(question, snapshot);
  return port === undefined ? question : { ...question, port };
}
