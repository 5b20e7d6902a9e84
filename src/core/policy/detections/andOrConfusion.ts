import { isComplete } from '../../model/coverage.ts';
import type { CompiledPeer, NamespaceSelection, PodSelection } from '../compiledPolicy.ts';
import { selectsEverything } from '../../model/matchSelector.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { podPeersOf, rulesOf } from './rulesOf.ts';
import { podsOfSelection } from './selectedPods.ts';

type PodPeer = Extract<CompiledPeer, { kind: 'pods' }>;

const everyPod = { matchLabels: {}, matchExpressions: [] } as const;

/** Has both selectors, and neither is empty. */
function isBoth({ selection }: PodPeer): boolean {
  const { namespaces, pods } = selection;
  return namespaces.kind === 'labels' && !selectsEverything(namespaces.selector) && !selectsEverything(pods);
}

/**
 * `policy-and-or-confusion`, in both directions. A peer with two selectors (AND) matches nothing, though each of them alone, as a peer
 * of its own, would match pods: the author may have meant two peers. Or two peers next to each other (OR) of which the one with a
 * podSelector matches nothing in the policy's own namespace, though it would match pods in the namespaces that the other
 * selects: the author may have meant one peer, and every pod of those namespaces is let in instead.
 */
export const andOrConfusion: Detection = ({ snapshot, policy, namespace }) => {
  const { coverage } = snapshot;
  if (!isComplete(coverage, 'pods') || !isComplete(coverage, 'namespaces')) return [];
  const own: NamespaceSelection = { kind: 'name', name: namespace };
  const matches = (selection: PodSelection): boolean => podsOfSelection(snapshot, selection).length > 0;
  return rulesOf(policy).flatMap(({ rule }): readonly PolicyProblem[] => {
    const peers = podPeersOf(rule);
    const both = peers.filter(isBoth).filter(({ selection }) => {
      const { namespaces, pods } = selection;
      return (
        !matches(selection) &&
        matches({ namespaces, pods: everyPod }) &&
        matches({ namespaces: own, pods }) &&
        // Where the other peers of the rule stand for the two already, nothing was confused.
        !peers.some((peer) => peer.selection !== selection && peer.selection.namespaces.kind === 'name')
      );
    });
    const and = both.map(({ path }): PolicyProblem => ({
      code: 'policy-and-or-confusion',
      policy: policy.reference,
      path,
      severity: 'warning',
      certainty: 'likely',
      summary: `namespaceSelector and podSelector stand in one peer, so a pod has to satisfy both, and none does; each alone would match pods`,
      advice: 'Write two peers (a dash before each selector) when either of them is enough.',
      objects: [{ kind: 'namespace', name: namespace }],
    }));
    const namespacesOnly = peers.filter(
      ({ selection }) =>
        selection.namespaces.kind === 'labels' &&
        !selectsEverything(selection.namespaces.selector) &&
        selectsEverything(selection.pods),
    );
    const or = peers
      .filter(({ selection }) => selection.namespaces.kind === 'name' && !selectsEverything(selection.pods))
      .filter(({ selection }) => !matches(selection))
      .flatMap(({ path, selection }): readonly PolicyProblem[] => {
        const wide = namespacesOnly.find((peer) =>
          matches({ namespaces: peer.selection.namespaces, pods: selection.pods }),
        );
        if (wide === undefined) return [];
        return [
          {
            code: 'policy-and-or-confusion',
            policy: policy.reference,
            path,
            severity: 'warning',
            certainty: 'likely',
            summary: `podSelector and namespaceSelector stand in two peers, so either is enough: every pod of the selected namespaces is allowed, and the podSelector, which means pods of ${namespace}, matches none`,
            advice:
              'Write one peer with both selectors (no dash before the second) when a pod has to satisfy both.',
            objects: [{ kind: 'namespace', name: namespace }],
          },
        ];
      });
    return [...and, ...or];
  });
};
