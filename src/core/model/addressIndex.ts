import { normalAddress } from '../address/normalAddress.ts';
import type { ClusterSnapshot, EndpointSlice, NamespacePartition, Pod, Service } from './clusterSnapshot.ts';

/** A value that is computed from a partition once, when it is first asked for; an unchanged partition keeps it. */
function oncePerPartition<Value>(
  compute: (partition: NamespacePartition) => Value,
): (partition: NamespacePartition) => Value {
  const known = new WeakMap<NamespacePartition, Value>();
  return (partition) => {
    const value = known.get(partition) ?? compute(partition);
    known.set(partition, value);
    return value;
  };
}

/** Pods by address that are alive and have a network of their own; host-network pods share their node's address. */
const podsByAddress = oncePerPartition((partition): ReadonlyMap<string, Pod> => {
  const pods = new Map<string, Pod>();
  for (const pod of partition.pods.values()) {
    if (pod.hostNetwork || pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
    for (const address of pod.podIPs) {
      const normal = normalAddress(address);
      if (!pods.has(normal)) pods.set(normal, pod);
    }
  }
  return pods;
});

/** Services by the addresses that a proxy translates: cluster, external and load-balancer addresses. */
const servicesByAddress = oncePerPartition((partition): ReadonlyMap<string, Service> => {
  const services = new Map<string, Service>();
  for (const service of partition.services.values()) {
    const addresses = [
      ...service.clusterIPs,
      ...service.externalIPs,
      ...service.loadBalancerIngress.flatMap(({ ip }) => ip ?? []),
    ];
    for (const address of addresses) {
      const normal = normalAddress(address);
      if (!services.has(normal)) services.set(normal, service);
    }
  }
  return services;
});

const slicesByService = oncePerPartition((partition): ReadonlyMap<string, readonly EndpointSlice[]> => {
  const slices = new Map<string, EndpointSlice[]>();
  for (const slice of partition.endpointSlices.values()) {
    if (slice.serviceName === undefined) continue;
    const own = slices.get(slice.serviceName);
    if (own === undefined) slices.set(slice.serviceName, [slice]);
    else own.push(slice);
  }
  return slices;
});

function findInPartitions<Value>(
  snapshot: ClusterSnapshot,
  indexOf: (partition: NamespacePartition) => ReadonlyMap<string, Value>,
  address: string,
): Value | undefined {
  const normal = normalAddress(address);
  for (const partition of snapshot.namespaces.values()) {
    const found = indexOf(partition).get(normal);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The pod that owns an address and is alive; host-network pods share their node's, so they are no answer. */
export function podOfAddress(snapshot: ClusterSnapshot, address: string): Pod | undefined {
  return findInPartitions(snapshot, podsByAddress, address);
}

/** The Service that answers for an address: a cluster, external or load-balancer address. */
export function serviceOfAddress(snapshot: ClusterSnapshot, address: string): Service | undefined {
  return findInPartitions(snapshot, servicesByAddress, address);
}

/** The slices of a Service, joined by the label kubernetes.io/service-name. */
export function slicesOf(
  snapshot: ClusterSnapshot,
  { namespace, name }: Pick<Service, 'namespace' | 'name'>,
): readonly EndpointSlice[] {
  const partition = snapshot.namespaces.get(namespace);
  return partition === undefined ? [] : (slicesByService(partition).get(name) ?? []);
}
