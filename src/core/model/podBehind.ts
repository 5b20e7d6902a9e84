import type { ClusterSnapshot, Pod } from './clusterSnapshot.ts';
import { podOfAddress } from './addressIndex.ts';
import type { ServiceEndpoint } from './serviceEndpoints.ts';

/** The pod that an endpoint names, else the one that owns its address. */
export function podBehind(
  snapshot: ClusterSnapshot,
  { endpoint, address }: ServiceEndpoint,
): Pod | undefined {
  const { targetPod } = endpoint;
  if (targetPod !== undefined) return snapshot.namespaces.get(targetPod.namespace)?.pods.get(targetPod.name);
  return podOfAddress(snapshot, address);
}
