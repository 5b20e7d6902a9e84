import { matchesLabelSelector, selectsEverything } from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import type { CauseSearch } from './denial.ts';
import { fieldPathOf, replacePeer, rulePlacesOf } from './policyChange.ts';
import { matchesNobody, selectionOfPeer } from './selectedByPeer.ts';

/**
 * `policy-and-or-confusion`: a peer with both selectors (AND) matches nobody, and the other end satisfies one of them, so two peers (OR)
 * would let it through.
 */
export const andForOr: CauseSearch = ({ snapshot, direction, other, isolating }) => {
  if (other === undefined) return [];
  return isolating
    .flatMap((policy) => rulePlacesOf(policy, direction))
    .flatMap((place) =>
      place.rule.peers.flatMap((peer, index) => {
        const { podSelector, namespaceSelector } = peer;
        const selection = selectionOfPeer(place.policy, peer);
        if (podSelector === undefined || namespaceSelector === undefined || selection === undefined)
          return [];
        if (selectsEverything(podSelector) || selectsEverything(namespaceSelector)) return [];
        if (!matchesNobody(snapshot, selection)) return [];
        const { namespace, name } = place.policy;
        const byNamespace = matchesLabelSelector(
          namespaceSelector,
          namespaceLabelsOf(snapshot, other.namespace).labels,
        );
        const byPod = other.namespace === namespace && matchesLabelSelector(podSelector, other.labels);
        if (!byNamespace && !byPod) return [];
        // Only where somebody in the policy's own namespace, and somebody in the others, would be meant.
        const alone = [{ podSelector }, { namespaceSelector }];
        if (alone.some((part) => nobody(part))) return [];
        return [
          {
            code: 'policy-and-or-confusion' as const,
            policy: { kind: 'networkpolicy' as const, namespace, name },
            path: fieldPathOf(place, { list: 'peers', index }),
            certainty: 'proven' as const,
            summary: `its peer has both selectors, which no pod satisfies, and ${other.namespace}/${other.name} satisfies the ${byPod ? 'podSelector' : 'namespaceSelector'} alone`,
            advice: 'Write two peers (a dash before each selector) where either of them is enough.',
            objects: [],
            change: replacePeer(place, index, alone),
          },
        ];
        function nobody(part: (typeof alone)[number]): boolean {
          const only = selectionOfPeer(place.policy, part);
          return only === undefined || matchesNobody(snapshot, only);
        }
      }),
    );
};
