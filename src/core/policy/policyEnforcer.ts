import { nodeAgents, type NodeAgentKind } from '../dataplane/nodeAgents.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { ciliumDialect, kubernetesDialect, type PolicyDialect } from './dialect.ts';

/** Who enforces NetworkPolicy on a node, as far as the agents that run there tell. */
export interface PolicyEnforcer {
  /** `Cilium`; absent where nobody that enforces policies is known to run. */
  readonly name?: string;
  readonly dialect: PolicyDialect;
}

/** Agents that enforce NetworkPolicy wherever they run (their documentation). */
const enforcers: readonly (readonly [NodeAgentKind, string])[] = [
  ['cilium', 'Cilium'],
  ['calico', 'Calico'],
  ['antrea', 'Antrea'],
  ['ovn-kubernetes', 'OVN-Kubernetes'],
  ['kube-router', 'kube-router'],
  ['weave', 'Weave Net'],
];

/** Who enforces the policies of a pod: that happens on its own node, for both directions. */
export function policyEnforcerOf(snapshot: ClusterSnapshot, pod: Pod | undefined): PolicyEnforcer {
  const agents = pod?.nodeName === undefined ? [] : nodeAgents(snapshot, pod.nodeName);
  const found = enforcers.find(([kind]) => agents.some((agent) => agent.kind === kind));
  const dialect = found?.[0] === 'cilium' ? ciliumDialect : kubernetesDialect;
  return found === undefined ? { dialect } : { name: found[1], dialect };
}
