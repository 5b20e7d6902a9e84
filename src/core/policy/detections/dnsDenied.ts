import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { conventionalDnsService } from '../../dns/conventionalDnsService.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import type { ObjectReference } from '../../model/reference.ts';
import { compilePolicies } from '../compilePolicies.ts';
import type { PolicyDialect } from '../dialect.ts';
import { evaluateServicePolicies } from '../evaluateServicePolicies.ts';
import type { PolicyProblem } from './policyProblem.ts';

const dnsPort = 53;
/** The label that NodeLocal DNSCache gives its pods: with it the pods' first listener is on their node. */
const nodeLocalDns = 'node-local-dns';

function hasNodeLocalDns(snapshot: ClusterSnapshot): boolean {
  return [...snapshot.namespaces.values()].some(({ pods }) =>
    [...pods.values()].some(({ labels }) => Object.values(labels).includes(nodeLocalDns)),
  );
}

/** Pods of one workload are alike to policies: one stands for all. */
function onePerWorkload(pods: Iterable<Pod>): readonly Pod[] {
  const seen = new Set<string>();
  return [...pods].filter((pod) => {
    const key = `${pod.owner?.uid ?? ''}/${pod.owner?.name ?? pod.name}/${JSON.stringify(pod.labels)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Whether policies let a pod out to other pods or anywhere: who may reach names needs them resolved. Who may reach fixed addresses alone does not. */
function opensByName(
  snapshot: ClusterSnapshot,
  dialect: PolicyDialect,
  policies: readonly ObjectReference[],
): boolean {
  const names = new Set(policies.map(({ name }) => name));
  const [namespace] = policies.map((policy) => policy.namespace ?? '');
  const compiled = compilePolicies(snapshot, dialect).networkPolicies.get(namespace ?? '') ?? [];
  return compiled
    .filter(({ reference }) => names.has(reference.name))
    .some(({ egress = [] }) =>
      egress.some(({ peers }) => peers === 'any' || peers.some((peer) => peer.kind === 'pods')),
    );
}

/**
 * `policy-dns-denied`: a pod that asks the cluster's DNS may go out to other pods, but not to the DNS pods on UDP 53. Silent for a pod
 * that may go nowhere or to fixed addresses only, which is a choice, and with a node-local cache, which answers on the pod's node.
 */
export function dnsDenied(
  snapshot: ClusterSnapshot,
  namespace: string,
  dialect: PolicyDialect,
): readonly PolicyProblem[] {
  const dns = conventionalDnsService(snapshot);
  const partition = snapshot.namespaces.get(namespace);
  if (dns === undefined || partition === undefined || hasNodeLocalDns(snapshot)) return [];
  const pods = [...partition.pods.values()].filter(
    (pod) => isAlive(pod) && !pod.hostNetwork && pod.dnsPolicy === 'ClusterFirst',
  );
  return onePerWorkload(pods).flatMap((pod): readonly PolicyProblem[] => {
    const { backends } = evaluateServicePolicies(
      snapshot,
      {
        source: { kind: 'pod', namespace, name: pod.name },
        service: { namespace: dns.namespace, name: dns.name },
        port: dnsPort,
        protocol: 'UDP',
      },
      dialect,
    );
    const denied = backends.filter(
      ({ evaluation }) => evaluation.egress.verdict === 'deny' && evaluation.egress.reason === 'isolated',
    );
    const by = denied[0]?.evaluation.egress.by.map(({ policy }) => policy) ?? [];
    const [first] = by;
    if (first === undefined || denied.length < backends.length || !opensByName(snapshot, dialect, by))
      return [];
    return [
      {
        code: 'policy-dns-denied',
        policy: first,
        path: 'spec.egress',
        severity: 'warning',
        certainty: 'likely',
        summary: `pod ${namespace}/${pod.name} may reach other pods, but not the cluster's DNS (${dns.namespace}/${dns.name}) on UDP 53`,
        advice: `Allow egress to the DNS pods on port 53, UDP and TCP.`,
        objects: [{ kind: 'pod', namespace, name: pod.name }, ...by.slice(1)],
      },
    ];
  });
}
