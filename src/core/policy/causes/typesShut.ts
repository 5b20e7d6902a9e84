import { matchesLabelSelector, selectsEverything } from '../../model/matchSelector.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import type { ObjectReference } from '../../model/reference.ts';
import { directionsOf } from '../selectingPolicies.ts';
import type { CauseSearch } from './denial.ts';
import { withPolicyTypes } from './policyChange.ts';

const referenceOf = ({ namespace, name }: NetworkPolicy): ObjectReference => ({
  kind: 'networkpolicy',
  namespace,
  name,
});

/** `policy-types-inferred`: the rules that would allow the packet stand in a policy whose policyTypes leave their direction out. */
export const typesLeftOut: CauseSearch = ({ snapshot, dialect, direction, isolated }) => {
  if (!dialect.policyTypesLimitRules) return [];
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  return [...(snapshot.namespaces.get(isolated.namespace)?.networkPolicies.values() ?? [])]
    .filter((policy) => matchesLabelSelector(policy.podSelector, isolated.labels))
    .filter((policy) => !directionsOf(policy).includes(type))
    .filter((policy) => (direction === 'ingress' ? policy.ingress : (policy.egress ?? [])).length > 0)
    .map((policy) => ({
      code: 'policy-types-inferred',
      policy: referenceOf(policy),
      path: `spec.${direction}`,
      certainty: 'proven',
      summary: `its ${direction} rules allow this, and have no effect: policyTypes names only ${directionsOf(policy).join(', ')}`,
      advice: `Add ${type} to spec.policyTypes.`,
      objects: [],
      change: withPolicyTypes(policy, [...directionsOf(policy), type]),
    }));
};

/**
 * `policy-types-inferred`: a policy for these pods that speaks of egress alone shuts ingress too, because Ingress is inferred wherever
 * policyTypes is left out (networking.k8s.io/v1; the API server writes down what it inferred, so nobody can tell whether it was
 * meant).
 */
export const typesShut: CauseSearch = ({ dialect, direction, isolating }) => {
  if (!dialect.policyTypesLimitRules || direction === 'egress') return [];
  return (
    isolating
      .filter(({ ingress, egress = [] }) => ingress.length === 0 && egress.length > 0)
      // What shuts a whole namespace is the usual default.
      .filter(({ podSelector }) => !selectsEverything(podSelector))
      .map((policy) => ({
        code: 'policy-types-inferred',
        policy: referenceOf(policy),
        path: 'spec.policyTypes',
        certainty: 'likely',
        summary:
          'it speaks of egress alone, and shuts all ingress as well: Ingress is inferred where policyTypes is left out',
        advice: 'Set spec.policyTypes to [Egress] where ingress should stay open.',
        objects: [],
        change: withPolicyTypes(policy, ['Egress']),
      }))
  );
};
