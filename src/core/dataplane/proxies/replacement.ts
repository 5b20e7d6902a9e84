import type { NodeAgentKind } from '../nodeAgents.ts';
import type { NodeRules } from '../nodeRules.ts';
import type { ServiceProxy } from './defineServiceProxy.ts';

function chainWith(rules: NodeRules, prefix: string): string | undefined {
  for (const table of rules.iptables) {
    for (const chain of table.chains.values())
      if (chain.rules.length > 0 && chain.name.startsWith(prefix)) return chain.name;
  }
  return undefined;
}

/**
 * A data plane that translates ClusterIPs before a pod's packet meets the node's rules, even where kube-proxy runs beside it.
 * It is recognised by its agent, or by the chains that it leaves in iptables; its own tables are not read.
 */
export function replacement(name: string, agent: NodeAgentKind, chainPrefix: string): ServiceProxy {
  return {
    name,
    owns: ({ rules, agents }) => {
      const running = agents.find(({ kind }) => kind === agent);
      if (running !== undefined) return `${running.pod.name} runs there`;
      const chain = chainWith(rules, chainPrefix);
      return chain === undefined ? undefined : `its chain ${chain} is there`;
    },
    read: () => [],
  };
}
