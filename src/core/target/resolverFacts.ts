import { conventionalDnsService } from '../dns/conventionalDnsService.ts';
import { clusterFirstNdots, clusterFirstSearch } from '../dns/clusterName.ts';
import { ndotsOf, type ResolvConf } from '../dns/resolvConf.ts';
import { defaultClusterDomain } from '../dns/serviceName.ts';
import { isServiceDomain } from '../dns/searchExpansion.ts';
import { includesAddress } from '../address/normalAddress.ts';
import type { Answer, Inquiry } from '../inquiry/inquiry.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { serviceOfAddress } from '../model/addressIndex.ts';
import type { Observation } from '../probes/observation.ts';
import { resolverProbe, type HostsEntry, type ResolverFiles } from '../probes/resolverProbe.ts';

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
          includesAddress(dnsService?.clusterIPs ?? [], address),
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
