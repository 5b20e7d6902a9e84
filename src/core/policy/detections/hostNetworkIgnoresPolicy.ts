import type { Pod } from '../../model/clusterSnapshot.ts';
import type { PodSelection } from '../compiledPolicy.ts';
import type { Detection, DetectionInput, PolicyProblem } from './policyProblem.ts';
import { podPeersOf, rulesOf } from './rulesOf.ts';
import { knowsSelection, podsOfSelection } from './selectedPods.ts';

/** The host-network pods that a selector fits, when it fits no others. */
function onlyHostPods({ snapshot }: DetectionInput, selection: PodSelection): readonly Pod[] {
  if (!knowsSelection(snapshot, selection)) return [];
  const pods = podsOfSelection(snapshot, selection, 'any');
  return pods.every((pod) => pod.hostNetwork) ? pods : [];
}

function problemOf(
  { policy }: DetectionInput,
  pods: readonly Pod[],
  path: string,
  consequence: string,
): readonly PolicyProblem[] {
  const [first] = pods;
  if (first === undefined) return [];
  const others = pods.length === 1 ? '' : ` and ${String(pods.length - 1)} more`;
  return [
    {
      code: 'hostnetwork-ignores-policy',
      policy: policy.reference,
      path,
      severity: 'warning',
      certainty: 'proven',
      summary: `the selector fits only host-network pods (${first.namespace}/${first.name}${others}), ${consequence}`,
      advice:
        'To a policy such a pod is its node. Run it without hostNetwork, or allow the addresses of its node by an ipBlock where the network plugin supports that.',
      objects: pods.slice(0, 3).map((pod) => ({ kind: 'pod', namespace: pod.namespace, name: pod.name })),
    },
  ];
}

/**
 * `hostnetwork-ignores-policy`: a policy, or a peer of it, selects host-network pods and no others, so it has no effect. Silent when
 * other pods are among them: then the policy has its effect on those.
 */
export const hostNetworkIgnoresPolicy: Detection = (input) => [
  ...problemOf(
    input,
    onlyHostPods(input, input.policy.subject),
    'spec.podSelector',
    'which no policy covers',
  ),
  ...rulesOf(input.policy).flatMap(({ rule }) =>
    podPeersOf(rule).flatMap(({ path, selection }) =>
      problemOf(input, onlyHostPods(input, selection), path, 'which no podSelector selects'),
    ),
  ),
];
