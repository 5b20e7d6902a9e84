import type { IptablesTable } from './iptablesSave.ts';
import type { NftTable } from './nftRuleset.ts';

/** One tool that was run to see the rules of a node, and how it ended. */
export interface RulesSource {
  /** `iptables-nft-save`, `ip6tables-legacy-save`, `nft`, … */
  readonly tool: string;
  readonly complete: boolean;
  /** What it said when it did not end well; '' otherwise. */
  readonly problem: string;
}

/** The packet filter and translation rules of one network namespace, from every interface that could be read. */
export interface NodeRules {
  readonly iptables: readonly IptablesTable[];
  readonly nftables: readonly NftTable[];
  readonly sources: readonly RulesSource[];
}

/** Whether one of these tools read everything that it had to. */
export function wasRead(rules: NodeRules, ...tools: readonly string[]): boolean {
  return rules.sources.some(({ tool, complete }) => complete && tools.includes(tool));
}

/** Joins what several tools, or several commands, saw of the same node. */
export function joinNodeRules(parts: readonly NodeRules[]): NodeRules {
  return {
    iptables: parts.flatMap(({ iptables }) => iptables),
    nftables: parts.flatMap(({ nftables }) => nftables),
    sources: parts.flatMap(({ sources }) => sources),
  };
}
