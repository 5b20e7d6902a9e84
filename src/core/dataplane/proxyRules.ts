import { findIptablesProxies, iptablesService } from './iptablesService.ts';
import { findNftProxies, nftService } from './nftService.ts';
import { wasRead, type NodeRules } from './nodeRules.ts';
import { familyOfAddress, type ProgrammedService, type ServiceTarget } from './programmedService.ts';

/**
 * The Service proxy that the rules of a node show. `none`: everything was read and there is no proxy's rule in force.
 * `unclear`: several are in force at once, it works by IPVS, or not everything could be read.
 */
export type RulesProxy =
  | {
      readonly kind: 'kube-proxy';
      readonly mode: 'iptables' | 'nftables';
      readonly lookUp: (target: ServiceTarget) => ProgrammedService;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly because: string };

/** Whether both backends of iptables were read for a family: rules of a proxy may sit in either. */
function wasReadWhole(rules: NodeRules, family: 4 | 6): boolean {
  const prefix = family === 6 ? 'ip6tables' : 'iptables';
  return (wasRead(rules, `${prefix}-nft-save`) || wasRead(rules, `${prefix}-save`)) && wasRead(rules, 'nft');
}

/** Which Service proxy's rules are in force on a node, for one family of addresses. */
export function proxyOfRules(rules: NodeRules, family: 4 | 6): RulesProxy {
  const iptables = findIptablesProxies(rules).filter((proxy) => proxy.family === family);
  const nftables = findNftProxies(rules).filter((proxy) => proxy.family === family);
  if (iptables.length + nftables.length > 1) {
    const places = [
      ...iptables.map(({ backend }) => `iptables-${backend}`),
      ...nftables.map(() => 'nftables'),
    ];
    return {
      kind: 'unclear',
      because: `rules of a Service proxy are in force in ${places.join(' and in ')}`,
    };
  }
  const [legacy] = iptables;
  if (legacy !== undefined) {
    if (legacy.mode === 'ipvs') return { kind: 'unclear', because: 'kube-proxy works in IPVS mode there' };
    if (!legacy.nat.complete || legacy.filter?.complete === false)
      return { kind: 'unclear', because: 'the dump of the rules was cut off' };
    return { kind: 'kube-proxy', mode: 'iptables', lookUp: (target) => iptablesService(legacy, target) };
  }
  const [native] = nftables;
  if (native !== undefined) {
    return { kind: 'kube-proxy', mode: 'nftables', lookUp: (target) => nftService(native, target) };
  }
  if (wasReadWhole(rules, family)) return { kind: 'none' };
  const problem = rules.sources.find((source) => source.problem !== '')?.problem;
  return {
    kind: 'unclear',
    because: `not all of the rules could be read${problem === undefined ? '' : ` (${problem})`}`,
  };
}

/** The rules of a Service proxy for one address, where they are kube-proxy's. */
export function programmedService(rules: NodeRules, target: ServiceTarget): ProgrammedService | undefined {
  const proxy = proxyOfRules(rules, familyOfAddress(target.address));
  return proxy.kind === 'kube-proxy' ? proxy.lookUp(target) : undefined;
}
