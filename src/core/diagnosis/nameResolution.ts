import { conventionalDnsService } from '../dns/conventionalDnsService.ts';
import { lookUpClusterRecord, type ClusterRecord } from '../dns/clusterRecords.ts';
import { ndotsOf, type ResolvConf } from '../dns/resolvConf.ts';
import { expandName, isServiceDomain } from '../dns/searchExpansion.ts';
import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { serviceOfAddress } from '../model/serviceEndpoints.ts';
import { lookupProbe, type LookupResult } from '../probes/lookupProbe.ts';
import type { Observation } from '../probes/observation.ts';
import { resolverProbe, type HostsEntry, type ResolverFiles } from '../probes/resolverProbe.ts';
import {
  clusterFirstNdots,
  clusterFirstSearch,
  clusterNameOf,
  recordedAddresses,
  type ClusterName,
} from '../dns/clusterName.ts';
import type { Answer, Inquiry } from '../inquiry/inquiry.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';

/** The zone of clusters that say nothing else (kubelet's clusterDomain). */
const defaultClusterDomain = 'cluster.local';
const dnsPort = 53;

/** How the source resolves names: as its files were seen, or as its spec predicts. */
export interface ResolverFacts {
  readonly conf: ResolvConf;
  /** Lines of /etc/hosts; empty when they were not seen. */
  readonly hosts: readonly HostsEntry[];
  /** What showed both files. */
  readonly files?: Observation;
  readonly observed: boolean;
  /** Why it was not observed; '' when it was. */
  readonly unobservedBecause: string;
  readonly pending: boolean;
  readonly clusterDomain: string;
  /** The Service that answers for the cluster's names, when it is known. */
  readonly dnsService?: Service;
  /** Whether the source asks the cluster's DNS at all. */
  readonly usesClusterDns: boolean;
  /** Whether it is set up for names of Services, by the cluster's search list, whatever server it asks. */
  readonly expectsClusterNames: boolean;
}

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

function clusterDomainOf(search: readonly string[]): string {
  const zone = search.find((domain) => domain.startsWith('svc.')) ?? search.find(isServiceDomain);
  return zone?.replace(/^(?:.*\.)?svc\./, '') ?? defaultClusterDomain;
}

function clusterFirstPolicy(pod: Pod): boolean {
  if (pod.dnsPolicy === 'ClusterFirstWithHostNet') return true;
  return pod.dnsPolicy === 'ClusterFirst' && !pod.hostNetwork;
}

/** resolv.conf as the kubelet would write it for a pod (Kubernetes documentation, "DNS for Services and Pods"). */
function predictResolvConf(pod: Pod | undefined, dnsService: Service | undefined): ResolvConf {
  const own = pod?.dnsConfig;
  const clusterFirst = pod !== undefined && clusterFirstPolicy(pod);
  const options = [...(clusterFirst ? [`ndots:${clusterFirstNdots}`] : []), ...(own?.options ?? [])];
  return {
    nameservers: [...(clusterFirst ? (dnsService?.clusterIPs ?? []) : []), ...(own?.nameservers ?? [])],
    search: [
      ...(clusterFirst ? clusterFirstSearch(pod.namespace, defaultClusterDomain) : []),
      ...(own?.searches ?? []),
    ],
    ndots: ndotsOf(options),
    options,
  };
}

/**
 * Node-local caches listen on link-local addresses (NodeLocal DNSCache, KEP-1024) and forward to the cluster's DNS. So
 * do resolvers of clouds, which know no name of the cluster and come without its search list.
 */
function isNodeLocalCache(address: string, expectsClusterNames: boolean): boolean {
  return address.startsWith('169.254.') && expectsClusterNames;
}

function servesDns(service: Service | undefined): boolean {
  return service?.ports.some(({ port }) => port === dnsPort) === true;
}

/** How the source resolves names. */
export function resolverFactsOf(
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): ResolverFacts {
  const conventional = conventionalDnsService(snapshot);
  const answer: Answer<ResolverFiles> =
    source.containers.length === 0
      ? { state: 'unavailable', reason: source.silentBecause }
      : inquiry.askInPod(
          resolverProbe,
          source.containers,
          {},
          'which DNS servers and search domains the pod uses',
        );
  const observed = answer.state === 'answered';
  const conf = observed ? answer.value.resolvConf : predictResolvConf(source.pod, conventional);
  const named = conf.nameservers.map((address) => serviceOfAddress(snapshot, address)).find(servesDns);
  const dnsService = named ?? conventional;
  const expectsClusterNames = conf.search.some(isServiceDomain);
  const usesClusterDns = observed
    ? conf.nameservers.some(
        (address) =>
          isNodeLocalCache(address, expectsClusterNames) ||
          (dnsService?.clusterIPs.includes(address) ?? false),
      )
    : source.pod !== undefined && clusterFirstPolicy(source.pod);
  return {
    conf,
    hosts: observed ? answer.value.hosts : [],
    ...(observed ? { files: answer.observation } : {}),
    observed,
    unobservedBecause: answer.state === 'unavailable' ? answer.reason : '',
    pending: answer.state === 'pending',
    clusterDomain: clusterDomainOf(conf.search),
    ...(dnsService === undefined ? {} : { dnsService }),
    usesClusterDns,
    expectsClusterNames,
  };
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

/** Whether a name has the shape of a cluster's Service name, so that its absence is an answer. */
export function looksLikeClusterName(
  name: string,
  clusterDomain: string,
  snapshot: ClusterSnapshot,
): boolean {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length === 1) return true;
  if (name.endsWith(`.${clusterDomain}`) || labels[2] === 'svc') return true;
  return labels.length === 2 && snapshot.namespaces.has(labels[1] ?? '');
}
