import type { NodeAgent, NodeAgentKind } from './nodeAgents.ts';
import type { NodeRules } from './nodeRules.ts';
import type { ProgrammedService, ServiceTarget } from './programmedService.ts';
import { proxyOfRules } from './proxyRules.ts';

/**
 * Who translates ClusterIPs for the pods of a node, as far as it is proven by the rules found there and the agents that
 * run there. `unknown`: nobody is proven, so no rule of anybody is judged.
 */
export type ServiceProxyOwner =
  | {
      readonly kind: 'kube-proxy';
      readonly mode: 'iptables' | 'nftables';
      readonly lookUp: (target: ServiceTarget) => ProgrammedService;
    }
  | { readonly kind: 'other'; readonly name: string; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string };

/**
 * Data planes that translate ClusterIPs before a pod's packet meets the node's rules, even where kube-proxy runs beside
 * them, and the prefix of the iptables chains that each leaves: Cilium (eBPF on sockets and on each pod's interface),
 * AntreaProxy and OVN-Kubernetes (Open vSwitch flows).
 */
const otherOwners: readonly (readonly [NodeAgentKind, string, RegExp])[] = [
  ['cilium', 'Cilium', /^CILIUM_/],
  ['antrea', 'Antrea', /^ANTREA-/],
  ['ovn-kubernetes', 'OVN-Kubernetes', /^OVN-KUBE-/],
];

function chainWith(rules: NodeRules, pattern: RegExp): string | undefined {
  for (const table of rules.iptables) {
    for (const chain of table.chains.values())
      if (chain.rules.length > 0 && pattern.test(chain.name)) return chain.name;
  }
  return undefined;
}

/** Who owns the traffic of pods to ClusterIPs of one family on a node. */
export function serviceProxyOwner(
  rules: NodeRules,
  agents: readonly NodeAgent[],
  family: 4 | 6,
): ServiceProxyOwner {
  for (const [kind, name, pattern] of otherOwners) {
    const agent = agents.find((candidate) => candidate.kind === kind);
    if (agent !== undefined) return { kind: 'other', name, because: `${agent.pod.name} runs there` };
    const chain = chainWith(rules, pattern);
    if (chain !== undefined) return { kind: 'other', name, because: `its chain ${chain} is there` };
  }
  const proxy = proxyOfRules(rules, family);
  switch (proxy.kind) {
    case 'kube-proxy':
      return proxy;
    case 'none':
      return { kind: 'unknown', because: 'no rule of a Service proxy is in force there' };
    case 'unclear':
      return { kind: 'unknown', because: proxy.because };
  }
}
