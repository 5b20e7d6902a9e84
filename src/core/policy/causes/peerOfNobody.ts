import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';
import { matchesLabelSelector, selectsEverything } from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import type { CauseSearch } from './denial.ts';
import { correctSelector } from './correctSelector.ts';
import { peerOfNamespace } from './peerOfPod.ts';
import { fieldPathOf, replacePeer, rulePlacesOf } from './policyChange.ts';
import { matchesNobody, selectionOfPeer } from './selectedByPeer.ts';

/** What would have to be otherwise in a peer so that it means a pod. */
export interface PeerCorrection {
  readonly peer: NetworkPolicyPeer;
  readonly summary: string;
  readonly advice: string;
}

const everyPod: LabelSelector = { matchLabels: {}, matchExpressions: [] };

/**
 * The small change with which a peer would mean a pod: another namespace, or one letter of a label.
 * `undefined` where more is between them.
 */
export function correctPeer(
  snapshot: ClusterSnapshot,
  policy: NetworkPolicy,
  peer: NetworkPolicyPeer,
  pod: Pod,
): PeerCorrection | undefined {
  const { podSelector = everyPod, namespaceSelector } = peer;
  const title = `${pod.namespace}/${pod.name}`;
  const fitsPod = matchesLabelSelector(podSelector, pod.labels);
  if (namespaceSelector === undefined && pod.namespace !== policy.namespace) {
    if (!fitsPod || selectsEverything(podSelector)) return undefined;
    return {
      peer: { ...peer, ...peerOfNamespace(pod.namespace) },
      summary: `without a namespaceSelector its peer means pods of ${policy.namespace}, where none has these labels; pod ${title} has them`,
      advice: `Add a namespaceSelector for namespace ${pod.namespace} to the peer.`,
    };
  }
  const { labels } = namespaceLabelsOf(snapshot, pod.namespace);
  const fitsNamespace = namespaceSelector === undefined || matchesLabelSelector(namespaceSelector, labels);
  if (fitsPod === fitsNamespace) return undefined;
  const [field, selector, actual] = fitsPod
    ? (['namespaceSelector', namespaceSelector ?? everyPod, labels] as const)
    : (['podSelector', podSelector, pod.labels] as const);
  const corrected = correctSelector(selector, actual);
  if (corrected === undefined) return undefined;
  const owner = fitsPod ? `namespace ${pod.namespace}` : `pod ${title}`;
  return {
    peer: { ...peer, [field]: corrected.selector },
    summary: `its ${field} wants ${corrected.wanted}, which nobody has; ${owner} has ${corrected.found}`,
    advice: `Write ${corrected.found} in place of ${corrected.wanted}.`,
  };
}

/** `policy-peer-matches-nobody`: a peer that no pod matches, and that would mean the other end in another namespace or with one letter changed. */
export const peerOfNobody: CauseSearch = ({ snapshot, direction, other, isolating }) => {
  if (other === undefined) return [];
  return isolating
    .flatMap((policy) => rulePlacesOf(policy, direction))
    .flatMap((place) =>
      place.rule.peers.flatMap((peer, index) => {
        const selection = selectionOfPeer(place.policy, peer);
        if (selection === undefined || !matchesNobody(snapshot, selection)) return [];
        const correction = correctPeer(snapshot, place.policy, peer, other);
        if (correction === undefined) return [];
        const { namespace, name } = place.policy;
        const { summary, advice } = correction;
        return [
          {
            code: 'policy-peer-matches-nobody' as const,
            policy: { kind: 'networkpolicy' as const, namespace, name },
            path: fieldPathOf(place, { list: 'peers', index }),
            certainty: 'proven' as const,
            summary,
            advice,
            objects: [],
            change: replacePeer(place, index, [correction.peer]),
          },
        ];
      }),
    );
};
