import type { ClusterSnapshot, Service } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import { endpointsOf } from '../../model/serviceEndpoints.ts';
import { blockHolds } from './blockHolds.ts';
import type { CauseSearch, Denial } from './denial.ts';
import { addRule, fieldPathOf, rulePlacesOf } from './policyChange.ts';

/** The Service of the API server (the endpoint reconciler of kube-apiserver keeps its slice). */
function apiServerService(snapshot: ClusterSnapshot): Service | undefined {
  return snapshot.namespaces.get('default')?.services.get('kubernetes');
}

interface ApiServer {
  readonly service: Service;
  readonly endpoints: readonly { readonly address: string; readonly port?: number | undefined }[];
}

function apiServerOf({ snapshot, service, otherAddresses }: Denial): ApiServer | undefined {
  const own = apiServerService(snapshot);
  if (own === undefined) return undefined;
  const endpoints = endpointsOf(snapshot, own, own.ports[0]);
  const asked = service?.namespace === own.namespace && service.name === own.name;
  const isEndpoint = endpoints.some(({ address }) => otherAddresses.includes(address));
  return asked && isEndpoint ? { service: own, endpoints } : undefined;
}

/**
 * `policy-apiserver-denied`: an egress rule is for the API server's Service address or for its port (443), and packets go to an address
 * and port of its endpoints (host:6443) before policies see them.
 */
export const apiServerTranslated: CauseSearch = (denial) => {
  const { direction, isolating, query } = denial;
  const found = direction === 'egress' ? apiServerOf(denial) : undefined;
  if (found === undefined) return [];
  const { service, endpoints } = found;
  const addresses = [...service.clusterIPs, ...endpoints.map(({ address }) => address)];
  const ports = new Set(service.ports.map(({ port }) => port));
  const meansApiServer = (peer: NetworkPolicyPeer): boolean =>
    addresses.some((address) => blockHolds(peer.ipBlock, address));
  const [vip = ''] = service.clusterIPs;
  return isolating.flatMap((policy) => {
    const { namespace, name } = policy;
    const place = rulePlacesOf(policy, direction).find(
      ({ rule }) =>
        (rule.peers.length === 0 || rule.peers.some(meansApiServer)) &&
        (rule.ports.length === 0 ||
          rule.ports.some(
            ({ port }) => typeof port === 'number' && (ports.has(port) || port === query.port),
          )),
    );
    if (place === undefined) return [];
    const rule = {
      peers: endpoints.map(({ address }) => ({
        ipBlock: { cidr: `${address}/${address.includes(':') ? '128' : '32'}`, except: [] },
      })),
      ports: [{ protocol: query.protocol, port: query.port }],
    };
    const [servicePort] = [...ports];
    return [
      {
        code: 'policy-apiserver-denied' as const,
        policy: { kind: 'networkpolicy' as const, namespace, name },
        path: fieldPathOf(place),
        certainty: 'proven' as const,
        summary: `it is for the API server's Service (${vip} port ${String(servicePort ?? 443)}), and the packet goes to ${denial.otherAddresses[0] ?? ''} port ${String(query.port)}, to which that is translated before policies are asked`,
        advice: `Allow the addresses and the port of the slice of default/kubernetes. They change when control-plane nodes do.`,
        objects: [],
        change: addRule(policy, direction, rule),
      },
    ];
  });
};
