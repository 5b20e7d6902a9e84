import type { AddressFamily } from '../../address/addressFamily.ts';
import type { NodeAgent } from '../nodeAgents.ts';
import type { NodeRules } from '../nodeRules.ts';
import type { ProgrammedService, ServiceTarget } from '../programmedService.ts';

/** What is known of one node: its rules, and the agents that run there. */
export interface ProxyNode {
  readonly rules: NodeRules;
  readonly agents: readonly NodeAgent[];
  readonly family: AddressFamily;
}

/** What a proxy has programmed in one place, and can be looked up there. */
export interface ProxyState {
  /** Where it was found: `iptables-legacy`, `nftables`. */
  readonly where: string;
  /** Why it cannot be looked up although it is there; '' otherwise. */
  readonly unreadableBecause: string;
  /** What becomes of new connections to a Service's address and port. */
  lookUp(target: ServiceTarget): ProgrammedService;
}

/** One kind of Service proxy: how it is recognised on a node, and how its rules are read. One file each. */
export interface ServiceProxy {
  /** As people know it: `kube-proxy`, `Cilium`. */
  readonly name: string;
  /**
   * Why the traffic of pods to ClusterIPs is its own on this node, whatever other proxies have programmed there; `undefined`
   * where nothing but its rules can tell.
   */
  owns(node: ProxyNode): string | undefined;
  /** Everything that it has in force there; empty where it has nothing, or keeps it where nobody reads it yet. */
  read(node: ProxyNode): readonly ProxyState[];
}
