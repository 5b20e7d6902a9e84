import type { Remediation } from '../../../finding/finding.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck } from '../../defineCheck.ts';
import { lookupScope, type LookupSubject } from '../../scopes/lookup.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { askNameservers, nameserverOrigin, nameserversOf } from '../../nameserverFacts.ts';
import { mergePodSpecCommands } from '../../podSpecRepair.ts';

function repair(
  { source, dnsService }: LookupSubject,
  origin: 'node' | 'kubelet' | 'own-servers',
): Remediation {
  const addresses = dnsService?.clusterIPs ?? [];
  const clusterFirst = source.hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
  switch (origin) {
    case 'node':
      return {
        text: `dnsPolicy Default takes the node's own servers. Set dnsPolicy: ${clusterFirst}.`,
        commands: mergePodSpecCommands(source, { dnsPolicy: clusterFirst }),
      };
    case 'own-servers':
      return {
        text: `Let dnsConfig name the cluster's DNS, ${addresses.join(', ')}; it forwards what is outside of the cluster.`,
        commands: mergePodSpecCommands(source, { dnsConfig: { nameservers: addresses } }),
      };
    case 'kubelet': {
      const path = `/api/v1/nodes/${source.nodeName ?? 'NODE'}/proxy/configz`;
      return {
        text: `The kubelet of node ${source.nodeName ?? '?'} gives pods these servers: set clusterDNS to ${addresses.join(', ')} in its configuration, restart it, and make its pods again. The command shows what it uses now.`,
        commands: [joinCommand(['kubectl', 'get', '--raw', path])],
      };
    }
  }
}

/** The servers of resolv.conf do not know a Service's name that the cluster's DNS, asked from the same pod, knows. */
export const dnsNameserverWrong = defineCheck({
  code: 'dns-nameserver-wrong',
  title: 'The pod asks a DNS server that does not know the names of the cluster',
  scope: lookupScope,
  hop: 'resolver',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['service-missing'],
  evaluate: (subject, { inquiry }) => {
    const { source, meant, dnsService, hostsAddresses } = subject;
    const origin = nameserverOrigin(subject);
    if (meant === undefined || hostsAddresses.length > 0) return { kind: 'not-applicable' };
    if (origin === 'host-network' || origin === 'own-configuration') return { kind: 'not-applicable' };
    const servers = nameserversOf(subject);
    if (dnsService !== undefined && servers.every((server) => dnsService.clusterIPs.includes(server)))
      return { kind: 'pass', because: `resolv.conf names the DNS Service, ${servers.join(', ')}` };
    const facts = askNameservers(subject, inquiry);
    switch (facts.state) {
      case 'pending':
        return { kind: 'pending' };
      case 'unavailable':
        return { kind: 'skipped', reason: facts.reason };
      case 'right':
      case 'undecided':
        return { kind: 'pass', because: facts.because };
      case 'wrong': {
        const pod = { kind: 'pod', namespace: source.namespace, name: source.name } as const;
        const { namespace, name } = meant.service;
        return {
          kind: 'finding',
          certainty: 'proven',
          summary: `${source.namespace}/${source.name} asks ${servers.join(', ')} for ${meant.absoluteName} (${facts.said}); the cluster's DNS, ${dnsService?.clusterIPs.join(', ') ?? ''}, knows it.`,
          objects: [pod, { kind: 'service', namespace, name }],
          evidence: [...facts.evidence, apiEvidence(pod, `dnsPolicy: ${source.dnsPolicy}`)],
          remediation: repair(subject, origin),
        };
      }
    }
  },
});
