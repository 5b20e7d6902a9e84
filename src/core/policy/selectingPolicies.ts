import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { labelValue, type Labels } from '../model/labels.ts';
import type { LabelSelector, NetworkPolicy } from '../model/networkPolicy.ts';

/** Whether labels satisfy a label selector; an empty one selects everything (meta/v1 LabelSelector). */
export function matchesLabelSelector(selector: LabelSelector, labels: Labels): boolean {
  const pairs = Object.entries(selector.matchLabels).every(
    ([key, value]) => labelValue(labels, key) === value,
  );
  return (
    pairs &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = labelValue(labels, key);
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
      }
    })
  );
}

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
