import type { Pod, Service } from '../../model/clusterSnapshot.ts';
import type { ContainerTarget } from '../../probes/containerTarget.ts';
import type { ResolvConf } from '../../dns/resolvConf.ts';
import type { Observation } from '../../probes/observation.ts';
import type { LookupResult } from '../../probes/lookupProbe.ts';

import { addressesOfService } from '../../model/serviceEndpoints.ts';
import { podOfAddress, serviceOfAddress } from '../../model/addressIndex.ts';
import { isComplete } from '../../model/coverage.ts';
import { recordedAddresses } from '../../dns/clusterName.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import type { NameFacts } from '../../target/nameFacts.ts';
import { trafficFlows } from '../../target/trafficFlows.ts';
import { defineScope } from './defineScope.ts';

/** A name that the source asks, and that is answered wrongly or not at all. */
export interface LookupSubject {
  readonly source: Pod;
  /** Where a probe speaks for the source. */
  readonly containers: readonly ContainerTarget[];
  /** As typed. */
  readonly name: string;
  /** The absolute names that the resolver asks, in its order. */
  readonly candidates: readonly string[];
  readonly conf: ResolvConf;
  /** What showed resolv.conf and /etc/hosts. */
  readonly files: Observation;
  readonly lookup: LookupResult;
  readonly lookedUp: Observation;
  /** What /etc/hosts has for the name. */
  readonly hostsAddresses: readonly string[];
  /** The Service that has this name, with all addresses that lead to it (none when an alias leads out). */
  readonly meant?: {
    readonly absoluteName: string;
    readonly service: Service;
    readonly addresses: readonly string[];
  };
  /** ExternalName Services on the way. */
  readonly aliases: readonly Service[];
  readonly clusterDomain: string;
  /** The Service that answers for the cluster's names, when it is known. */
  readonly dnsService?: Service;
  /** The port that is dialed, when it is known. */
  readonly port?: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

function meantBy({ meant, service }: NameFacts, facts: QuestionFacts): LookupSubject['meant'] {
  if (meant === undefined) return undefined;
  const { snapshot } = facts;
  const { absoluteName, record } = meant;
  const behind = record.service.type === 'ExternalName' ? service : record.service;
  const addresses =
    behind === undefined
      ? []
      : [...new Set([...recordedAddresses(record, snapshot), ...addressesOfService(behind, snapshot)])];
  return { absoluteName, service: record.service, addresses };
}

/**
 * The name that is asked, where its answer is none, or one that leads elsewhere. An address of somebody else in the
 * cluster is wrong even where it answers: the client talks to another server than it means.
 */
function lookupSubjects(facts: QuestionFacts): LookupSubject[] {
  const { destination, source, resolver, question, snapshot } = facts;
  const { name } = destination;
  const { pod, containers } = source;
  if (name === undefined || pod === undefined || resolver.files === undefined) return [];
  if (name.lookup.state !== 'answered') return [];
  const { value: lookup, observation: lookedUp } = name.lookup;
  const meant = meantBy(name, facts);
  if (lookup.status === 'resolved') {
    const fromHosts = lookup.addresses.some((address) => name.hostsAddresses.includes(address));
    const right =
      meant !== undefined && lookup.addresses.some((address) => meant.addresses.includes(address));
    if (right || (meant === undefined && !fromHosts)) return [];
    const isKnown = (address: string): boolean =>
      serviceOfAddress(snapshot, address) !== undefined || podOfAddress(snapshot, address) !== undefined;
    const elsewhere = meant !== undefined && meant.addresses.length > 0 && lookup.addresses.every(isKnown);
    // A slice that is not readable may have the address; a foreign one that answers may well be meant.
    const readable =
      meant === undefined || isComplete(snapshot.coverage, 'endpointslices', meant.service.namespace);
    if (!readable || (trafficFlows(facts) && !elsewhere)) return [];
  }
  const port = destination.servicePort?.port ?? question.port;
  return [
    {
      source: pod,
      containers,
      name: name.name,
      candidates: name.candidates,
      conf: resolver.conf,
      files: resolver.files,
      lookup,
      lookedUp,
      hostsAddresses: name.hostsAddresses,
      ...(meant === undefined ? {} : { meant }),
      aliases: name.aliases,
      clusterDomain: resolver.clusterDomain,
      ...(resolver.dnsService === undefined ? {} : { dnsService: resolver.dnsService }),
      ...(typeof port === 'number' ? { port } : {}),
      protocol: question.protocol,
    },
  ];
}

/** A name that the source asks, and that is answered wrongly or not at all. */
export const lookupScope = defineScope<LookupSubject>({
  id: 'lookup',
  plural: 'lookups',
  needsSource: true,
  evenWhileTrafficFlows: true,
  subjectsOf: lookupSubjects,
  namespacesOf: ({ source }) => [source.namespace],
  reads: ({ meant }) => (meant === undefined ? ['pods'] : ['pods', 'services', 'endpointslices']),
});
