import { expandName } from '../../dns/searchExpansion.ts';
import type { ResolvConf } from '../../dns/resolvConf.ts';
import type { Service } from '../../model/clusterSnapshot.ts';
import type { Observation } from '../../probes/observation.ts';
import type { LookupResult } from '../../probes/lookupProbe.ts';
import type { Behaviour } from '../../testing/simulatedNetwork.ts';
import { service } from '../../testing/snapshotBuilder.ts';
import type { LookupSubject } from '../scopes/lookup.ts';
import { client, web } from './shop.ts';

/** The Service that answers for the cluster's names. */
export const clusterDns: Service = service(
  'kube-system',
  'kube-dns',
  { 'k8s-app': 'kube-dns' },
  { clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' }] },
);

const seen: Observation = {
  key: 'seen',
  probe: 'resolver-files',
  vantage: { kind: 'pod', namespace: 'shop', pod: 'client-0', container: 'app' },
  privilege: 'exec',
  command: 'kubectl exec',
  at: '2026-01-01T00:00:00.000Z',
  milliseconds: 1,
  outcome: 'ok',
  stdout: '',
  stderr: '',
};

/** resolv.conf as the kubelet writes it for ClusterFirst, changed. */
export function resolvConf(changes: Partial<ResolvConf> = {}): ResolvConf {
  const search = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];
  return { nameservers: ['10.96.0.10'], search, ndots: 5, options: ['ndots:5'], ...changes };
}

/** A lookup that was denied. */
export const denied: LookupResult = {
  tool: 'getent',
  status: 'no-such-name',
  addresses: [],
  message: 'NXDOMAIN',
};

/** A lookup that gave these addresses. */
export function resolvedTo(...addresses: string[]): LookupResult {
  return { tool: 'getent', status: 'resolved', addresses, message: '' };
}

/** The name `web` of the Service `web`, which the client could not resolve. */
export function lookedUp(changes: Partial<LookupSubject> = {}): LookupSubject {
  const { name = 'web', conf = resolvConf(), source = client } = changes;
  return {
    source,
    containers: [{ namespace: 'shop', pod: 'client-0', container: 'app' }],
    name,
    candidates: expandName(name, conf),
    conf,
    files: seen,
    lookup: denied,
    lookedUp: seen,
    hostsAddresses: [],
    meant: {
      absoluteName: 'web.shop.svc.cluster.local',
      service: web,
      addresses: [...web.clusterIPs, '10.244.1.10'],
    },
    aliases: [],
    clusterDomain: 'cluster.local',
    dnsService: clusterDns,
    port: 80,
    protocol: 'TCP',
    ...changes,
  };
}

/** What each DNS server says, as dig prints it: a response code, or an address. Others do not answer. */
export function serversSay(answers: Readonly<Record<string, string>>): Behaviour {
  const said = (server: string): string => {
    const answer = answers[server];
    if (answer === undefined) return ';; no servers could be reached';
    return /^[A-Z]/.test(answer)
      ? `;; ->>HEADER<<- opcode: QUERY, status: ${answer}, id: 1`
      : `;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\nweb. 30 IN A ${answer}`;
  };
  return {
    override: ({ probe, action }) =>
      probe === 'dns-server-lookup' && action.kind === 'exec'
        ? action.argv
            .slice(6)
            .map((server) => `@ server ${server} dig\n${said(server)}\n`)
            .join('')
        : undefined,
  };
}

/** The cluster's DNS knows the Service, and the node's servers deny it. */
export const onlyClusterDnsKnows = serversSay({
  '10.96.0.10': web.clusterIPs[0] ?? '',
  '192.0.2.1': 'NXDOMAIN',
});
