import type { Fields, KubernetesObject } from './workloads.ts';

/** A NetworkPolicy; fields of its spec as the API has them. */
export function networkPolicy(namespace: string, name: string, spec: Fields): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec };
}

/** A rule's port. */
export function port(number: number | string, protocol = 'TCP'): Fields {
  return { protocol, port: number };
}

/** An egress rule that lets lookups through. */
export const lookupsAllowed: Fields = { ports: [port(53, 'UDP'), port(53)] };
