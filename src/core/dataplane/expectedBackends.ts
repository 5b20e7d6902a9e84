import type { EndpointSlice, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { labelValue } from '../model/labels.ts';

/** One backend that a proxy should have. */
export interface ExpectedBackend {
  readonly address: string;
  readonly port: number;
}

/** What kube-proxy has to program for a Service's port on one node; or why that cannot be said. */
export type ExpectedBackends =
  | { readonly kind: 'known'; readonly backends: readonly ExpectedBackend[] }
  | { readonly kind: 'cannot-compare'; readonly because: string };

/** Services with this label are left to another proxy (well-known label service.kubernetes.io/service-proxy-name). */
const otherProxyLabel = 'service.kubernetes.io/service-proxy-name';

/**
 * The endpoints that kube-proxy uses for traffic from inside, by its own rules (pkg/proxy, CategorizeEndpoints and
 * EndpointSliceCache): the ready ones; where there is none, those that serve while they terminate; with
 * internalTrafficPolicy Local only those of the node. Hints are not applied: where there are any nothing is said.
 */
export function expectedBackends(
  service: Service,
  servicePort: ServicePort,
  slices: readonly EndpointSlice[],
  node: string,
  family: 4 | 6,
): ExpectedBackends {
  const otherProxy = labelValue(service.labels, otherProxyLabel);
  if (otherProxy !== undefined)
    return { kind: 'cannot-compare', because: `the Service is left to the proxy ${otherProxy}` };
  const endpoints = slices
    .filter(
      (slice) => slice.serviceName === service.name && slice.addressType === (family === 6 ? 'IPv6' : 'IPv4'),
    )
    .flatMap((slice) => {
      const port = slice.ports.find(
        (candidate) =>
          candidate.name === (servicePort.name ?? '') && candidate.protocol === servicePort.protocol,
      )?.port;
      if (port === undefined) return [];
      return slice.endpoints.flatMap((endpoint) => {
        const [address] = endpoint.addresses;
        return address === undefined ? [] : [{ address, port, endpoint }];
      });
    });
  const local = service.internalTrafficPolicy === 'Local';
  if (!local && endpoints.some(({ endpoint }) => endpoint.hintedZones.length > 0))
    return { kind: 'cannot-compare', because: 'topology hints choose among the endpoints' };
  const reachable = local ? endpoints.filter(({ endpoint }) => endpoint.nodeName === node) : endpoints;
  const ready = reachable.filter(({ endpoint }) => endpoint.ready);
  const usable =
    ready.length > 0 ? ready : reachable.filter(({ endpoint }) => endpoint.serving && endpoint.terminating);
  const backends = new Map(
    usable.map(({ address, port }) => [`${address} ${port}`, { address, port }] as const),
  );
  return { kind: 'known', backends: [...backends.values()] };
}
