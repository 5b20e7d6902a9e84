import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { formatReference } from '../../model/reference.ts';
import type { CompiledPolicy } from '../compiledPolicy.ts';
import { compilePolicies } from '../compilePolicies.ts';
import type { PolicyDialect } from '../dialect.ts';
import type { PolicyProblem } from './policyProblem.ts';
import { podsOfSelection } from './selectedPods.ts';

/** Whether an ordered policy can decide against a NetworkPolicy: it allows or denies before one is asked. */
function decidesFirst({ ingress = [], egress = [] }: CompiledPolicy): boolean {
  return [...ingress, ...egress].some(({ action }) => action !== 'pass');
}

/**
 * `policy-other-api-overrides`: NetworkPolicies of a namespace are not the last word about its pods: a tier above, or policies of Calico
 * or Cilium, decide as well. Nothing is wrong with that; it has to be known.
 */
export function otherApiOverrides(
  snapshot: ClusterSnapshot,
  namespace: string,
  dialect: PolicyDialect,
): readonly PolicyProblem[] {
  const { admin, networkPolicies, opaque } = compilePolicies(snapshot, dialect);
  if ((networkPolicies.get(namespace) ?? []).length === 0) return [];
  const above = admin.filter(decidesFirst).flatMap((policy): readonly PolicyProblem[] => {
    const pods = podsOfSelection(snapshot, policy.subject).filter((pod) => pod.namespace === namespace);
    const [first] = pods;
    if (first === undefined) return [];
    return [
      {
        code: 'policy-other-api-overrides',
        policy: policy.reference,
        severity: 'info',
        certainty: 'proven',
        summary: `${formatReference(policy.reference)} is asked before the NetworkPolicies of ${namespace}, and selects ${String(pods.length)} of its pods`,
        advice: 'What it allows or denies no NetworkPolicy can change.',
        objects: [{ kind: 'pod', namespace, name: first.name }],
      },
    ];
  });
  const foreign = opaque
    .filter((policy) => policy.namespace === undefined || policy.namespace === namespace)
    .map(({ reference }): PolicyProblem => ({
      code: 'policy-other-api-overrides',
      policy: reference,
      severity: 'info',
      certainty: 'likely',
      summary: `${formatReference(reference)} may decide about pods of ${namespace} beside its NetworkPolicies`,
      advice: 'Its rules are not evaluated here, so verdicts about these pods are unknown.',
      objects: [{ kind: 'namespace', name: namespace }],
    }));
  return [...above, ...foreign];
}
