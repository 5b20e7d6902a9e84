import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import type { PodSelection } from '../compiledPolicy.ts';
import { knowsSelection, podsOfSelection } from '../detections/selectedPods.ts';

const everyPod = { matchLabels: {}, matchExpressions: [] } as const;

/** The pods that a peer of selectors means; `undefined` for a peer of addresses. */
export function selectionOfPeer(
  policy: NetworkPolicy,
  { podSelector = everyPod, namespaceSelector, ipBlock }: NetworkPolicyPeer,
): PodSelection | undefined {
  if (ipBlock !== undefined) return undefined;
  return {
    namespaces:
      namespaceSelector === undefined
        ? { kind: 'name', name: policy.namespace }
        : { kind: 'labels', selector: namespaceSelector },
    pods: podSelector,
  };
}

/** Whether it is known that a selection has no live pod now. */
export function matchesNobody(snapshot: ClusterSnapshot, selection: PodSelection): boolean {
  return knowsSelection(snapshot, selection) && podsOfSelection(snapshot, selection, 'any').length === 0;
}
