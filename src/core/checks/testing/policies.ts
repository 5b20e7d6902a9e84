import type { Pod, Service } from '../../model/clusterSnapshot.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../model/networkPolicy.ts';
import type { CauseCandidate } from '../../policy/causes/denial.ts';
import { denialCause } from '../../policy/causes/denialCause.ts';
import { denialOf } from '../../policy/causes/denialOf.ts';
import { kubernetesDialect, type PolicyDialect } from '../../policy/dialect.ts';
import type { DirectionVerdict, PolicyQuery } from '../../policy/policyQuery.ts';
import { evaluatePolicies } from '../../policy/evaluatePolicies.ts';
import { snapshotOf, type SnapshotParts } from '../../testing/snapshotBuilder.ts';
import type { PolicySubject } from '../scopes/policy.ts';
import { client, healthyShop, web, web0 } from './shop.ts';

/** Labels that a selector wants. */
export function labelled(matchLabels: Record<string, string>): LabelSelector {
  return { matchLabels, matchExpressions: [] };
}

/** A port of a rule. */
export function tcp(port: number | string): NetworkPolicyPort {
  return { protocol: 'TCP', port };
}

/** A policy for the pods of `web` (ingress) or of the client (egress) with one rule; without peers none at all. */
export function policy(
  direction: 'Ingress' | 'Egress',
  peers: readonly NetworkPolicyPeer[] | 'none',
  ports: readonly NetworkPolicyPort[] = [],
): NetworkPolicy {
  const rules = peers === 'none' ? [] : [{ peers, ports }];
  return {
    namespace: 'shop',
    name: `guard-${direction.toLowerCase()}`,
    uid: 'uid-policy',
    podSelector: labelled(direction === 'Ingress' ? { app: 'web' } : { app: 'client' }),
    policyTypes: [direction],
    ingress: direction === 'Ingress' ? rules : [],
    ...(direction === 'Egress' ? { egress: rules } : {}),
  };
}

/** The healthy shop under these policies, and further pods. */
export function guarded(policies: readonly NetworkPolicy[], pods: readonly Pod[] = []): SnapshotParts {
  return { ...healthyShop, pods: [...(healthyShop.pods ?? []), ...pods], networkPolicies: policies };
}

/** The client's packet to the pod of `web`, lost, on a cluster where Cilium enforces policies. */
export function lostPacket(
  parts: SnapshotParts,
  changes: Partial<PolicySubject> = {},
  dialect: PolicyDialect = kubernetesDialect,
): PolicySubject {
  const source = changes.source ?? client;
  const port = changes.port ?? 8080;
  const snapshot = snapshotOf(parts);
  const target = ('destination' in changes ? changes.destination : web0) as Pod | undefined;
  const address = changes.address ?? web0.podIPs[0] ?? '';
  const query: PolicyQuery & { readonly port: number } = {
    source: { kind: 'pod', namespace: source.namespace, name: source.name },
    destination:
      target === undefined
        ? { kind: 'address', address }
        : { kind: 'pod', namespace: target.namespace, name: target.name },
    port,
    protocol: changes.protocol ?? 'TCP',
  };
  const evaluation = evaluatePolicies(snapshot, query, dialect);
  const service = ('service' in changes ? changes.service : web) as Service | undefined;
  const servicePort = service?.ports[0];
  const via = {
    ...(service === undefined ? {} : { service }),
    ...(servicePort === undefined ? {} : { servicePort }),
  };
  const causeOf = (verdict: DirectionVerdict): CauseCandidate | undefined => {
    const denial = denialOf(snapshot, dialect, { query, ...via }, verdict);
    return denial === undefined ? undefined : denialCause(denial);
  };
  const causeOfEgress = causeOf(evaluation.egress);
  const causeOfIngress = causeOf(evaluation.ingress);
  return {
    role: 'connection',
    source,
    from: `pod ${source.namespace}/${source.name}`,
    ...(target === undefined ? {} : { destination: target }),
    address,
    port,
    protocol: 'TCP',
    seen: 'lost',
    egress: evaluation.egress,
    ingress: evaluation.ingress,
    enforcerOfEgress: 'Cilium',
    enforcerOfIngress: 'Cilium',
    ...(causeOfEgress === undefined ? {} : { causeOfEgress }),
    ...(causeOfIngress === undefined ? {} : { causeOfIngress }),
    ...via,
    ...changes,
  };
}
