import { conventionalDnsService } from '../dns/conventionalDnsService.ts';
import { lookUpClusterRecord, type ClusterRecord } from '../dns/clusterRecords.ts';
import { ndotsOf, type ResolvConf } from '../dns/resolvConf.ts';
import { expandName } from '../dns/searchExpansion.ts';
import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { serviceOfAddress } from '../model/serviceEndpoints.ts';
import { lookupProbe, type LookupResult } from '../probes/lookupProbe.ts';
import { resolverProbe } from '../probes/resolverProbe.ts';
import type { Answer, Inquiry } from './inquiry.ts';
import type { SourceFacts } from './sourceFacts.ts';

/** The zone of clusters that say nothing else (kubelet's clusterDomain). */
const defaultClusterDomain = 'cluster.local';
/** Options that the kubelet gives to pods with dnsPolicy ClusterFirst (kubelet's dns.go). */
const clusterFirstNdots = 5;

/** How the source resolves names: as its files were seen, or as its spec predicts. */
export interface ResolverFacts {
  readonly conf: ResolvConf;
  readonly observed: boolean;
  /** Why it was not observed; '' when it was. */
  readonly unobservedBecause: string;
  readonly pending: boolean;
  readonly clusterDomain: string;
  /** The Service that answers for the cluster's names, when it is known. */
  readonly dnsService?: Service;
  /** Whether the source asks the cluster's DNS at all. */
  readonly usesClusterDns: boolean;
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
}

function clusterDomainOf(search: readonly string[]): string {
  const zone =
    search.find((domain) => domain.startsWith('svc.')) ?? search.find((domain) => domain.includes('.svc.'));
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
  const zone = `svc.${defaultClusterDomain}`;
  const options = [...(clusterFirst ? [`ndots:${clusterFirstNdots}`] : []), ...(own?.options ?? [])];
  return {
    nameservers: [...(clusterFirst ? (dnsService?.clusterIPs ?? []) : []), ...(own?.nameservers ?? [])],
    search: [
      ...(clusterFirst ? [`${pod.namespace}.${zone}`, zone, defaultClusterDomain] : []),
      ...(own?.searches ?? []),
    ],
    ndots: ndotsOf(options),
    options,
  };
}

/** Link-local addresses are those of a node-local cache (NodeLocal DNSCache, KEP-1024), which forwards to the cluster's DNS. */
function isNodeLocalCache(address: string): boolean {
  return address.startsWith('169.254.');
}

/** How the source resolves names. */
export function resolverFactsOf(
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): ResolverFacts {
  const conventional = conventionalDnsService(snapshot);
  const answer: Answer<{ resolvConf: ResolvConf }> =
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
  const named = conf.nameservers
    .map((address) => serviceOfAddress(snapshot, address))
    .find((service) => service !== undefined);
  const dnsService = named ?? conventional;
  const usesClusterDns = observed
    ? conf.nameservers.some(
        (address) => isNodeLocalCache(address) || (dnsService?.clusterIPs.includes(address) ?? false),
      )
    : source.pod !== undefined && clusterFirstPolicy(source.pod);
  return {
    conf,
    observed,
    unobservedBecause: answer.state === 'unavailable' ? answer.reason : '',
    pending: answer.state === 'pending',
    clusterDomain: clusterDomainOf(conf.search),
    ...(dnsService === undefined ? {} : { dnsService }),
    usesClusterDns,
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
  return {
    name,
    candidates,
    record: aliases.length > 0 ? last : record,
    ...(last.kind === 'service' || last.kind === 'endpoint' ? { service: last.service } : {}),
    aliases,
    lookup,
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
