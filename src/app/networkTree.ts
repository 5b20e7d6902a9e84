import type {
  ClusterSnapshot,
  Endpoint,
  EndpointSlice,
  NamespacePartition,
  Service,
  ServicePort,
} from '../core/model/clusterSnapshot.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import { type Coverage, type ResourceName, basicResourceNames } from '../core/model/coverage.ts';
import { formatReference } from '../core/model/reference.ts';
import { buildTopology } from '../core/topology/buildTopology.ts';
import {
  type Topology,
  type TopologyState,
  countOf,
  severity,
  worstState,
} from '../core/topology/topology.ts';
import type { TreeNode } from '../protocol/treeProtocol.ts';

/** Separates the parts of an id below a Service: no Kubernetes name contains it. */
const separator = '#';

/** Resources without which the state of a Service cannot be told. */
const neededByTree: readonly ResourceName[] = ['namespaces', 'services', 'endpointslices', 'pods'];

/** How many Services there are, and how many of them want attention or could not be judged. */
export interface ServiceCounts {
  readonly services: number;
  /** State error or warning. */
  readonly problems: number;
  /** State unknown. */
  readonly unknown: number;
}

function isProblem(state: TopologyState): boolean {
  return state === 'error' || state === 'warning';
}

function message(id: string, label: string, state: TopologyState, description = ''): TreeNode {
  return {
    id: `message/${id}`,
    kind: 'message',
    label,
    description,
    tooltip: description === '' ? label : `${label} (${description})`,
    state,
    hasChildren: false,
  };
}

/** What stands in the tree while there is no cluster to show, and above it when the connection is lost. */
export function problemNodes(problem: ConnectionProblem): TreeNode[] {
  const nodes = [message('problem', problem.message, 'error')];
  if (problem.advice !== '') nodes.push(message('advice', problem.advice, 'ok'));
  return nodes;
}

/** What stands in the tree until the first data arrive. */
export function connectingNodes(server: string): TreeNode[] {
  return [message('connecting', 'Connecting…', 'ok', server)];
}

/** Counts over the whole snapshot, or over one namespace. */
export function countServices(snapshot: ClusterSnapshot, namespace?: string): ServiceCounts {
  const topology = buildTopology(snapshot);
  let [services, problems, unknown] = [0, 0, 0];
  for (const partition of snapshot.namespaces.values()) {
    if (namespace !== undefined && partition.name !== namespace) continue;
    for (const service of partition.services.values()) {
      const { state } = stateOfService(topology, service);
      services += 1;
      if (isProblem(state)) problems += 1;
      if (state === 'unknown') unknown += 1;
    }
  }
  return { services, problems, unknown };
}

/**
 * The children of a tree item: of the root when no id is given, none of an item that is not there any more.
 * Problems come first on every level.
 */
export function networkTreeChildren(snapshot: ClusterSnapshot, id?: string): TreeNode[] {
  if (id === undefined) return rootNodes(snapshot);
  const [objectId = '', portId, ...more] = id.split(separator);
  if (more.length > 0) return [];
  for (const partition of snapshot.namespaces.values()) {
    if (objectId === formatReference({ kind: 'namespace', name: partition.name })) {
      return serviceNodes(snapshot, partition);
    }
    // A Service's id begins with its namespace; looking further would cost for nothing.
    if (!objectId.startsWith(`${partition.name}/`)) continue;
    for (const service of partition.services.values()) {
      if (objectId === serviceId(service)) return nodesOfService(snapshot, partition, service, portId);
    }
  }
  return [];
}

function rootNodes(snapshot: ClusterSnapshot): TreeNode[] {
  const topology = buildTopology(snapshot);
  const namespaces = [...snapshot.namespaces.values()].map((partition) => {
    const states = [...partition.services.values()].map((service) => stateOfService(topology, service).state);
    const problems = states.filter(isProblem);
    return { partition, problems: problems.length, state: worstState(states) };
  });
  namespaces.sort(
    (left, right) =>
      Number(right.problems > 0) - Number(left.problems > 0) ||
      (left.problems > 0 ? severity(right.state) - severity(left.state) : 0) ||
      compareText(left.partition.name, right.partition.name),
  );
  return [
    ...summaryNodes(snapshot),
    ...coverageNodes(snapshot.coverage),
    ...namespaces.map(({ partition, problems, state }) =>
      namespaceNode(topology, partition, problems, state),
    ),
  ];
}

