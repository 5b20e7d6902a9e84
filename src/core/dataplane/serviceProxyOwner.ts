import type { AddressFamily } from '../address/addressFamily.ts';
import type { NodeAgent } from './nodeAgents.ts';
import { everyBackendWasRead, hidesLegacyTables, type NodeRules } from './nodeRules.ts';
import type { ProxyNode, ProxyState, ServiceProxy } from './proxies/defineServiceProxy.ts';
import { kubeProxyIptables } from './proxies/kubeProxyIptables.ts';
import { kubeProxyNftables } from './proxies/kubeProxyNftables.ts';
import { replacement } from './proxies/replacement.ts';

/** Every Service proxy that is known: one file, or one line for a data plane whose tables are not read. */
const serviceProxies: readonly ServiceProxy[] = [
  // eBPF on sockets and on each pod's interface.
  replacement('Cilium', 'cilium', 'CILIUM_'),
  // AntreaProxy and OVN-Kubernetes: Open vSwitch flows.
  replacement('Antrea', 'antrea', 'ANTREA-'),
  replacement('OVN-Kubernetes', 'ovn-kubernetes', 'OVN-KUBE-'),
  kubeProxyIptables,
  kubeProxyNftables,
];

/**
 * Who translates ClusterIPs for the pods of a node, as far as it is proven by the rules found there and the agents that
 * run there. `none`: every backend was read and no proxy's rule is in force. `unknown`: nobody is proven, so no rule of
 * anybody is judged.
 */
export type ServiceProxyOwner =
  | {
      readonly kind: 'proxy';
      readonly name: string;
      /** Where its rules are: `iptables-nft`, `nftables`. */
      readonly where: string;
      readonly lookUp: ProxyState['lookUp'];
    }
  | { readonly kind: 'other'; readonly name: string; readonly because: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

function problemOf({ sources }: NodeRules): string {
  const problem = sources.find((source) => source.problem !== '')?.problem;
  return `not all of the rules could be read${problem === undefined ? '' : ` (${problem})`}`;
}

/** The proxy whose rules are in force, told by the rules alone. */
export function proxyInRules(node: ProxyNode): ServiceProxyOwner {
  const found = serviceProxies.flatMap((proxy) =>
    proxy.read(node).map((state) => ({ name: proxy.name, state })),
  );
  const [first, second] = found;
  if (second !== undefined) {
    const places = found.map(({ state }) => state.where).join(' and in ');
    return { kind: 'unknown', because: `rules of a Service proxy are in force in ${places}` };
  }
  if (first === undefined) {
    return everyBackendWasRead(node.rules, node.family)
      ? { kind: 'none' }
      : { kind: 'unknown', because: problemOf(node.rules) };
  }
  const { name, state } = first;
  if (state.unreadableBecause !== '') return { kind: 'unknown', because: state.unreadableBecause };
  if (hidesLegacyTables(node.rules, node.family))
    return { kind: 'unknown', because: 'iptables-legacy tables are there that could not be read' };
  return { kind: 'proxy', name, where: state.where, lookUp: (target) => state.lookUp(target) };
}

/** Who owns the traffic of pods to ClusterIPs of one family on a node. */
export function serviceProxyOwner(
  rules: NodeRules,
  agents: readonly NodeAgent[],
  family: AddressFamily,
): ServiceProxyOwner {
  const node: ProxyNode = { rules, agents, family };
  for (const proxy of serviceProxies) {
    const because = proxy.owns(node);
    if (because !== undefined) return { kind: 'other', name: proxy.name, because };
  }
  return proxyInRules(node);
}
