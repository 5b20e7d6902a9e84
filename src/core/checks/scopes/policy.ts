import type { Pod, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { ContainerTarget } from '../../probes/containerTarget.ts';
import type { DirectionVerdict } from '../../policy/policyQuery.ts';

import { endpointsOf } from '../../model/serviceEndpoints.ts';
import { podOfAddress } from '../../model/addressIndex.ts';
import { execTargets } from '../../probes/containerTarget.ts';
import type { ConnectionFact } from '../../inquiry/connection.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import type { CauseCandidate } from '../../policy/causes/denial.ts';
import { causeOfDenial } from '../../policy/causes/causeOfDenial.ts';
import { packetTo } from '../packetTo.ts';
import { evaluatePacket, policyEndOf, type TranslatedPacket } from '../../policy/evaluatePacket.ts';
import { dialectReasons } from '../../policy/dialectReasons.ts';
import { packetEnforcers } from '../enforcerFacts.ts';
import { defineScope } from './defineScope.ts';

/** A packet that was not seen to arrive, as the enforcers of policies see it, and what the policies say about it. */
export interface PolicySubject {
  /** `dns`: on the way to a pod of the cluster's DNS. */
  readonly role: 'connection' | 'dns';
  /** Absent where the source is no pod. */
  readonly source?: Pod;
  /** `pod shop/cart-0`, `node n1`, `10.0.0.7`. */
  readonly from: string;
  /** Absent where the address belongs to no pod. */
  readonly destination?: Pod;
  /** Where programs can be run in the destination. */
  readonly inDestination?: readonly ContainerTarget[];
  readonly address: string;
  /** The port of the destination itself. */
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** What a connection showed: lost without an answer, refused by somebody, or nobody could try. */
  readonly seen: 'lost' | 'refused' | 'unseen';
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
  /** The one mistake that explains each denial, where there is one. */
  readonly causeOfEgress?: CauseCandidate;
  readonly causeOfIngress?: CauseCandidate;
  /** Who is known to enforce policies on the source's and on the destination's node. */
  readonly enforcerOfEgress?: string;
  readonly enforcerOfIngress?: string;
  /** Why an enforcer decides otherwise than the API's meaning would; absent where they agree. */
  readonly dialectReasons?: readonly string[];
  readonly service?: Service;
  readonly servicePort?: ServicePort;
}

const dnsPort = 53;

function seenOf(fact: ConnectionFact): PolicySubject['seen'] | 'connected' | 'pending' {
  if (fact.state === 'pending') return 'pending';
  if (fact.state === 'unseen') return 'unseen';
  const statuses = new Set<string>(fact.attempts.map(({ status }) => status));
  if (statuses.has('connected')) return 'connected';
  return statuses.has('refused') ? 'refused' : statuses.size === 0 ? 'unseen' : 'lost';
}

function subjectOf(
  facts: QuestionFacts,
  packet: TranslatedPacket,
  more: Pick<PolicySubject, 'seen' | 'role' | 'address' | 'service' | 'servicePort'>,
): PolicySubject {
  const { snapshot, source } = facts;
  const pod = podOfAddress(snapshot, more.address);
  const enforcers = packetEnforcers(facts, packet);
  const { egress, ingress } = evaluatePacket(snapshot, packet, enforcers);
  const enforcerOfEgress = enforcers.egress.name;
  const enforcerOfIngress = enforcers.ingress.name;
  const reasons = [egress, ingress].flatMap((verdict) =>
    dialectReasons(snapshot, packet, verdict, enforcers[verdict.direction].dialect),
  );
  const via = { service: more.service, servicePort: more.servicePort };
  const causeOfEgress = causeOfDenial(snapshot, packet, egress, enforcers.egress.dialect, via);
  const causeOfIngress = causeOfDenial(snapshot, packet, ingress, enforcers.ingress.dialect, via);
  return {
    ...more,
    ...(source.pod === undefined ? {} : { source: source.pod }),
    ...(pod === undefined ? {} : { destination: pod, inDestination: execTargets(pod) }),
    from: source.at,
    port: packet.port,
    protocol: packet.protocol,
    egress,
    ingress,
    ...(causeOfEgress === undefined ? {} : { causeOfEgress }),
    ...(causeOfIngress === undefined ? {} : { causeOfIngress }),
    ...(reasons.length === 0 ? {} : { dialectReasons: reasons }),
    ...(enforcerOfEgress === undefined ? {} : { enforcerOfEgress }),
    ...(enforcerOfIngress === undefined ? {} : { enforcerOfIngress }),
  };
}

/** Each backend that the source was not seen to reach, and what the policies say about the way there. */
function policySubjects(facts: QuestionFacts): PolicySubject[] {
  const { destination, connections } = facts;
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  const unique = new Map(backends.map((backend) => [`${backend.address} ${backend.port ?? ''}`, backend]));
  return [...unique.values()].flatMap((backend): PolicySubject[] => {
    const packet = packetTo(facts, backend);
    const seen = seenOf(connections.to(backend));
    if (packet === undefined || seen === 'pending' || seen === 'connected') return [];
    return [
      subjectOf(facts, packet, {
        role: 'connection',
        seen,
        address: backend.address,
        ...(destination.service === undefined ? {} : { service: destination.service }),
        ...(destination.servicePort === undefined ? {} : { servicePort: destination.servicePort }),
      }),
    ];
  });
}

/** The pods of the cluster's DNS, where the source's lookups get no answer: what the policies say about the way there. */
function dnsPolicySubjects(facts: QuestionFacts): PolicySubject[] {
  const { destination, resolver, question, snapshot, source } = facts;
  const { name } = destination;
  const { dnsService } = resolver;
  if (name?.lookup.state !== 'answered' || source.pod === undefined || !resolver.usesClusterDns) return [];
  // What a cache on the node asks is not the source's own traffic.
  const cached = resolver.conf.nameservers.every(
    (address) => dnsService?.clusterIPs.includes(address) !== true,
  );
  if (name.lookup.value.status !== 'no-answer' || dnsService === undefined || cached) return [];
  const servicePort = dnsService.ports.find(({ port, protocol }) => port === dnsPort && protocol === 'UDP');
  if (servicePort === undefined) return [];
  const endpoints = endpointsOf(snapshot, dnsService, servicePort).filter(({ endpoint }) => endpoint.ready);
  return endpoints.flatMap(({ address, port }): PolicySubject[] => {
    if (port === undefined) return [];
    const packet = {
      source: question.from,
      destination: policyEndOf(podOfAddress(snapshot, address), address),
      port,
      protocol: 'UDP',
    } as const;
    return [
      subjectOf(facts, packet, { role: 'dns', seen: 'lost', address, service: dnsService, servicePort }),
    ];
  });
}

/** A packet that was not seen to arrive, and what the policies say about it. */
export const policyScope = defineScope<PolicySubject>({
  id: 'policy',
  plural: 'packets',
  needsSource: true,
  subjectsOf: (facts) => [...dnsPolicySubjects(facts), ...policySubjects(facts)],
  namespacesOf: ({ source, destination }) => [source, destination].flatMap((pod) => pod?.namespace ?? []),
  reads: () => ['networkpolicies', 'pods'],
});
