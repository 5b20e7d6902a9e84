import type { EnforcerKind } from './enforcerKinds.ts';

/** What probes saw on a node that tells whose network it is. What was not looked at is absent. */
export interface NodeSigns {
  /** Names of interfaces, those that routes name included. */
  readonly links?: readonly string[];
  /** Names of chains in iptables that have rules. */
  readonly chains?: readonly string[];
  /** Types of the plugins in the CNI configuration that is in force. */
  readonly plugins?: readonly string[];
}

/** By what a node shows an enforcer, in words; `undefined` where it does not. */
export function showsEnforcer(
  { link, chain, plugin }: EnforcerKind,
  { links = [], chains = [], plugins = [] }: NodeSigns,
): string | undefined {
  const ownLink = link === undefined ? undefined : links.find((name) => link.test(name));
  if (ownLink !== undefined) return `the node has the interface ${ownLink}`;
  const ownChain = chain === undefined ? undefined : chains.find((name) => chain.test(name));
  if (ownChain !== undefined) return `the node has the chain ${ownChain}`;
  const ownPlugin = plugin === undefined ? undefined : plugins.find((type) => plugin.test(type));
  return ownPlugin === undefined ? undefined : `the node's CNI configuration names ${ownPlugin}`;
}
