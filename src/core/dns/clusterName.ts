import { lookUpClusterRecord, type ClusterRecord } from './clusterRecords.ts';
import { expandName } from './searchExpansion.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { endpointsOf } from '../model/serviceEndpoints.ts';

/** Options that the kubelet gives to pods with dnsPolicy ClusterFirst (kubelet's dns.go). */
export const clusterFirstNdots = 5;

/** The search list that the kubelet gives to pods with dnsPolicy ClusterFirst. */
export function clusterFirstSearch(namespace: string, clusterDomain: string): readonly string[] {
  return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
}

/** What a name means to a pod that resolves names as the cluster intends: the record, and its absolute name. */
export interface ClusterName {
  readonly absoluteName: string;
  readonly record: Extract<ClusterRecord, { readonly kind: 'service' | 'endpoint' }>;
}

/**
 * The Service's record that a pod with dnsPolicy ClusterFirst would be given for a name; `undefined` for every other
 * name. A pod that resolves names otherwise may well mean it.
 */
export function clusterNameOf(
  name: string,
  pod: Pod,
  clusterDomain: string,
  snapshot: ClusterSnapshot,
): ClusterName | undefined {
  const search = clusterFirstSearch(pod.namespace, clusterDomain);
  for (const absoluteName of expandName(name, { search, ndots: clusterFirstNdots })) {
    const record = lookUpClusterRecord(snapshot, absoluteName, clusterDomain);
    if (record.kind === 'service' || record.kind === 'endpoint') return { absoluteName, record };
    // What is not readable may have the name, and then nothing behind it is asked.
    if (record.kind === 'unknown') return undefined;
  }
  return undefined;
}

/** The addresses that the cluster's DNS gives for a record; none for names that are not in its zone, or not there. */
export function recordedAddresses(record: ClusterRecord, snapshot: ClusterSnapshot): readonly string[] {
  if (record.kind === 'pod') return [record.address];
  if (record.kind !== 'service' && record.kind !== 'endpoint') return [];
  const { service } = record;
  if (!service.headless) return service.clusterIPs;
  const endpoints = endpointsOf(snapshot, service, undefined)
    .filter(({ endpoint }) => endpoint.ready || service.publishNotReadyAddresses)
    .filter(({ endpoint }) => record.kind === 'service' || endpoint.hostname === record.hostname);
  return [...new Set(endpoints.map(({ address }) => address))];
}
