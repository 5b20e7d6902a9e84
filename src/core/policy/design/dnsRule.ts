import { conventionalDnsService } from '../../dns/conventionalDnsService.ts';
import type { ClusterSnapshot, Pod, Service } from '../../model/clusterSnapshot.ts';
import { labelValue } from '../../model/labels.ts';
import type { NetworkPolicyPort, NetworkPolicyRule } from '../../model/networkPolicy.ts';
import { endpointsOf, isAlive } from '../../model/serviceEndpoints.ts';
import { podPeer } from './designedPolicy.ts';

/** An egress rule that keeps name resolution working, and what a reader has to know about it. */
export interface DnsRule {
  readonly rule: NetworkPolicyRule;
  readonly comments: readonly string[];
  readonly warnings: readonly string[];
}

const dnsPort = 53;

/** NodeLocal DNSCache listens on this link-local address (Kubernetes documentation, "Using NodeLocal DNSCache"). */
const nodeLocalDnsAddress = '169.254.20.10';

function runsNodeLocalDns(snapshot: ClusterSnapshot): boolean {
  const pods = snapshot.namespaces.get('kube-system')?.pods ?? new Map<string, Pod>();
  return [...pods.values()].some(
    (pod) => isAlive(pod) && labelValue(pod.labels, 'k8s-app') === 'node-local-dns',
  );
}

/**
 * The ports on which the DNS pods listen: a policy judges the packet after the Service's translation, so a DNS Service
 * that sends to 5353 needs 5353. Both 53s stand for it where no endpoint tells.
 */
function portsBehind(snapshot: ClusterSnapshot, service: Service | undefined): readonly NetworkPolicyPort[] {
  const seen = new Map<string, NetworkPolicyPort>();
  for (const servicePort of service?.ports ?? []) {
    if (servicePort.port !== dnsPort) continue;
    const { protocol } = servicePort;
    for (const { port } of service === undefined ? [] : endpointsOf(snapshot, service, servicePort)) {
      if (port !== undefined) seen.set(`${protocol} ${String(port)}`, { protocol, port });
    }
  }
  for (const protocol of ['UDP', 'TCP'] as const) {
    const known = [...seen.values()].some((port) => port.protocol === protocol);
    if (!known) seen.set(protocol, { protocol, port: dnsPort });
  }
  return [...seen.values()].sort((left, right) => (left.protocol < right.protocol ? 1 : -1));
}

/** Egress to the cluster's DNS, for pods of one namespace. */
export function dnsRuleFor(snapshot: ClusterSnapshot, home: string): DnsRule {
  const service = conventionalDnsService(snapshot);
  const ports = portsBehind(snapshot, service);
  const nodeLocal = runsNodeLocalDns(snapshot)
    ? [{ ipBlock: { cidr: `${nodeLocalDnsAddress}/32`, except: [] } }]
    : [];
  if (service?.selector === undefined) {
    // Any pod of any namespace, on the ports of DNS alone: wide, and it keeps names working.
    return {
      rule: {
        peers: [{ namespaceSelector: { matchLabels: {}, matchExpressions: [] } }, ...nodeLocal],
        ports,
      },
      comments: ['DNS, wherever it runs: no DNS Service was found in the cluster'],
      warnings: ['the DNS Service was not found: DNS is allowed to every pod of the cluster on port 53'],
    };
  }
  return {
    rule: { peers: [podPeer(home, service.namespace, service.selector), ...nodeLocal], ports },
    comments: [`name resolution: the pods of ${service.namespace}/${service.name}`],
    warnings: [],
  };
}
