import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { matchesLabelSelector, requirementsOf } from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { podsOfSelection } from '../detections/selectedPods.ts';
import { speaksOf } from './namespaceLabel.ts';
import { selectionOfPeer } from './selectedByPeer.ts';

/** Objects by which the causes of a denial are told apart: what a peer matches now, and whom it speaks of. */
export interface Witnesses {
  readonly pods: readonly Pod[];
  readonly namespaces: readonly string[];
}

/** One pod and one namespace for each selector of the policies that matches any, so that a part of a snapshot tells the same. */
export function witnessesOf(snapshot: ClusterSnapshot, policies: Iterable<NetworkPolicy>): Witnesses {
  const pods = new Set<Pod>();
  const namespaces = new Set<string>();
  for (const policy of policies) {
    for (const { peers } of [...policy.ingress, ...(policy.egress ?? [])]) {
      for (const peer of peers) {
        const { namespaceSelector, ipBlock } = peer;
        const parts =
          ipBlock !== undefined
            ? []
            : namespaceSelector === undefined
              ? [peer]
              : [peer, { namespaceSelector }];
        for (const part of parts) {
          const selection = selectionOfPeer(policy, part);
          const [pod] = selection === undefined ? [] : podsOfSelection(snapshot, selection, 'any');
          if (pod !== undefined) pods.add(pod);
        }
        if (namespaceSelector === undefined) continue;
        const names = [...snapshot.namespaces.keys()];
        const selected = names.find((name) =>
          matchesLabelSelector(namespaceSelector, namespaceLabelsOf(snapshot, name).labels),
        );
        const values = requirementsOf(namespaceSelector).flatMap((own) => own.values);
        const spokenOf = names.filter((name) => speaksOf(values, name));
        for (const name of [...(selected === undefined ? [] : [selected]), ...spokenOf]) namespaces.add(name);
      }
    }
  }
  return { pods: [...pods], namespaces: [...namespaces] };
}
