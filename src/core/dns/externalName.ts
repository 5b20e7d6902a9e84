import { readServiceName } from './serviceName.ts';

/** Where an ExternalName leads: to a Service of a cluster, by the form of the name, or to any other domain. */
export type ExternalNameTarget =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; readonly domain: string }
  | { readonly kind: 'domain'; readonly domain: string };

/**
 * Reads an externalName. `[HOST.]NAME.NAMESPACE.svc[.DOMAIN]` has the form of a Service's record (Kubernetes DNS-Based
 * Service Discovery); whether it is one of this cluster is for the caller to look up, because the cluster's own domain is
 * not in the API.
 */
export function parseExternalName(externalName: string): ExternalNameTarget {
  const name = externalName.replace(/\.$/, '').toLowerCase();
  const service = readServiceName(name);
  if (service === undefined) return { kind: 'domain', domain: name };
  return { kind: 'service', namespace: service.namespace, name: service.service, domain: service.domain };
}
