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
  const labels = name.split('.');
  const index = labels.indexOf('svc', 2);
  const [service, namespace] = [labels[index - 2], labels[index - 1]];
  if (index < 2 || !service || !namespace) return { kind: 'domain', domain: name };
  return { kind: 'service', namespace, name: service, domain: labels.slice(index + 1).join('.') };
}
