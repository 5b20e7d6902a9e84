import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';

/** The zone of clusters that say nothing else (kubelet's clusterDomain). */
export const defaultClusterDomain = 'cluster.local';

/** A name of a Service, or of one endpoint of it, taken apart (DNS-Based Service Discovery, specification 1.1.0). */
export interface ServiceName {
  readonly namespace: string;
  readonly service: string;
  /** What stands before the Service: an endpoint's hostname (`db-0`), or `_PORT._PROTOCOL`; absent for the Service itself. */
  readonly hostname?: string;
  /** What follows `svc`; '' where the name ends there. */
  readonly domain: string;
}

function labelsOf(name: string): readonly string[] {
  return name.toLowerCase().replace(/\.$/, '').split('.');
}

function serviceNameOf(
  before: readonly string[],
  service: string | undefined,
  namespace: string | undefined,
  domain: string,
): ServiceName | undefined {
  if (!service || !namespace || before.includes('')) return undefined;
  return { namespace, service, ...(before.length === 0 ? {} : { hostname: before.join('.') }), domain };
}

/**
 * Reads `[HOST.]NAME.NAMESPACE.svc[.DOMAIN]`; `undefined` for every other name. A name that ends in the cluster's domain is
 * read from there, so that a Service or namespace may be called `svc`.
 */
export function readServiceName(name: string, clusterDomain?: string): ServiceName | undefined {
  const labels = labelsOf(name);
  const zone = clusterDomain === undefined ? [] : ['svc', ...labelsOf(clusterDomain)];
  const inZone = zone.length > 0 && labels.slice(-zone.length).join('.') === zone.join('.');
  const mark = inZone ? labels.length - zone.length : labels.indexOf('svc', 2);
  if (mark < 2) return undefined;
  return serviceNameOf(
    labels.slice(0, mark - 2),
    labels[mark - 2],
    labels[mark - 1],
    labels.slice(mark + 1).join('.'),
  );
}

/**
 * What a name as an application has it means, in the order of the search list that the kubelet writes: `web` in the own
 * namespace, `db-0.db` an endpoint in the own namespace, `web.shop`, `db-0.db.shop`, and every name with `svc`. Of forms that
 * could be read two ways the one counts whose objects are there; without a snapshot the last label is taken for a namespace.
 * `undefined` for a name that is none of a cluster's.
 */
export function readTypedName(
  name: string,
  ownNamespace: string | undefined,
  clusterDomain: string,
  snapshot?: ClusterSnapshot,
): ServiceName | undefined {
  const absolute = readServiceName(name, clusterDomain);
  if (absolute !== undefined) return absolute;
  const labels = labelsOf(name);
  const [first, second, third, ...more] = labels;
  if (more.length > 0) return undefined;
  if (third !== undefined)
    return snapshot?.namespaces.has(third) === false
      ? undefined
      : serviceNameOf([first ?? ''], second, third, '');
  if (second === undefined) return serviceNameOf([], first, ownNamespace, '');
  const own = ownNamespace === undefined ? undefined : snapshot?.namespaces.get(ownNamespace);
  return own?.services.get(second)?.headless === true
    ? serviceNameOf([first ?? ''], second, ownNamespace, '')
    : serviceNameOf([], first, second, '');
}

/** Whether a name has the shape of a cluster's Service name, so that its absence is an answer. */
export function looksLikeClusterName(
  name: string,
  clusterDomain: string,
  snapshot: ClusterSnapshot,
): boolean {
  const labels = labelsOf(name);
  if (labels.length === 1) return true;
  if (labels.join('.').endsWith(`.${clusterDomain}`)) return true;
  if (readServiceName(name, clusterDomain) !== undefined) return true;
  const [, second = '', third] = labels;
  if (labels.length > 3) return false;
  return snapshot.namespaces.has(third ?? second);
}
