import type { SegmentId } from '../finding/hop.ts';
import type { HopDefinition } from './hops/defineHop.ts';
import { dnsHop } from './hops/dns.ts';
import { endpointsHop } from './hops/endpoints.ts';
import { policyEgressHop } from './hops/policyEgress.ts';
import { policyIngressHop } from './hops/policyIngress.ts';
import { proxyHop } from './hops/proxy.ts';
import { resolverHop } from './hops/resolver.ts';
import { routeHop } from './hops/route.ts';
import { serviceHop } from './hops/service.ts';
import { targetHop } from './hops/target.ts';

/** One stretch of a path: a chain of hops in the order in which a packet needs them. */
export interface SegmentDefinition {
  readonly id: SegmentId;
  readonly hops: readonly HopDefinition[];
}

/** The segments of a path, in their order: one hop more is a file in hops/ and a line here. */
export const segmentCatalogue: readonly SegmentDefinition[] = [
  {
    id: 'client-to-backend',
    hops: [
      resolverHop,
      dnsHop,
      serviceHop,
      endpointsHop,
      proxyHop,
      policyEgressHop,
      routeHop,
      policyIngressHop,
      targetHop,
    ],
  },
];
