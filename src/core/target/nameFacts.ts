import { clusterNameOf, recordedAddresses, type ClusterName } from '../dns/clusterName.ts';
import { lookUpClusterRecord, type ClusterRecord } from '../dns/clusterRecords.ts';
import { expandName } from '../dns/searchExpansion.ts';
import type { Answer, Inquiry } from '../inquiry/inquiry.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot, Service } from '../model/clusterSnapshot.ts';
import { lookupProbe, type LookupResult } from '../probes/lookupProbe.ts';
import type { HostsEntry } from '../probes/resolverProbe.ts';
import type { ResolverFacts } from './resolverFacts.ts';

/** A name that the source asks, and what becomes of it. */
export interface NameFacts {
  readonly name: string;
  readonly candidates: readonly string[];
  /** What the first candidate that should have an answer names. */
  readonly record: ClusterRecord;
  /** The Service behind an ExternalName Service, or the Service itself; what is finally dialed. */
  readonly service?: Service;
  /** The ExternalName Services on the way. */
  readonly aliases: readonly Service[];
  readonly lookup: Answer<LookupResult>;
  /** The addresses that the cluster's DNS should give for the record; empty for names outside. */
  readonly recorded: readonly string[];
  /** Addresses that /etc/hosts has for this very name, before any server is asked; empty when it has none. */
  readonly hostsAddresses: readonly string[];
  /** The Service that the name means where names are resolved as the cluster intends. */
  readonly meant?: ClusterName;
}

/** Longest chain of ExternalName Services that is followed; CoreDNS itself stops at 8 (its upstream lookups). */
const longestAliasChain = 8;

function followAliases(
  snapshot: ClusterSnapshot,
  record: ClusterRecord,
  clusterDomain: string,
): { aliases: readonly Service[]; last: ClusterRecord } {
  const aliases: Service[] = [];
  let last = record;
  while (
    last.kind === 'service' &&
    last.service.type === 'ExternalName' &&
    aliases.length < longestAliasChain
  ) {
    aliases.push(last.service);
    last = lookUpClusterRecord(snapshot, (last.service.externalName ?? '').replace(/\.$/, ''), clusterDomain);
  }
  return { aliases, last };
}

/** The addresses that /etc/hosts has for a name; it knows no search list (hosts(5)). */
function hostsAddressesOf(name: string, hosts: readonly HostsEntry[]): readonly string[] {
  const wanted = name.toLowerCase();
  const matching = hosts.filter(({ names }) => names.some((own) => own.toLowerCase() === wanted));
  return [...new Set(matching.map(({ address }) => address))];
}

/** Applications read /etc/hosts first; nslookup, which speaks for them where there is nothing better, never does. */
function asApplicationsResolve(
  lookup: Answer<LookupResult>,
  hostsAddresses: readonly string[],
): Answer<LookupResult> {
  if (lookup.state !== 'answered' || lookup.value.tool !== 'nslookup' || hostsAddresses.length === 0)
    return lookup;
  return { ...lookup, value: { ...lookup.value, status: 'resolved', addresses: hostsAddresses } };
}

/** What a name should resolve to for this source, and what it does resolve to. */
export function nameFactsOf(
  name: string,
  source: SourceFacts,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): NameFacts {
  const candidates = expandName(name, resolver.conf);
  const records = candidates.map((candidate) =>
    lookUpClusterRecord(snapshot, candidate, resolver.clusterDomain),
  );
  // A resolver goes on after "no such name"; the first name with an answer wins. What is unknown may have one.
  const record = records.find(({ kind }) => kind !== 'absent' && kind !== 'outside') ??
    records.find(({ kind }) => kind === 'outside') ?? { kind: 'absent' };
  const { aliases, last } = followAliases(snapshot, record, resolver.clusterDomain);
  const lookup: Answer<LookupResult> =
    source.containers.length === 0
      ? { state: 'unavailable', reason: source.silentBecause }
      : inquiry.askInPod(lookupProbe, source.containers, { name }, `whether ${name} resolves in the pod`);
  const hostsAddresses = hostsAddressesOf(name, resolver.hosts);
  const meant =
    source.pod === undefined ? undefined : clusterNameOf(name, source.pod, resolver.clusterDomain, snapshot);
  return {
    name,
    candidates,
    record: aliases.length > 0 ? last : record,
    ...(last.kind === 'service' || last.kind === 'endpoint' ? { service: last.service } : {}),
    aliases,
    lookup: asApplicationsResolve(lookup, hostsAddresses),
    recorded: recordedAddresses(last, snapshot),
    hostsAddresses,
    ...(meant === undefined ? {} : { meant }),
  };
}
