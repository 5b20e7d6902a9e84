import type { ClusterSnapshot, NamespacePartition, Node, Pod, Service } from '../model/clusterSnapshot.ts';
import {
  coverageOfEach,
  helperResourceNames,
  type ResourceCoverage,
  routingResourceNames,
} from '../model/coverage.ts';
import { cidrContains, parseCidr, parseIpAddress } from '../address/cidr.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { serviceOfAddress } from '../model/addressIndex.ts';
import { matchesEqualitySelector } from '../model/labels.ts';
import type { Observation } from '../probes/observation.ts';
import { agentsOfNodes } from '../dataplane/nodeAgents.ts';
import { conventionalDnsService } from '../dns/conventionalDnsService.ts';
import { routesProbe } from '../probes/routesProbe.ts';
import { witnessesOf } from '../policy/causes/witnesses.ts';
import type { Question } from '../inquiry/question.ts';

/** Texts in observations that may be addresses: what a probe saw decides which objects matter. */
const addressPattern = /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}/gi;

function addressesIn(observations: readonly Observation[]): ReadonlySet<string> {
  return new Set(observations.flatMap(({ stdout }) => stdout.match(addressPattern) ?? []));
}

function namesIn(question: Question): readonly string[] {
  const { from, to } = question;
  const typed = to.kind === 'name' ? to.name.toLowerCase().split('.') : [];
  const named = [from, to].flatMap((end) => ('name' in end && end.kind !== 'name' ? [end.name] : []));
  return [...typed, ...named];
}

/** Namespaces that the question is about: their objects are kept whole, since what is absent there matters too. */
function wholeNamespaces(question: Question, snapshot: ClusterSnapshot): ReadonlySet<string> {
  const { from, to } = question;
  const whole = new Set<string>();
  for (const end of [from, to]) if ('namespace' in end) whole.add(end.namespace);
  if (to.kind === 'name') {
    for (const label of to.name.toLowerCase().split('.'))
      if (snapshot.namespaces.has(label)) whole.add(label);
  }
  if (to.kind === 'address') {
    const service = serviceOfAddress(snapshot, to.address);
    if (service !== undefined) whole.add(service.namespace);
  }
  // An ExternalName points into the namespace that its second label names.
  for (const namespace of [...whole]) {
    for (const service of snapshot.namespaces.get(namespace)?.services.values() ?? []) {
      const target = service.externalName?.split('.')[1];
      if (target !== undefined && snapshot.namespaces.has(target)) whole.add(target);
    }
  }
  return whole;
}

function filterMap<Value>(
  map: ReadonlyMap<string, Value>,
  keep: (value: Value) => boolean,
): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([, value]) => keep(value)));
}

function slicePartition(
  partition: NamespacePartition,
  keepService: (service: Service) => boolean,
  keepPod: (pod: Pod) => boolean,
): NamespacePartition | undefined {
  const services = filterMap(partition.services, keepService);
  const kept = [...services.values()];
  // Where a selector matches nothing the pods that it may have meant are part of the answer.
  const astray = kept.some(
    ({ selector }) =>
      selector !== undefined &&
      ![...partition.pods.values()].some((pod) => matchesEqualitySelector(selector, pod.labels)),
  );
  if (astray) return partition;
  const pods = filterMap(
    partition.pods,
    (pod) =>
      keepPod(pod) ||
      kept.some(({ selector }) => selector !== undefined && matchesEqualitySelector(selector, pod.labels)),
  );
  if (services.size === 0 && pods.size === 0) return undefined;
  return {
    ...partition,
    services,
    pods,
    endpointSlices: filterMap(partition.endpointSlices, (slice) => services.has(slice.serviceName ?? '')),
  };
}

/** Adds the agents of these nodes: a probe of a node asks in them, and they tell who translates Service addresses. */
function withAgents(
  snapshot: ClusterSnapshot,
  kept: ReadonlyMap<string, NamespacePartition>,
  nodes: ReadonlySet<string | undefined>,
): ReadonlyMap<string, NamespacePartition> {
  const namespaces = new Map(kept);
  const agents = agentsOfNodes(snapshot, () => true);
  // One more shows that there is a DaemonSet which a node without a pod of it lacks.
  const example = agents.find(({ kind, pod }) => kind === 'kube-proxy' && pod.owner?.kind === 'DaemonSet');
  for (const agent of agents) {
    if (agent === example || nodes.has(agent.pod.nodeName)) addPod(snapshot, namespaces, agent.pod);
  }
  return namespaces;
}

/** Adds what tells whether a policy of these namespaces matches anybody, so that the causes of a denial stay the same. */
function withWitnesses(
  snapshot: ClusterSnapshot,
  kept: ReadonlyMap<string, NamespacePartition>,
  whole: ReadonlySet<string>,
): ReadonlyMap<string, NamespacePartition> {
  const namespaces = new Map(kept);
  const policies = [...whole].flatMap((name) => [
    ...(snapshot.namespaces.get(name)?.networkPolicies.values() ?? []),
  ]);
  const witnesses = witnessesOf(snapshot, policies);
  for (const name of witnesses.namespaces) addNamespace(snapshot, namespaces, name);
  for (const pod of witnesses.pods) addPod(snapshot, namespaces, pod);
  return namespaces;
}

function addNamespace(
  snapshot: ClusterSnapshot,
  namespaces: Map<string, NamespacePartition>,
  name: string,
): NamespacePartition | undefined {
  const whole = snapshot.namespaces.get(name);
  const known = namespaces.get(name);
  if (known !== undefined || whole === undefined) return known;
  const partition = { ...whole, pods: new Map(), services: new Map(), endpointSlices: new Map() };
  namespaces.set(name, partition);
  return partition;
}

