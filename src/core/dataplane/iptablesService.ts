import type { AddressFamily } from '../address/addressFamily.ts';
import { findMatch, type IptablesBackend, type IptablesRule, type IptablesTable } from './iptablesSave.ts';
import type { NodeRules } from './nodeRules.ts';
import {
  addBackend,
  familyOfAddress,
  finishDraft,
  protocolWord,
  startDraft,
  type ProgrammedService,
  type ServiceDraft,
  type ServiceTarget,
} from './programmedService.ts';

/** The chain in which kube-proxy's iptables and IPVS modes begin (pkg/proxy/iptables, kubeServicesChain). */
const servicesChain = 'KUBE-SERVICES';

/** Chains followed one into the other before it is called a loop; kube-proxy's own are four deep. */
const deepest = 8;

/** kube-proxy's rules in iptables of one backend and family, indexed by what they are about. */
export interface IptablesProxy {
  readonly backend: IptablesBackend;
  readonly family: AddressFamily;
  /** `iptables`, or `ipvs` where sets of addresses stand for the Services (pkg/proxy/ipvs). */
  readonly mode: 'iptables' | 'ipvs';
  readonly nat: IptablesTable;
  readonly filter: IptablesTable | undefined;
  readonly byTarget: ReadonlyMap<string, readonly IptablesRule[]>;
}

function targetKey(address: string, protocol: string, port: string): string {
  return `${address} ${protocol} ${port}`;
}

/** Address, protocol and port that a rule of KUBE-SERVICES is about. */
function keyOfRule(rule: IptablesRule): string | undefined {
  const [address] = findMatch(rule, '-d')?.values ?? [];
  const [protocol] = findMatch(rule, '-p')?.values ?? [];
  const [port] = findMatch(rule, '--dport')?.values ?? [];
  if (address === undefined || protocol === undefined || port === undefined) return undefined;
  return targetKey(address.replace(/\/(32|128)$/, ''), protocol, port);
}

function rulesOf(table: IptablesTable | undefined, chain: string): readonly IptablesRule[] {
  return table?.chains.get(chain)?.rules ?? [];
}

/** Whether packets reach a chain from one of the kernel's own, directly; leftovers of another mode are not reached. */
function isHooked(table: IptablesTable, chain: string): boolean {
  return ['PREROUTING', 'OUTPUT'].some((hook) => rulesOf(table, hook).some((rule) => rule.target === chain));
}

/**
 * kube-proxy's rules where they are in force: its chain of Services is called from PREROUTING or OUTPUT of the nat table.
 * More than one: the proxy wrote to one backend and what it left in the other is still in force.
 */
export function findIptablesProxies(rules: NodeRules): readonly IptablesProxy[] {
  return rules.iptables.flatMap((nat): IptablesProxy[] => {
    if (nat.name !== 'nat' || !isHooked(nat, servicesChain)) return [];
    const { backend, family } = nat;
    const filter = rules.iptables.find(
      (table) => table.name === 'filter' && table.backend === backend && table.family === family,
    );
    const own = rulesOf(nat, servicesChain);
    const usesSets = own.some((rule) => findMatch(rule, '--match-set') !== undefined);
    const byTarget = new Map<string, IptablesRule[]>();
    for (const rule of [...rulesOf(filter, servicesChain), ...own]) {
      const key = keyOfRule(rule);
      if (key === undefined) continue;
      const group = byTarget.get(key);
      if (group === undefined) byTarget.set(key, [rule]);
      else group.push(rule);
    }
    return [{ backend, family, mode: usesSets ? 'ipvs' : 'iptables', nat, filter, byTarget }];
  });
}

/** `10.244.0.2:53`, `[fd00::2]:53`. */
function readDestination(text: string): { address: string; port: number } | undefined {
  const match = /^\[?([^\]]+?)\]?:(\d+)$/.exec(text);
  return match?.[1] === undefined ? undefined : { address: match[1], port: Number(match[2]) };
}

/** Follows one chain with a share of the connections; gives the share that comes out of its end. */
function followChain(
  proxy: IptablesProxy,
  chain: string,
  share: number,
  draft: ServiceDraft,
  depth: number,
): number {
  draft.chains.push(chain);
  let rest = share;
  for (const rule of rulesOf(proxy.nat, chain)) {
    const { target } = rule;
    if (target === undefined || rest <= 0) continue;
    if (target === 'KUBE-MARK-MASQ') {
      const source = findMatch(rule, '-s');
      // A backend's own rule marks the connections that it opens to itself (hairpin).
      if (source === undefined) draft.masquerade = 'all';
      else if (source.negated && draft.masquerade === 'none') draft.masquerade = 'off-cluster';
      continue;
    }
    if (target === 'DNAT') {
      const destination = readDestination(
        rule.targetOptions[rule.targetOptions.indexOf('--to-destination') + 1] ?? '',
      );
      draft.lines.push(rule.line);
      if (destination === undefined) draft.verdict = 'unknown';
      else {
        draft.verdict = 'forward';
        addBackend(draft, destination.address, destination.port, rest);
      }
      return 0;
    }
    if (findMatch(rule, '--rcheck') !== undefined) {
      // Clients that are remembered; a new one goes on to the choice by chance.
      draft.affinity = true;
      continue;
    }
    const known = proxy.nat.chains.has(target) && depth < deepest;
    const conditions = rule.matches.filter(
      ({ option }) => !['-m', '--comment', '--mode', '--probability', '-p'].includes(option),
    );
    if (!known || conditions.length > 0) {
      draft.lines.push(rule.line);
      draft.verdict = 'unknown';
      return 0;
    }
    const [probability] = findMatch(rule, '--probability')?.values ?? [];
    const taken = probability === undefined ? rest : rest * Number(probability);
    draft.lines.push(rule.line);
    rest -= taken - followChain(proxy, target, taken, draft, depth + 1);
  }
  return rest;
}

/** What kube-proxy's iptables rules do with a Service's port. */
export function iptablesService(proxy: IptablesProxy, target: ServiceTarget): ProgrammedService {
  const draft = startDraft();
  const key = targetKey(target.address, protocolWord(target.protocol), String(target.port));
  for (const rule of proxy.byTarget.get(key) ?? []) {
    draft.lines.push(rule.line);
    if (rule.target === 'REJECT' || rule.target === 'DROP') {
      draft.verdict = rule.target === 'REJECT' ? 'reject' : 'drop';
      draft.chains.push(servicesChain);
      break;
    }
    if (rule.target === undefined || rule.target === 'KUBE-MARK-MASQ') continue;
    followChain(proxy, rule.target, 1, draft, 0);
    // A chain without a rule that ends sends nothing anywhere: it was never filled, or emptied.
    if (draft.verdict === 'missing') draft.verdict = 'unknown';
    break;
  }
  return finishDraft('iptables', draft);
}

/** Whether a proxy speaks of a family at all. */
export function isOfFamily(proxy: Pick<IptablesProxy, 'family'>, address: string): boolean {
  return proxy.family === familyOfAddress(address);
}
