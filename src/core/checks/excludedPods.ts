import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { selectableEndpoints } from '../model/selectableEndpoints.ts';
import { endpointsOf, isReady, selectedPods } from '../model/serviceEndpoints.ts';

/** Pods of one Service that are looked at; further ones repeat what is wrong with these. */
const mostPods = 5;

/** The pods of a Service that keep it from having anybody to send to: those that are not ready. */
export function excludedPods(
  snapshot: ClusterSnapshot,
  service: Service,
  source: { readonly node?: string },
): readonly Pod[] {
  const endpoints = endpointsOf(snapshot, service, undefined);
  if (selectableEndpoints(service, endpoints, source).length > 0) return [];
  const unready = (selectedPods(snapshot, service) ?? []).filter(
    (pod) => !isReady(pod) && pod.deletionTimestamp === undefined,
  );
  // A Local policy wants those on the source's node; others would not help.
  const local = unready.filter(({ nodeName }) => nodeName === source.node);
  const elsewhere = endpoints.some(({ endpoint }) => endpoint.ready);
  return (elsewhere ? local : unready).slice(0, mostPods);
}
