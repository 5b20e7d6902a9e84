import type { Service } from './clusterSnapshot.ts';
import type { ServiceEndpoint } from './serviceEndpoints.ts';

/**
 * The endpoints that a proxy may choose: the ready ones; when there is none, those that serve while they terminate
 * (KEP-1669); with internalTrafficPolicy Local only those on the source's node (KEP-2086).
 */
export function selectableEndpoints(
  service: Pick<Service, 'internalTrafficPolicy'>,
  endpoints: readonly ServiceEndpoint[],
  source: { readonly node?: string },
): readonly ServiceEndpoint[] {
  const local =
    service.internalTrafficPolicy === 'Local' && source.node !== undefined
      ? endpoints.filter(({ endpoint }) => endpoint.nodeName === source.node)
      : endpoints;
  const ready = local.filter(({ endpoint }) => endpoint.ready);
  return ready.length > 0 ? ready : local.filter(({ endpoint }) => endpoint.serving && endpoint.terminating);
}
