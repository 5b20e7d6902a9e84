import type {
  Endpoint,
  EndpointSlice,
  NamespacePartition,
  Service,
  ServicePort,
} from '../../core/model/clusterSnapshot.ts';
import { formatReference } from '../../core/model/reference.ts';
import { slicesOfServices } from '../../core/topology/namespaceServices.ts';
import { type TopologyNode, severity } from '../../core/topology/topology.ts';
import type { TopologyState } from '../../core/model/topologyState.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { compareText, messageNode } from './treeNodes.ts';

/** Separates the parts of an id below a Service: no Kubernetes name contains it. */
export const separator = '#';

/** An endpoint, with the port that it has for one Service port. */
interface PortEndpoint {
  readonly slice: EndpointSlice;
  readonly endpoint: Endpoint;
  /** The pod's port; absent where the slice gives no number. */
  readonly port?: number;
}

function slicesOf(partition: NamespacePartition, service: Service): readonly EndpointSlice[] {
  return slicesOfServices(partition).get(service.name) ?? [];
}

/** The endpoints of a Service, each address once. */
export function endpointsOfService(partition: NamespacePartition, service: Service): Endpoint[] {
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

/** `2/3 ready`, `no endpoints`. */
export function readiness(endpoints: readonly Endpoint[]): string {
  if (endpoints.length === 0) return 'no endpoints';
  return `${endpoints.filter(({ ready }) => ready).length}/${endpoints.length} ready`;
}

/**
 * What stands below a Service in the tree, or below one of its ports.
 * @param judged the Service as the topology judges it
 */
export function nodesOfService(
  judged: TopologyNode | undefined,
  partition: NamespacePartition,
  service: Service,
  portId: string | undefined,
): TreeNode[] {
  if (portId !== undefined) {
    const port = service.ports.find((candidate) => portKey(candidate) === portId);
    return port === undefined ? [] : endpointNodes(judged, partition, service, port);
  }
  if (service.type === 'ExternalName') {
    return [
      messageNode(`${serviceTreeId(service)}/external`, `Leads to ${service.externalName ?? ''}`, 'ok'),
    ];
  }
  if (service.ports.length === 0) return endpointNodes(judged, partition, service, undefined);
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
    id: `${serviceTreeId(service)}${separator}${key}`,
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
  judged: TopologyNode | undefined,
  partition: NamespacePartition,
  service: Service,
  port: ServicePort | undefined,
): TreeNode[] {
  const parent =
    port === undefined ? serviceTreeId(service) : `${serviceTreeId(service)}${separator}${portKey(port)}`;
  const endpoints = endpointsOfPort(partition, service, port);
  if (endpoints.length === 0) {
    const { state = 'unknown', stateReason = '' } = judged ?? {};
    return [messageNode(`${parent}/none`, 'No endpoints', state === 'ok' ? 'warning' : state, stateReason)];
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

/** The id of a Service in the tree. */
export function serviceTreeId({ namespace, name }: Service): string {
  return formatReference({ kind: 'service', namespace, name });
}
