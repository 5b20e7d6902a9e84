import { slicesOf } from './addressIndex.ts';
import type { AddressFamily } from '../address/addressFamily.ts';
import type {
  ClusterSnapshot,
  Endpoint,
  EndpointSlice,
  Pod,
  Service,
  ServicePort,
} from './clusterSnapshot.ts';
import { matchesEqualitySelector } from './labels.ts';

/** One endpoint of a Service's port, as a proxy or the DNS would see it. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly family: AddressFamily;
  /** The pod's port; `undefined` when the slice restricts nothing or lacks the port. */
  readonly port?: number;
  readonly endpoint: Endpoint;
  readonly slice: EndpointSlice;
}

/** Every endpoint for one port of a Service (for all its ports' names when none is given), ready or not. */
export function endpointsOf(
  snapshot: ClusterSnapshot,
  service: Service,
  servicePort: ServicePort | undefined,
): readonly ServiceEndpoint[] {
  return slicesOf(snapshot, service).flatMap((slice) => {
    if (slice.addressType === 'FQDN') return [];
    const family: AddressFamily = slice.addressType === 'IPv6' ? 6 : 4;
    const port =
      servicePort === undefined
        ? undefined
        : slice.ports.find(
            (candidate) =>
              candidate.name === (servicePort.name ?? '') && candidate.protocol === servicePort.protocol,
          );
    if (servicePort !== undefined && port === undefined) return [];
    return slice.endpoints.flatMap((endpoint) =>
      // Consumers use the first address only (discovery.k8s.io/v1: the others have no defined meaning).
      endpoint.addresses.slice(0, 1).map((address) => ({
        address,
        family,
        ...(port?.port === undefined ? {} : { port: port.port }),
        endpoint,
        slice,
      })),
    );
  });
}

/** The pods that a Service selects now, finished ones left out; `undefined` when it has no selector. */
export function selectedPods(snapshot: ClusterSnapshot, service: Service): readonly Pod[] | undefined {
  const { selector } = service;
  if (selector === undefined) return undefined;
  const pods = snapshot.namespaces.get(service.namespace)?.pods ?? new Map<string, Pod>();
  return [...pods.values()].filter((pod) => isAlive(pod) && matchesEqualitySelector(selector, pod.labels));
}

/** Whether a pod still has, or will have, an address of its own. */
export function isAlive(pod: Pod): boolean {
  return pod.phase !== 'Succeeded' && pod.phase !== 'Failed';
}

/** Whether a pod's Ready condition is True. */
export function isReady(pod: Pod): boolean {
  return pod.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/** Every address that leads to a Service: those a proxy translates, and its endpoints' own. */
export function addressesOfService(service: Service, snapshot: ClusterSnapshot): readonly string[] {
  return [
    ...service.clusterIPs,
    ...service.externalIPs,
    ...service.loadBalancerIngress.flatMap(({ ip }) => ip ?? []),
    ...endpointsOf(snapshot, service, undefined).map(({ address }) => address),
  ];
}

/** The port of a Service that a client means by a number or name. */
export function findServicePort(
  service: Service,
  port: number | string | undefined,
  protocol: string,
): ServicePort | undefined {
  const candidates = service.ports.filter((candidate) => candidate.protocol === protocol);
  if (port === undefined) return candidates.length === 1 ? candidates[0] : undefined;
  return candidates.find((candidate) => candidate.port === port || candidate.name === port);
}