function summaryNodes(snapshot: ClusterSnapshot): TreeNode[] {
  const loading = neededByTree.filter((resource) => snapshot.coverage[resource].state === 'loading');
  if (loading.length > 0) return [message('loading', 'Reading the cluster…', 'ok', loading.join(', '))];
  const { services, problems, unknown } = countServices(snapshot);
  const unchecked = unknown === 0 ? '' : `${unknown} not checked`;
  if (problems > 0) {
    const verb = problems === 1 ? 'has a problem' : 'have a problem';
    return [
      message('summary', `${problems} of ${countOf(services, 'Service')} ${verb}`, 'warning', unchecked),
    ];
  }
  if (services === 0) {
    const readable = ['complete', 'stale'].includes(snapshot.coverage.services.state);
    return readable ? [message('summary', 'There are no Services', 'ok')] : [];
  }
  if (unknown === services)
    return [message('summary', `${countOf(services, 'Service')}, none checked`, 'unknown')];
  return [
    message('summary', `No problems found in ${countOf(services - unknown, 'Service')}`, 'ok', unchecked),
  ];
}

function coverageNodes(coverage: Coverage): TreeNode[] {
  return basicResourceNames.flatMap((resource) => {
    const { state, reason, since } = coverage[resource];
    if (state === 'complete' || state === 'loading') return [];
    const words = state === 'stale' && since !== undefined ? `stale since ${since}` : state;
    const node = message(`coverage/${resource}`, `${resource}: ${words}`, 'unknown', reason ?? '');
    return [node];
  });
}

function namespaceNode(
  topology: Topology,
  partition: NamespacePartition,
  problems: number,
  worst: TopologyState,
): TreeNode {
  const reference = { kind: 'namespace', name: partition.name } as const;
  const node = topology.nodes.get(formatReference(reference));
  const terminating = node?.state === 'inactive' && partition.namespace?.phase === 'Terminating';
  const services =
    partition.services.size === 0 ? 'no Services' : countOf(partition.services.size, 'Service');
  const facts = [
    ...(problems > 0 ? [countOf(problems, 'problem')] : []),
    services,
    ...(terminating ? ['is being deleted'] : []),
  ];
  return {
    id: formatReference(reference),
    kind: 'namespace',
    label: partition.name,
    description: facts.join(' · '),
    tooltip: [`Namespace ${partition.name}`, facts.join(' · '), node?.stateReason ?? '']
      .filter((line) => line !== '')
      .join('\n'),
    state: terminating ? 'inactive' : problems > 0 || worst === 'unknown' ? worst : 'ok',
    hasChildren: partition.services.size > 0,
    reference,
  };
}

function serviceId({ namespace, name }: Service): string {
  return formatReference({ kind: 'service', namespace, name });
}

function stateOfService(
  topology: Topology,
  service: Service,
): { readonly state: TopologyState; readonly reason: string; readonly badge: string } {
  const node = topology.nodes.get(serviceId(service));
  if (node === undefined) return { state: 'unknown', reason: '', badge: '' };
  return { state: node.state, reason: node.stateReason, badge: node.badge };
}

function serviceNodes(snapshot: ClusterSnapshot, partition: NamespacePartition): TreeNode[] {
  const topology = buildTopology(snapshot);
  return [...partition.services.values()]
    .map((service) => serviceNode(topology, partition, service))
    .sort(
      (left, right) =>
        Number(isProblem(right.state)) - Number(isProblem(left.state)) ||
        (isProblem(left.state) ? severity(right.state) - severity(left.state) : 0) ||
        compareText(left.label, right.label),
    );
}

