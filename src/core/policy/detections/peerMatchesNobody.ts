import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { correctPeer, type PeerCorrection } from '../causes/peerOfNobody.ts';
import { fieldPathOf, rulePlacesOf } from '../causes/policyChange.ts';
import { matchesNobody, selectionOfPeer } from '../causes/selectedByPeer.ts';
import type { NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import type { PolicyProblem } from './policyProblem.ts';

function firstCorrection(
  snapshot: ClusterSnapshot,
  policy: NetworkPolicy,
  peer: NetworkPolicyPeer,
): { readonly pod: Pod; readonly correction: PeerCorrection } | undefined {
  for (const { pods } of snapshot.namespaces.values()) {
    for (const pod of pods.values()) {
      if (pod.hostNetwork || !isAlive(pod)) continue;
      const correction = correctPeer(snapshot, policy, peer, pod);
      if (correction !== undefined) return { pod, correction };
    }
  }
  return undefined;
}

/**
 * `policy-peer-matches-nobody`: a peer that no pod matches, and that would mean one in another namespace or with one letter changed.
 * Silent for pods that are yet to come.
 */
export function peerMatchesNobody(
  snapshot: ClusterSnapshot,
  policy: NetworkPolicy,
): readonly PolicyProblem[] {
  return (['ingress', 'egress'] as const)
    .flatMap((direction) => rulePlacesOf(policy, direction))
    .flatMap((place) =>
      place.rule.peers.flatMap((peer, index): readonly PolicyProblem[] => {
        const selection = selectionOfPeer(policy, peer);
        if (selection === undefined || !matchesNobody(snapshot, selection)) return [];
        const found = firstCorrection(snapshot, policy, peer);
        if (found === undefined) return [];
        const { namespace, name } = found.pod;
        return [
          {
            code: 'policy-peer-matches-nobody',
            policy: { kind: 'networkpolicy', namespace: policy.namespace, name: policy.name },
            path: fieldPathOf(place, { list: 'peers', index }),
            severity: 'warning',
            certainty: 'likely',
            summary: `the peer matches no pod: ${found.correction.summary}`,
            advice: found.correction.advice,
            objects: [{ kind: 'pod', namespace, name }],
          },
        ];
      }),
    );
}
