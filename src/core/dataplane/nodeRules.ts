import type { AddressFamily } from '../address/addressFamily.ts';
import type { IptablesBackend, IptablesTable } from './iptablesSave.ts';
import type { NftTable } from './nftRuleset.ts';

/** One tool that was run to see the rules of a node, and how it ended. */
export interface RulesSource {
  /** `iptables-nft-save`, `ip6tables-legacy-save`, `nft`, … */
  readonly tool: string;
  readonly complete: boolean;
  /** What it said when it did not end well; '' otherwise. */
  readonly problem: string;
  /** The backends of iptables of which it is sure that it showed them. */
  readonly backends?: readonly IptablesBackend[];
  /** It says that tables of the legacy backend are there, too. */
  readonly legacyPresent?: true;
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

/** The tools of one family of addresses; nft shows both. */
function sourcesOf(rules: NodeRules, family: AddressFamily): readonly RulesSource[] {
  const prefix = family === 6 ? 'ip6tables' : 'iptables';
  return rules.sources.filter(({ tool }) => tool.startsWith(prefix));
}

/** Whether an nft tool said that legacy tables are there which nobody showed. */
export function hidesLegacyTables(rules: NodeRules, family: AddressFamily): boolean {
  const sources = sourcesOf(rules, family);
  const shown = sources.some(({ complete, backends }) => complete && backends?.includes('legacy'));
  return !shown && sources.some(({ legacyPresent }) => legacyPresent);
}

/**
 * Whether the rules of a family were read in every backend. An iptables-save of unknown backend has shown neither. The legacy
 * backend counts as read as well where iptables-nft-save showed its own tables and warned of no others (nft_check_xt_legacy).
 */
export function everyBackendWasRead(rules: NodeRules, family: AddressFamily): boolean {
  const sources = sourcesOf(rules, family).filter(({ complete }) => complete);
  const nft = sources.filter(({ backends }) => backends?.includes('nft'));
  const legacy = sources.some(({ backends }) => backends?.includes('legacy'));
  const quiet = nft.length > 0 && nft.every(({ legacyPresent }) => legacyPresent === undefined);
  return wasRead(rules, 'nft') && nft.length > 0 && (legacy || quiet);
}

/** Joins what several tools, or several commands, saw of the same node. */
export function joinNodeRules(parts: readonly NodeRules[]): NodeRules {
  return {
    iptables: parts.flatMap(({ iptables }) => iptables),
    nftables: parts.flatMap(({ nftables }) => nftables),
    sources: parts.flatMap(({ sources }) => sources),
  };
}
