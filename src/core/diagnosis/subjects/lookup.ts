import type { CheckSubject } from '../../checks/runChecks.ts';
import type { LookupSubject } from '../../checks/defineCheck.ts';
import { addressesOfService, podOfAddress, serviceOfAddress } from '../../model/serviceEndpoints.ts';
import { isComplete } from '../../model/coverage.ts';
import { recordedAddresses } from '../../dns/clusterName.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';
import type { NameFacts } from '../nameResolution.ts';
import { trafficFlows } from '../trafficFlows.ts';

function meantBy({ meant, service }: NameFacts, facts: DiagnosisFacts): LookupSubject['meant'] {
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
export function lookupSubjects(facts: DiagnosisFacts): CheckSubject[] {
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
      scope: 'lookup',
      subject: {
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
    },
  ];
}
