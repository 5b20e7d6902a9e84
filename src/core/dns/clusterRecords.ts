import type { ClusterSnapshot, Service } from '../model/clusterSnapshot.ts';
import { readServiceName } from './serviceName.ts';
import { isComplete } from '../model/coverage.ts';

/**
 * What the cluster's DNS should answer for an absolute name
 * (Kubernetes DNS-Based Service Discovery, specification 1.1.0).
 * `outside`: not in the cluster's zone. `absent`: in the zone, and nothing has that name. `unknown`: the objects that
 * would tell are not readable.
 */
export type ClusterRecord =
  | { readonly kind: 'service'; readonly service: Service }
  /** A name of one endpoint of a headless Service: `web-0.web.shop.svc.cluster.local`. */
  | { readonly kind: 'endpoint'; readonly service: Service; readonly hostname: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly address: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The address in a name of the deprecated pod form: `10-244-1-7` or an IPv6 address with dashes for colons. */
function addressOfPodLabel(label: string): string | undefined {
  if (/^\d{1,3}(-\d{1,3}){3}$/.test(label)) return label.replaceAll('-', '.');
  return /^[0-9a-f-]{2,}$/.test(label) && label.includes('-') ? label.replaceAll('-', ':') : undefined;
}

/** Looks an absolute name up in the snapshot. `clusterDomain` is the zone, `cluster.local` unless configured otherwise. */
export function lookUpClusterRecord(
  snapshot: ClusterSnapshot,
  absoluteName: string,
  clusterDomain: string,
): ClusterRecord {
  const name = absoluteName.toLowerCase();
  if (!name.endsWith(`.${clusterDomain}`)) return { kind: name === clusterDomain ? 'absent' : 'outside' };
  const labels = name.slice(0, -clusterDomain.length - 1).split('.');
  if (labels.at(-1) === 'pod') {
    const [label = '', namespace, zone] = labels;
    const address = zone === 'pod' ? addressOfPodLabel(label) : undefined;
    return address === undefined || namespace === undefined || labels.length !== 3
      ? { kind: 'absent' }
      : { kind: 'pod', namespace, address };
  }
  const read = readServiceName(name, clusterDomain);
  // A name with the zone twice, as a search list makes it, lies in the zone and is nobody's.
  if (read?.domain !== clusterDomain || read.hostname?.includes('.') === true) return { kind: 'absent' };
  const { namespace, service: serviceName, hostname } = read;
  const service = snapshot.namespaces.get(namespace)?.services.get(serviceName);
  if (service === undefined) {
    return isComplete(snapshot.coverage, 'services', namespace)
      ? { kind: 'absent' }
      : { kind: 'unknown', reason: `Services of namespace ${namespace} are not readable` };
  }
  return hostname === undefined ? { kind: 'service', service } : { kind: 'endpoint', service, hostname };
}
