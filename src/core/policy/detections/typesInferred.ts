import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import type { ObjectReference } from '../../model/reference.ts';
import { directionsOf } from '../selectingPolicies.ts';
import type { PolicyProblem } from './policyProblem.ts';

/**
 * `policy-types-inferred`: rules for a direction that policyTypes leaves out, which have no effect; or, where policyTypes is not written
 * (a manifest: the API server writes what it infers), a policy about egress alone that shuts ingress too, or one with an empty
 * egress list that isolates nothing.
 */
export function typesInferred(policy: NetworkPolicy): readonly PolicyProblem[] {
  const { namespace, name, policyTypes, ingress, egress } = policy;
  const reference: ObjectReference = { kind: 'networkpolicy', namespace, name };
  const common = { code: 'policy-types-inferred', policy: reference, objects: [] } as const;
  const directions = directionsOf(policy);
  const problems: PolicyProblem[] = [];
  const unused = (direction: 'Ingress' | 'Egress', count: number): void => {
    if (count === 0 || directions.includes(direction)) return;
    const field = direction.toLowerCase();
    problems.push({
      ...common,
      path: `spec.${field}`,
      severity: 'warning',
      certainty: 'proven',
      summary: `the policy has ${field} rules, and policyTypes names only ${directions.join(', ')}: they have no effect`,
      advice: `Add ${direction} to spec.policyTypes, or remove the rules.`,
    });
  };
  unused('Ingress', ingress.length);
  unused('Egress', egress?.length ?? 0);
  if (policyTypes.length > 0) return problems;
  if (ingress.length === 0 && egress !== undefined && egress.length > 0) {
    problems.push({
      ...common,
      path: 'spec',
      severity: 'warning',
      certainty: 'likely',
      summary:
        'the policy speaks of egress alone and writes no policyTypes: Ingress is inferred too, and all ingress is shut',
      advice:
        'Write policyTypes: [Egress] when ingress should stay as it is, or [Ingress, Egress] when it is meant.',
    });
  }
  if (egress?.length === 0) {
    problems.push({
      ...common,
      path: 'spec.egress',
      severity: 'warning',
      certainty: 'likely',
      summary:
        'an empty list of egress rules without policyTypes isolates nothing: Egress is inferred only where there are rules',
      advice: 'Write policyTypes with Egress in it to shut egress.',
    });
  }
  return problems;
}