function addPod(snapshot: ClusterSnapshot, namespaces: Map<string, NamespacePartition>, pod: Pod): void {
  const partition = addNamespace(snapshot, namespaces, pod.namespace);
  if (partition === undefined) return;
  namespaces.set(pod.namespace, { ...partition, pods: new Map([...partition.pods, [pod.name, pod]]) });
}

const noMap: ReadonlyMap<string, never> = new Map<string, never>();
const leftOut: ResourceCoverage = { state: 'failed', reason: 'not part of a case' };

/** Leaves out what no diagnosis reads: what leads into the cluster, who owns ReplicaSets, and events. */
function withoutUnread(snapshot: ClusterSnapshot): ClusterSnapshot {
  const partitions = [...snapshot.namespaces].map(([name, partition]): [string, NamespacePartition] => [
    name,
    { ...partition, ingresses: noMap, gateways: noMap, gatewayRoutes: noMap, workloadOwners: noMap },
  ]);
  return {
    ...snapshot,
    coverage: {
      ...snapshot.coverage,
      ...coverageOfEach([...routingResourceNames, ...helperResourceNames], () => leftOut),
    },
    namespaces: new Map(partitions),
    ingressClasses: noMap,
    gatewayClasses: noMap,
    networkEvents: noMap,
  };
}

/** Port names of egress rules: an enforcer may resolve them from all pods of the cluster together (PolicyDialect). */
function egressPortNames(partition: NamespacePartition | undefined): readonly string[] {
  return [...(partition?.networkPolicies.values() ?? [])].flatMap(({ egress = [] }) =>
    egress.flatMap(({ ports }) => ports.flatMap(({ port }) => (typeof port === 'string' ? [port] : []))),
  );
}

function declaresPort(pod: Pod, names: ReadonlySet<string>): boolean {
  return (
    names.size > 0 &&
    pod.containers.some(({ ports }) => ports.some(({ name }) => name !== undefined && names.has(name)))
  );
}

/** Whether one of the addresses is the node's, or of the range of its pods: policies judge it as the node, or doubt it. */
function ownsOne(node: Node, addresses: ReadonlySet<string>): boolean {
  if (node.addresses.some(({ address }) => addresses.has(address))) return true;
  const ranges = node.podCIDRs.flatMap((text) => parseCidr(text) ?? []);
  return [...addresses].some((text) => {
    const address = parseIpAddress(text);
    return address !== undefined && ranges.some((range) => cidrContains(range, address));
  });
}

/**
 * The part of a snapshot that a question needs: diagnosing it gives what diagnosing the whole gives. The namespaces of
 * the question stay whole; elsewhere the cluster's DNS, whatever has the same name, and whatever owns an address that a
 * probe or a kept slice mentions.
 */
export function sliceSnapshot(
  snapshot: ClusterSnapshot,
  question: Question,
  observations: readonly Observation[] = [],
): ClusterSnapshot {
  const whole = wholeNamespaces(question, snapshot);
  const names = new Set(namesIn(question));
  const addresses = new Set(addressesIn(observations));
  if (question.to.kind === 'address') addresses.add(question.to.address);
  if (question.from.kind === 'address') addresses.add(question.from.address);
  const portNames = new Set<string>();
  for (const namespace of whole) {
    for (const name of egressPortNames(snapshot.namespaces.get(namespace))) portNames.add(name);
    // An alias that leads nowhere may mean a Service of the same name elsewhere.
    for (const { externalName } of snapshot.namespaces.get(namespace)?.services.values() ?? []) {
      const [label] = externalName?.toLowerCase().split('.') ?? [];
      if (label !== undefined) names.add(label);
    }
    for (const slice of snapshot.namespaces.get(namespace)?.endpointSlices.values() ?? []) {
      for (const endpoint of slice.endpoints)
        for (const address of endpoint.addresses) addresses.add(address);
    }
  }
  const dnsService = conventionalDnsService(snapshot);
  const keepService = (service: Service): boolean =>
    service === dnsService ||
    names.has(service.name) ||
    service.clusterIPs.some((address) => addresses.has(address));
  const keepPod = (pod: Pod): boolean =>
    names.has(pod.name) ||
    pod.podIPs.some((address) => addresses.has(address)) ||
    declaresPort(pod, portNames);
  const namespaces = new Map<string, NamespacePartition>();
  for (const [name, partition] of snapshot.namespaces) {
    const kept = whole.has(name) ? partition : slicePartition(partition, keepService, keepPod);
    if (kept !== undefined) namespaces.set(name, kept);
  }
  const pods = [...namespaces.values()].flatMap((partition) => [...partition.pods.values()]);
  const usedNodes = new Set(pods.map((pod) => pod.nodeName));
  // Why a pod is on no node is told by all of them.
  const everyNode = pods.some((pod) => pod.nodeName === undefined && isAlive(pod));
  // Routes are judged beside those to the other nodes.
  const routesSeen = observations.some(({ probe }) => probe === routesProbe.id);
  return withoutUnread({
    ...snapshot,
    namespaces: withWitnesses(snapshot, withAgents(snapshot, namespaces, usedNodes), whole),
    nodes: filterMap(
      snapshot.nodes,
      (node) =>
        everyNode ||
        routesSeen ||
        usedNodes.has(node.name) ||
        names.has(node.name) ||
        ownsOne(node, addresses),
    ),
  });
}
