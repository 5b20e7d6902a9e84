import type { Service, Endpoint } from '../../model/clusterSnapshot.ts';

import type { ClusterSnapshot, EndpointSlice } from '../../model/clusterSnapshot.ts';
import { slicesOf } from '../../model/addressIndex.ts';
import { cidrContains, parseCidr, parseIpAddress, type Cidr } from '../../address/cidr.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** Endpoints of one slice to which a Service sends, and which were not seen to answer. */
export interface SliceSubject {
  readonly service: Service;
  readonly slice: EndpointSlice;
  readonly silent: readonly SilentEndpoint[];
}

export interface SilentEndpoint {
  readonly endpoint: Endpoint;
  /** Its place in the slice. */
  readonly index: number;
  readonly address: string;
  /** The source tried to connect to it in vain; otherwise nobody could try. */
  readonly failed: boolean;
  /** The address lies in a range that the cluster gives to pods. */
  readonly inPodNetwork: boolean;
}

function podRanges(snapshot: ClusterSnapshot): readonly Cidr[] {
  return [...snapshot.nodes.values()]
    .flatMap(({ podCIDRs }) => podCIDRs)
    .flatMap((text) => parseCidr(text) ?? []);
}

function isWithin(ranges: readonly Cidr[], text: string): boolean {
  const address = parseIpAddress(text);
  return address !== undefined && ranges.some((range) => cidrContains(range, address));
}

/** The endpoints of a slice that the client can be given and that were not seen to answer, with what was seen. */
function silentEndpoints(slice: EndpointSlice, facts: QuestionFacts): readonly SilentEndpoint[] {
  const { destination, connections, snapshot } = facts;
  const ranges = podRanges(snapshot);
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  return slice.endpoints.flatMap((endpoint, index): SilentEndpoint[] => {
    const [address] = endpoint.addresses;
    const own = backends.filter((backend) => backend.address === address);
    const seen = own.map((backend) => connections.to(backend));
    // Until the connection was tried nothing is wrong with the endpoint.
    if (address === undefined || own.length === 0 || seen.some(({ state }) => state === 'pending')) return [];
    const outcomes = seen.map(outcomeOf);
    if (outcomes.includes('all')) return [];
    const inPodNetwork = isWithin(ranges, address);
    return [{ endpoint, index, address, failed: outcomes.includes('none'), inPodNetwork }];
  });
}

/** The slices of the Service that hold an endpoint which is dialed and does not answer. */
function sliceSubjects(facts: QuestionFacts): SliceSubject[] {
  const { service } = facts.destination;
  if (service === undefined) return [];
  return slicesOf(facts.snapshot, service).flatMap((slice): SliceSubject[] => {
    const silent = silentEndpoints(slice, facts);
    return silent.length === 0 ? [] : [{ service, slice, silent }];
  });
}

/** The slices of the Service that hold an endpoint which is dialed and does not answer. */
export const sliceScope = defineScope<SliceSubject>({
  id: 'slice',
  plural: 'EndpointSlices',
  needsSource: true,
  subjectsOf: sliceSubjects,
  namespacesOf: ({ service }) => [service.namespace],
  reads: () => ['services', 'endpointslices'],
});
