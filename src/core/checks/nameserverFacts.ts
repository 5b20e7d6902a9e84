import type { Evidence } from '../finding/finding.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { isServiceDomain } from '../dns/searchExpansion.ts';
import { serverLookupProbe, type ServerAnswer } from '../probes/serverLookupProbe.ts';
import type { LookupSubject } from './scopes/lookup.ts';
import { apiEvidence, probeEvidence } from '../finding/evidence.ts';

/** Servers that resolv.conf(5) allows; libc reads no more (MAXNS). */
const mostNameservers = 3;

/** Whether the servers that a pod asks know a name of the cluster. */
export type NameserverFacts =
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string }
  /** The server that decides gives an address of the Service. */
  | { readonly state: 'right'; readonly because: string; readonly evidence: readonly Evidence[] }
  /** They do not, and the cluster's DNS, asked from the same pod, does. */
  | { readonly state: 'wrong'; readonly said: string; readonly evidence: readonly Evidence[] }
  /** The cluster's DNS does not know it either, or does not answer: the servers are not the reason. */
  | { readonly state: 'undecided'; readonly because: string };

/** The servers that the pod's resolver asks, in its order. */
export function nameserversOf({ conf }: LookupSubject): readonly string[] {
  // Without any line libc asks its own host (resolv.conf(5)).
  return conf.nameservers.length === 0 ? ['127.0.0.1'] : conf.nameservers.slice(0, mostNameservers);
}

/** `10.0.0.2 says NXDOMAIN, 10.0.0.3 does not answer`. */
function describeAnswers(answers: readonly ServerAnswer[]): string {
  const words = ({ status, code, addresses }: ServerAnswer): string => {
    if (status === 'resolved') return `says ${addresses.join(', ')}`;
    if (status === 'no-answer') return 'does not answer';
    return status === 'no-address' ? 'knows no address' : `says ${code ?? 'no'}`;
  };
  return answers.map((answer) => `${answer.server} ${words(answer)}`).join(', ');
}

/** resolv.conf's lines about servers and search list, as evidence of the probe that showed the file. */
export function resolvConfEvidence({ conf, files }: LookupSubject): Evidence {
  const search = conf.search.length === 0 ? [] : [`search ${conf.search.join(' ')}`];
  const servers = conf.nameservers.map((address) => `nameserver ${address}`);
  const options = conf.options.length === 0 ? [] : [`options ${conf.options.join(' ')}`];
  return probeEvidence(files, [...search, ...servers, ...options].join('\n'));
}

/**
 * Asks each server of resolv.conf and the cluster's DNS for the absolute name, from the pod. The first that gives an
 * answer decides: libc goes to the next after silence or a failure, never after "no such name" (res_send).
 */
export function askNameservers(subject: LookupSubject, inquiry: Inquiry): NameserverFacts {
  const { meant, dnsService, containers } = subject;
  const [clusterAddress] = dnsService?.clusterIPs ?? [];
  if (meant === undefined) return { state: 'undecided', because: 'no Service of the cluster is meant' };
  if (dnsService === undefined || clusterAddress === undefined)
    return { state: 'unavailable', reason: 'the DNS Service of the cluster is not known' };
  const nameservers = nameserversOf(subject);
  const servers = [...new Set([...nameservers, clusterAddress])];
  const answer = inquiry.askInPod(
    serverLookupProbe,
    containers,
    { name: meant.absoluteName, servers },
    `which DNS servers know ${meant.absoluteName}`,
  );
  if (answer.state === 'pending') return { state: 'pending' };
  if (answer.state === 'unavailable') return { state: 'unavailable', reason: answer.reason };
  const answers = answer.value;
  const isRight = (said: ServerAnswer | undefined): boolean =>
    said?.status === 'resolved' &&
    (meant.addresses.length === 0 || said.addresses.some((address) => meant.addresses.includes(address)));
  const asked = nameservers.flatMap((server) => answers.find((each) => each.server === server) ?? []);
  const deciding = asked.find(({ status }) => status !== 'no-answer' && status !== 'failed');
  const cluster = answers.find(({ server }) => server === clusterAddress);
  const evidence = [
    resolvConfEvidence(subject),
    probeEvidence(answer.observation, describeAnswers(answers)),
    apiEvidence(
      { kind: 'service', namespace: dnsService.namespace, name: dnsService.name },
      `clusterIP: ${clusterAddress}`,
    ),
  ];
  if (deciding !== undefined && isRight(deciding)) {
    return { state: 'right', because: `nameserver ${deciding.server} knows ${meant.absoluteName}`, evidence };
  }
  if (!isRight(cluster)) {
    return { state: 'undecided', because: `the cluster's DNS does not know ${meant.absoluteName} either` };
  }
  // A cache on the node that is down is wrong in another way, and the pod's configuration is right.
  if (deciding === undefined && asked.every(({ server }) => server.startsWith('169.254.'))) {
    return { state: 'undecided', because: `the node-local cache ${nameservers.join(', ')} does not answer` };
  }
  return { state: 'wrong', said: describeAnswers(asked), evidence };
}

/** What makes the servers of a pod what they are. */
export type NameserverOrigin = 'host-network' | 'node' | 'kubelet' | 'own-servers' | 'own-configuration';

/**
 * Where a pod's servers come from (kubelet's dns.go): ClusterFirst falls back to the node's own on the host network;
 * None takes those of dnsConfig, which either lacks the cluster's search list as well or has it.
 */
export function nameserverOrigin({ source, conf }: LookupSubject): NameserverOrigin {
  if (source.dnsPolicy === 'None') {
    return conf.search.some(isServiceDomain) ? 'own-servers' : 'own-configuration';
  }
  if (source.dnsPolicy === 'Default') return 'node';
  return source.hostNetwork && source.dnsPolicy === 'ClusterFirst' ? 'host-network' : 'kubelet';
}
