import { askOnNode } from '../inquiry/askOnNode.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import { ciliumDialect, kubernetesDialect } from '../policy/dialect.ts';
import {
  type EndEnforcers,
  enforcerAt,
  evaluatePacket,
  podOf,
  type TranslatedPacket,
} from '../policy/evaluatePacket.ts';
import { type PolicyEnforcer, policyEnforcerOf } from '../policy/policyEnforcer.ts';
import { linksProbe } from '../probes/linksProbe.ts';

/** Whether it makes a difference for a packet who enforces the policies. */
function dialectsDiffer(
  snapshot: ClusterSnapshot,
  packet: TranslatedPacket,
  direction: PolicyDirection,
): boolean {
  const [api, cilium] = [kubernetesDialect, ciliumDialect].map(
    (dialect) =>
      evaluatePacket(snapshot, packet, { egress: { dialect }, ingress: { dialect } })[direction].verdict,
  );
  return api !== cilium;
}

/**
 * Who enforces policies at the ends of a packet that did not arrive: by the API, and where that shows nobody and it makes a
 * difference by the interfaces of the node, since an agent need not run in a pod.
 */
export function packetEnforcers(
  { snapshot, inquiry }: { readonly snapshot: ClusterSnapshot; readonly inquiry: Inquiry },
  packet: TranslatedPacket,
): EndEnforcers {
  const enforcerIn = (direction: PolicyDirection): PolicyEnforcer => {
    const end = direction === 'egress' ? packet.source : packet.destination;
    const known = enforcerAt(snapshot, end);
    const pod = podOf(snapshot, end);
    const node = pod?.nodeName;
    if (known.enforcement === 'yes' || node === undefined) return known;
    if (!dialectsDiffer(snapshot, packet, direction)) return known;
    const reason = `who enforces NetworkPolicies on node ${node}`;
    const answer = askOnNode({ inquiry, snapshot, node, reason }, linksProbe, {});
    if (answer.state !== 'answered') return known;
    return policyEnforcerOf(snapshot, pod, { links: answer.value.map(({ name }) => name) });
  };
  return { egress: enforcerIn('egress'), ingress: enforcerIn('ingress') };
}
