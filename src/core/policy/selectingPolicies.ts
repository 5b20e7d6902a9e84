import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import { matchesLabelSelector } from '../model/matchSelector.ts';

/**
 * The directions that a policy isolates: as written, else Ingress, and Egress when it has egress rules
 * (networking.k8s.io/v1 NetworkPolicySpec.policyTypes).
 */
export function directionsOf(policy: NetworkPolicy): readonly ('Ingress' | 'Egress')[] {
  if (policy.policyTypes.length > 0) return policy.policyTypes;
  return policy.egress === undefined || policy.egress.length === 0 ? ['Ingress'] : ['Ingress', 'Egress'];
}

/** The policies that isolate a pod in one direction. What they allow is for the policy engine to say. */
export function policiesSelecting(
  snapshot: ClusterSnapshot,
  pod: Pod,
  direction: 'Ingress' | 'Egress',
): readonly NetworkPolicy[] {
  const policies = snapshot.namespaces.get(pod.namespace)?.networkPolicies.values() ?? [];
  return [...policies].filter(
    (policy) =>
      directionsOf(policy).includes(direction) && matchesLabelSelector(policy.podSelector, pod.labels),
  );
}
