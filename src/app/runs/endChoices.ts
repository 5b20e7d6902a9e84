import type {
  ClusterSnapshot,
  NamespacePartition,
  Node,
  Pod,
  Service,
} from '../../core/model/clusterSnapshot.ts';
import { isAlive } from '../../core/model/serviceEndpoints.ts';
import { slicesOf } from '../../core/model/addressIndex.ts';
import { countOf } from '../../core/topology/topology.ts';
import type { EndChoice, EndKind } from '../../protocol/engineProtocol.ts';

/** The pods or Services that a connection can start or end at, by namespace and name; or the nodes or namespaces, by name. */
export function endChoices(snapshot: ClusterSnapshot, kind: EndKind): EndChoice[] {
  if (kind === 'node') return [...snapshot.nodes.values()].sort(byName).map(nodeChoice);
  const partitions = [...snapshot.namespaces.values()].sort(byName);
  if (kind === 'namespace') return partitions.map(namespaceChoice);
  return partitions.flatMap((partition) =>
    kind === 'pod'
      ? [...partition.pods.values()].filter(isAlive).sort(byName).map(podChoice)
      : [...partition.services.values()].sort(byName).map((service) => serviceChoice(snapshot, service)),
  );
}

/** By code points: the order of kubectl, the same on every machine. */
function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

function podChoice(pod: Pod): EndChoice {
  const { namespace, name, containers, nodeName, phase } = pod;
  const ready = `${containers.filter((container) => container.ready).length}/${containers.length} ready`;
  return {
    reference: { kind: 'pod', namespace, name },
    detail: [
      phase === 'Running' ? ready : phase.toLowerCase(),
      ...(nodeName === undefined ? [] : [`on ${nodeName}`]),
      ...(pod.deletionTimestamp === undefined ? [] : ['being deleted']),
    ].join(' '),
    ...(nodeName === undefined ? {} : { node: nodeName }),
    ports: containers.flatMap((container) =>
      container.ports.map((port) => ({
        label: [port.name, `container ${container.name}`].filter((part) => part !== undefined).join(' · '),
        port: port.containerPort,
        protocol: port.protocol,
      })),
    ),
  };
}

function namespaceChoice({ name, pods, networkPolicies }: NamespacePartition): EndChoice {
  const alive = [...pods.values()].filter(isAlive).length;
  return {
    reference: { kind: 'namespace', name },
    detail: [
      countOf(alive, 'pod'),
      ...(networkPolicies.size === 0
        ? []
        : [countOf(networkPolicies.size, 'NetworkPolicy', 'NetworkPolicies')]),
    ].join(' · '),
    ports: [],
  };
}

function nodeChoice({ name, addresses, conditions }: Node): EndChoice {
  const ready = conditions.find(({ type }) => type === 'Ready')?.status === 'True';
  const internal = addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  return {
    reference: { kind: 'node', name },
    detail: [...internal, ready ? 'ready' : 'not ready'].join(' · '),
    ports: [],
  };
}

function serviceChoice(snapshot: ClusterSnapshot, service: Service): EndChoice {
  const { namespace, name, type, clusterIPs, headless, externalName } = service;
  const addresses = new Set(
    slicesOf(snapshot, service).flatMap(({ endpoints }) =>
      endpoints.map((endpoint) => endpoint.addresses[0]),
    ),
  );
  const where = headless
    ? 'headless'
    : type === 'ExternalName'
      ? (externalName ?? '')
      : clusterIPs.join(', ');
  return {
    reference: { kind: 'service', namespace, name },
    detail: [
      type === 'ClusterIP' && headless ? '' : type,
      where,
      type === 'ExternalName'
        ? ''
        : addresses.size === 0
          ? 'no endpoints'
          : countOf(addresses.size, 'endpoint'),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    ports: service.ports.map((port) => ({
      label: [port.name, `→ ${port.targetPort}`].filter((part) => part !== undefined).join(' · '),
      port: port.port,
      protocol: port.protocol,
    })),
  };
}
