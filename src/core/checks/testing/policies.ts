import type { Pod } from '../../model/clusterSnapshot.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../model/networkPolicy.ts';
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
export function lostPacket(parts: SnapshotParts, changes: Partial<PolicySubject> = {}): PolicySubject {
  const source = changes.source ?? client;
  const port = changes.port ?? 8080;
  const evaluation = evaluatePolicies(snapshotOf(parts), {
    source: { kind: 'pod', namespace: source.namespace, name: source.name },
    destination: { kind: 'pod', namespace: web0.namespace, name: web0.name },
    port,
    protocol: 'TCP',
  });
  const [servicePort] = web.ports;
  return {
    role: 'connection',
    source,
    from: `pod ${source.namespace}/${source.name}`,
    destination: web0,
    address: web0.podIPs[0] ?? '',
    port,
    protocol: 'TCP',
    seen: 'lost',
    egress: evaluation.egress,
    ingress: evaluation.ingress,
    enforcerOfEgress: 'Cilium',
    enforcerOfIngress: 'Cilium',
    service: web,
    ...(servicePort === undefined ? {} : { servicePort }),
    ...changes,
  };
}