function serviceNode(topology: Topology, partition: NamespacePartition, service: Service): TreeNode {
  const { state, reason, badge } = stateOfService(topology, service);
  const facts =
    service.type === 'ExternalName'
      ? `ExternalName → ${service.externalName ?? ''}`
      : [badge, ...(state === 'ok' ? [readiness(endpointsOfService(partition, service))] : [])]
          .filter((part) => part !== '')
          .join(' · ');
  const addresses = service.headless ? 'headless' : service.clusterIPs.join(', ');
  return {
    id: serviceId(service),
    kind: 'service',
    label: service.name,
    description: reason === '' ? facts : `${facts === '' ? '' : `${facts} · `}${reason}`,
    tooltip: [
      `Service ${service.namespace}/${service.name}`,
      [service.type, addresses].filter((part) => part !== '').join(' · '),
      reason,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    state,
    hasChildren: true,
    reference: { kind: 'service', namespace: service.namespace, name: service.name },
  };
}

/** An endpoint, with the port that it has for one Service port. */
interface PortEndpoint {
  readonly slice: EndpointSlice;
  readonly endpoint: Endpoint;
  /** The pod's port; absent where the slice gives no number. */
  readonly port?: number;
}

function slicesOf(partition: NamespacePartition, service: Service): EndpointSlice[] {
  return [...partition.endpointSlices.values()].filter(({ serviceName }) => serviceName === service.name);
}

function endpointsOfService(partition: NamespacePartition, service: Service): Endpoint[] {
  const byAddress = new Map<string, Endpoint>();
  for (const { endpoints } of slicesOf(partition, service)) {
    for (const endpoint of endpoints) byAddress.set(endpoint.addresses[0] ?? '', endpoint);
  }
  return [...byAddress.values()];
}

function endpointsOfPort(
  partition: NamespacePartition,
  service: Service,
  servicePort: ServicePort | undefined,
): PortEndpoint[] {
  return slicesOf(partition, service).flatMap((slice) => {
    const match = slice.ports.find(
      ({ name, protocol }) => name === (servicePort?.name ?? '') && protocol === servicePort?.protocol,
    );
    if (servicePort !== undefined && match === undefined) return [];
    return slice.endpoints.map((endpoint) => ({
      slice,
      endpoint,
      ...(match?.port === undefined ? {} : { port: match.port }),
    }));
  });
}

function readiness(endpoints: readonly Endpoint[]): string {
  if (endpoints.length === 0) return 'no endpoints';
  return `${endpoints.filter(({ ready }) => ready).length}/${endpoints.length} ready`;
}

function nodesOfService(
  snapshot: ClusterSnapshot,
  partition: NamespacePartition,
  service: Service,
  portId: string | undefined,
): TreeNode[] {
  if (portId !== undefined) {
    const port = service.ports.find((candidate) => portKey(candidate) === portId);
    return port === undefined ? [] : endpointNodes(snapshot, partition, service, port);
  }
  if (service.type === 'ExternalName') {
    return [message(`${serviceId(service)}/external`, `Leads to ${service.externalName ?? ''}`, 'ok')];
  }
  if (service.ports.length === 0) return endpointNodes(snapshot, partition, service, undefined);
  return service.ports.map((port) => portNode(partition, service, port));
}

function portKey({ port, protocol }: ServicePort): string {
  return `${port}/${protocol}`;
}

function portNode(partition: NamespacePartition, service: Service, servicePort: ServicePort): TreeNode {
  const endpoints = endpointsOfPort(partition, service, servicePort);
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready).length;
  const { targetPort, name, nodePort } = servicePort;
  const key = portKey(servicePort);
  const label = name === undefined ? key : `${name} ${key}`;
  const facts = [
    `→ ${targetPort}`,
    ...(nodePort === undefined ? [] : [`node port ${nodePort}`]),
    readiness(endpoints.map(({ endpoint }) => endpoint)),
  ].join(' · ');
  const state: TopologyState = ready === 0 ? 'error' : ready < endpoints.length ? 'warning' : 'ok';
  return {
    id: `${serviceId(service)}${separator}${key}`,
    kind: 'port',
    label,
    description: facts,
    tooltip: `Port ${label} of Service ${service.namespace}/${service.name}\n${facts}`,
    state,
    hasChildren: true,
    reference: { kind: 'service', namespace: service.namespace, name: service.name },
    port: servicePort.port,
  };
}

function endpointNodes(
  snapshot: ClusterSnapshot,
  partition: NamespacePartition,
  service: Service,
  port: ServicePort | undefined,
): TreeNode[] {
  const parent =
    port === undefined ? serviceId(service) : `${serviceId(service)}${separator}${portKey(port)}`;
  const endpoints = endpointsOfPort(partition, service, port);
  if (endpoints.length === 0) {
    const { state, reason } = stateOfService(buildTopology(snapshot), service);
    return [message(`${parent}/none`, 'No endpoints', state === 'ok' ? 'warning' : state, reason)];
  }
  return endpoints
    .map((found) => endpointNode(parent, found))
    .sort(
      (left, right) => severity(right.state) - severity(left.state) || compareText(left.label, right.label),
    );
}

function endpointNode(parent: string, { slice, endpoint, port }: PortEndpoint): TreeNode {
  const address = endpoint.addresses[0] ?? '';
  const bracketed = address.includes(':') ? `[${address}]` : address;
  const label = port === undefined ? address : `${bracketed}:${port}`;
  const condition = endpoint.terminating
    ? endpoint.serving
      ? 'terminating, still serving'
      : 'terminating'
    : endpoint.ready
      ? 'ready'
      : 'not ready';
  const { targetPod, nodeName } = endpoint;
  return {
    id: `${parent}${separator}${slice.name}/${address}`,
    kind: 'endpoint',
    label,
    description: [targetPod?.name, condition, nodeName].filter((part) => part !== undefined).join(' · '),
    tooltip: [
      targetPod === undefined
        ? 'No pod is named for this address'
        : `Pod ${targetPod.namespace}/${targetPod.name}`,
      `${condition}${nodeName === undefined ? '' : ` on ${nodeName}`}`,
      `EndpointSlice ${slice.name}${slice.managedBy === undefined ? '' : `, managed by ${slice.managedBy}`}`,
    ].join('\n'),
    state: endpoint.terminating ? 'inactive' : endpoint.ready ? 'ok' : 'error',
    hasChildren: false,
    ...(targetPod === undefined ? {} : { reference: { kind: 'pod' as const, ...targetPod } }),
  };
}

/** By code points: the order of kubectl, the same on every machine. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
