import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { endpointsOf } from '../../model/serviceEndpoints.ts';
import { formatSocket, isLoopback, type ListeningSocket } from '../../probes/socketsProbe.ts';
import { alignColumns, count, type Section } from '../section.ts';

/** Linux' range for ports that a program did not ask for (ip-sysctl, ip_local_port_range). */
const firstEphemeralPort = 32_768;

/** The Service ports that send to a port of this pod: `shop/web:80`. */
function servicesUsing(
  snapshot: ClusterSnapshot,
  pod: Pod,
  port: number,
  protocol: string,
): readonly string[] {
  const services = [...(snapshot.namespaces.get(pod.namespace)?.services.values() ?? [])];
  return services.flatMap((service) =>
    service.ports
      .filter(
        (servicePort) =>
          servicePort.protocol === protocol &&
          endpointsOf(snapshot, service, servicePort).some(
            (endpoint) => endpoint.port === port && pod.podIPs.includes(endpoint.address),
          ),
      )
      .map((servicePort) => `${service.namespace}/${service.name}:${String(servicePort.port)}`),
  );
}

function noteOn(socket: ListeningSocket, snapshot: ClusterSnapshot, pod: Pod | undefined): string {
  if (isLoopback(socket)) return 'only from inside of the pod';
  const { protocol, port } = socket;
  const services = pod === undefined ? [] : servicesUsing(snapshot, pod, port, protocol);
  if (services.length > 0) return `behind ${services.join(', ')}`;
  return protocol === 'UDP' && port >= firstEphemeralPort ? 'a client waiting for answers' : '';
}

/** Ports that a Service sends to and on which nothing listens. */
function missingPorts(
  sockets: readonly ListeningSocket[],
  snapshot: ClusterSnapshot,
  pod: Pod | undefined,
): readonly string[] {
  if (pod === undefined) return [];
  const services = [...(snapshot.namespaces.get(pod.namespace)?.services.values() ?? [])];
  return services.flatMap((service) =>
    service.ports.flatMap((servicePort) => {
      const { protocol } = servicePort;
      const ports = endpointsOf(snapshot, service, servicePort)
        .filter(({ address }) => pod.podIPs.includes(address))
        .flatMap(({ port }) => port ?? []);
      return [...new Set(ports)]
        .filter(
          (port) =>
            protocol !== 'SCTP' && !sockets.some((own) => own.protocol === protocol && own.port === port),
        )
        .map(
          (port) =>
            `nothing listens on ${protocol} ${String(port)}, to which ${service.namespace}/${service.name}:${String(servicePort.port)} sends`,
        );
    }),
  );
}

/** What listens in a pod, which Services use it, and what is missing. */
export function describeSockets(
  sockets: readonly ListeningSocket[],
  snapshot: ClusterSnapshot,
  pod: Pod | undefined,
): readonly Section[] {
  const sorted = [...sockets].sort(
    (left, right) =>
      (left.protocol < right.protocol ? -1 : left.protocol > right.protocol ? 1 : 0) ||
      left.port - right.port,
  );
  const missing = missingPorts(sockets, snapshot, pod);
  return [
    {
      title: `Listening: ${count(sockets.length, 'socket')}`,
      lines: alignColumns(
        sorted.map((socket) => [socket.protocol, formatSocket(socket), noteOn(socket, snapshot, pod)]),
      ),
    },
    ...(missing.length === 0 ? [] : [{ title: 'Missing', lines: missing }]),
  ];
}
