import { familyOf } from '../address/addressFamily.ts';
import { includesAddress } from '../address/normalAddress.ts';
import { looksLikeClusterName, readTypedName } from '../dns/serviceName.ts';
import type { DialedAddress } from '../inquiry/dialedAddress.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { podOfAddress, serviceOfAddress } from '../model/addressIndex.ts';
import { serviceDestination } from './byService.ts';
import type { Destination } from './destination.ts';
import { dialPlain, wantedFamilies } from './dial.ts';
import type { NameFacts } from './nameFacts.ts';
import type { ResolverFacts } from './resolverFacts.ts';

/** Addresses that a resolver gave, as the client dials them: a Service's, a pod's, or foreign ones. */
function dialResolved(
  question: Question,
  addresses: readonly string[],
  port: number | undefined,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
): readonly DialedAddress[] {
  return addresses
    .filter((address) => wantedFamilies(question, source).includes(familyOf(address)))
    .flatMap((address) => {
      const service = serviceOfAddress(snapshot, address);
      return service === undefined
        ? [dialPlain(address, port, podOfAddress(snapshot, address))]
        : serviceDestination(question, service, source, snapshot, address).dialed;
    });
}

/**
 * What the name of a Service resolved to where the cluster's DNS would give none of it; empty otherwise. That is what the
 * client dials then, whatever the Service is.
 */
function strayAddresses({ lookup, recorded }: NameFacts): readonly string[] {
  if (lookup.state !== 'answered') return [];
  return lookup.value.addresses.some((address) => includesAddress(recorded, address))
    ? []
    : lookup.value.addresses;
}

/** The Service that a cluster-like name means, whether it exists or not. */
function askedServiceOf(
  name: string,
  source: SourceFacts,
  clusterDomain: string,
  snapshot: ClusterSnapshot,
): { namespace: string; name: string } | undefined {
  if (!looksLikeClusterName(name, clusterDomain, snapshot)) return undefined;
  const typed = readTypedName(name, source.pod?.namespace, clusterDomain, snapshot);
  return typed === undefined ? undefined : { namespace: typed.namespace, name: typed.service };
}

/** What a name leads to: the Service or pod that it means, or whatever address it resolved to. */
export function nameDestination(
  question: Question,
  facts: NameFacts,
  source: SourceFacts,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
): Destination {
  const { record, lookup, aliases } = facts;
  const numericPort = typeof question.port === 'number' ? question.port : undefined;
  if (record.kind === 'service' || record.kind === 'endpoint') {
    const hostname = record.kind === 'endpoint' ? record.hostname : undefined;
    const meant = serviceDestination(question, record.service, source, snapshot, undefined, hostname);
    const stray = strayAddresses(facts);
    if (stray.length === 0) return { name: facts, ...meant };
    const port = meant.servicePort?.port ?? numericPort;
    return { name: facts, ...meant, dialed: dialResolved(question, stray, port, source, snapshot) };
  }
  const resolved = lookup.state === 'answered' ? lookup.value.addresses : [];
  const addresses = record.kind === 'pod' ? [record.address] : resolved;
  const asked = aliases[0] ?? askedServiceOf(facts.name, source, resolver.clusterDomain, snapshot);
  const absent = record.kind === 'absent' || (record.kind === 'outside' && resolved.length === 0);
  return {
    name: facts,
    dialed: dialResolved(question, addresses, numericPort, source, snapshot),
    ...(absent && asked !== undefined
      ? { askedService: { namespace: asked.namespace, name: asked.name } }
      : {}),
    undialableBecause: addresses.length > 0 ? '' : `${facts.name} gives no address to dial`,
  };
}
