import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { podOfAddress, serviceOfAddress } from '../../model/addressIndex.ts';

/** What an address is in this cluster: `Service shop/web`, `pod shop/web-0 on n2`, `node n1`; '' when it is none of them. */
export function nameOfAddress(snapshot: ClusterSnapshot, address: string): string {
  const service = serviceOfAddress(snapshot, address);
  if (service !== undefined) return `Service ${service.namespace}/${service.name}`;
  const pod = podOfAddress(snapshot, address);
  if (pod !== undefined)
    return `pod ${pod.namespace}/${pod.name}${pod.nodeName === undefined ? '' : ` on ${pod.nodeName}`}`;
  for (const node of snapshot.nodes.values()) {
    if (node.addresses.some((own) => own.address === address)) return `node ${node.name}`;
  }
  return '';
}
