import { includesAddress } from '../address/normalAddress.ts';
import type { ClusterSnapshot, Node, Service, ServicePort } from './clusterSnapshot.ts';
import type { TransportProtocol } from './transportProtocol.ts';

/** The node that has an address, by its status. */
export function nodeOfAddress(snapshot: ClusterSnapshot, address: string): Node | undefined {
  for (const node of snapshot.nodes.values()) {
    const addresses = node.addresses.map((own) => own.address);
    if (includesAddress(addresses, address)) return node;
  }
  return undefined;
}

/**
 * The Service to which a node's port leads. A node port belongs to one Service of a protocol in the whole cluster, and every
 * node answers for it (Kubernetes documentation, "Service", type NodePort).
 */
export function serviceOfNodePort(
  snapshot: ClusterSnapshot,
  port: number | string | undefined,
  protocol: TransportProtocol,
): { readonly service: Service; readonly servicePort: ServicePort } | undefined {
  if (typeof port !== 'number') return undefined;
  for (const { services } of snapshot.namespaces.values()) {
    for (const service of services.values()) {
      const servicePort = service.ports.find((own) => own.nodePort === port && own.protocol === protocol);
      if (servicePort !== undefined) return { service, servicePort };
    }
  }
  return undefined;
}
