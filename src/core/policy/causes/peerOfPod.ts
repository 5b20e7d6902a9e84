import type { Pod } from '../../model/clusterSnapshot.ts';
import { namespaceNameLabel } from '../../model/namespaceLabels.ts';
import type { NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import { authoredLabels } from '../../model/podWorkload.ts';

/** A pod as a peer of a policy in a namespace, by the labels that its author chose. */
export function peerOfPod(pod: Pod, namespace: string): NetworkPolicyPeer {
  const podSelector = { matchLabels: authoredLabels(pod), matchExpressions: [] };
  if (pod.namespace === namespace) return { podSelector };
  return { ...peerOfNamespace(pod.namespace), podSelector };
}

/** A namespace by the label that every namespace has (KEP-2161). */
export function peerOfNamespace(name: string): Pick<NetworkPolicyPeer, 'namespaceSelector'> {
  return { namespaceSelector: { matchLabels: { [namespaceNameLabel]: name }, matchExpressions: [] } };
}
