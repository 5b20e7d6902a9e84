import { isRecord } from '../model/readField.ts';
import type { NftChain, NftElement, NftRule, NftStatement, NftTable, NftVerdict } from './nftRuleset.ts';
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

/** Names of kube-proxy's nftables mode (pkg/proxy/nftables: kubeProxyTable, serviceIPsMap, noEndpointServicesMap). */
const proxyTable = 'kube-proxy';
const serviceMap = 'service-ips';
const noEndpointMap = 'no-endpoint-services';

/** Chains followed one into the other before it is called a loop. */
const deepest = 8;

/** kube-proxy's nftables table of one family, its maps indexed. */
export interface NftProxy {
  readonly family: 4 | 6;
  readonly table: NftTable;
  readonly services: ReadonlyMap<string, NftElement>;
  readonly noEndpoints: ReadonlyMap<string, NftElement>;
}

function indexMap(table: NftTable, name: string): ReadonlyMap<string, NftElement> {
  return new Map((table.sets.get(name) ?? []).map((element) => [element.key.join(' '), element]));
}

function usesMap(chain: NftChain, map: string): boolean {
  return chain.rules.some(({ statements }) =>
    statements.some((statement) => statement.kind === 'verdict-map' && statement.map === map),
  );
}

function calls(chain: NftChain, target: string): boolean {
  return chain.rules.some(({ statements }) =>
    statements.some(
      ({ kind, ...rest }) =>
        kind === 'verdict' && 'verdict' in rest && 'chain' in rest.verdict && rest.verdict.chain === target,
    ),
  );
}

/** Whether the map of Services is reached from a nat hook; what an earlier mode left behind is not. */
function isHooked(table: NftTable): boolean {
  const chains = [...table.chains.values()];
  const users = chains.filter((chain) => usesMap(chain, serviceMap));
  const hooks = chains.filter((chain) => chain.type === 'nat' && chain.hook !== undefined);
  return users.some((user) => hooks.some((hook) => hook === user || calls(hook, user.name)));
}

/** kube-proxy's tables that are in force. */
export function findNftProxies(rules: NodeRules): readonly NftProxy[] {
  return rules.nftables.flatMap((table): NftProxy[] => {
    if (table.name !== proxyTable || (table.family !== 'ip' && table.family !== 'ip6') || !isHooked(table))
      return [];
    return [
      {
        family: table.family === 'ip' ? 4 : 6,
        table,
        services: indexMap(table, serviceMap),
        noEndpoints: indexMap(table, noEndpointMap),
      },
    ];
  });
}

/** The number of choices of `numgen random mod N`. */
function choicesOf(key: unknown): number | undefined {
  const numgen = isRecord(key) ? key['numgen'] : undefined;
  if (!isRecord(numgen) || numgen['mode'] !== 'random') return undefined;
  return typeof numgen['mod'] === 'number' && numgen['mod'] > 0 ? numgen['mod'] : undefined;
}

function isSourceMatch(statement: NftStatement): statement is Extract<NftStatement, { kind: 'match' }> {
  if (statement.kind !== 'match' || !isRecord(statement.left)) return false;
  const payload = statement.left['payload'];
  return isRecord(payload) && payload['field'] === 'saddr';
}

function isProtocolMatch(statement: NftStatement): boolean {
  if (statement.kind !== 'match' || !isRecord(statement.left)) return false;
  const meta = statement.left['meta'];
  return isRecord(meta) && meta['key'] === 'l4proto';
}

/** A set's name, where a client's address is looked up in one. */
function setOf(right: unknown): string | undefined {
  return typeof right === 'string' && right.startsWith('@') ? right.slice(1) : undefined;
}

function describeVerdict(verdict: NftVerdict): string {
  return 'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

function noteMasquerade(rule: NftRule, draft: ServiceDraft): void {
  const source = rule.statements.find(isSourceMatch);
  if (source === undefined) draft.masquerade = 'all';
  else if (source.operator === '!=' && draft.masquerade === 'none') draft.masquerade = 'off-cluster';
}

/** Follows one rule with a share of the connections; gives the share that goes on to the next rule. */
function followRule(
  proxy: NftProxy,
  chain: string,
  rule: NftRule,
  share: number,
  draft: ServiceDraft,
  depth: number,
): number {
  const { statements } = rule;
  const last = statements.at(-1);
  if (last === undefined) return share;
  const conditions = statements.slice(0, -1).filter((statement) => !isProtocolMatch(statement));
  switch (last.kind) {
    case 'dnat':
      if (last.address === undefined || last.port === undefined || conditions.length > 0) break;
      draft.verdict = 'forward';
      draft.lines.push(`${chain}: dnat to ${last.address}:${last.port}`);
      addBackend(draft, last.address, last.port, share);
      return 0;
    case 'reject':
      if (conditions.length > 0) break;
      draft.verdict = 'reject';
      draft.lines.push(`${chain}: reject`);
      return 0;
    case 'verdict-map': {
      const choices = choicesOf(last.key);
      if (choices === undefined || conditions.length > 0) break;
      for (const { key, verdict } of last.elements) {
        if (verdict === undefined || !('chain' in verdict)) continue;
        draft.lines.push(
          `${chain}: numgen random mod ${choices}, ${key.join(' ')} : ${describeVerdict(verdict)}`,
        );
        followChain(proxy, verdict.chain, share / choices, draft, depth + 1);
      }
      return share * Math.max(0, 1 - last.elements.length / choices);
    }
    case 'verdict': {
      const { verdict } = last;
      if (!('chain' in verdict)) break;
      if (verdict.chain === 'mark-for-masquerade') {
        noteMasquerade(rule, draft);
        return share;
      }
      if (
        conditions.some((statement) => statement.kind === 'match' && setOf(statement.right) !== undefined)
      ) {
        // Clients that are remembered; a new one goes on to the choice by chance.
        draft.affinity = true;
        return share;
      }
      if (conditions.length > 0) break;
      const rest = followChain(proxy, verdict.chain, share, draft, depth + 1);
      return verdict.kind === 'goto' ? 0 : rest;
    }
    default:
      // `update @affinity-…` and counters decide nothing.
      if (last.kind === 'unknown') return share;
  }
  draft.verdict = 'unknown';
  draft.lines.push(`${chain}: a rule that is not understood`);
  return 0;
}

function followChain(
  proxy: NftProxy,
  name: string,
  share: number,
  draft: ServiceDraft,
  depth: number,
): number {
  draft.chains.push(name);
  const chain = proxy.table.chains.get(name);
  if (chain === undefined || depth > deepest) {
    draft.verdict = 'unknown';
    return 0;
  }
  let rest = share;
  for (const rule of chain.rules) {
    if (rest <= 0) break;
    rest = followRule(proxy, name, rule, rest, draft, depth);
  }
  return rest;
}

/** What kube-proxy's nftables rules do with a Service's port. */
export function nftService(proxy: NftProxy, target: ServiceTarget): ProgrammedService {
  const draft = startDraft();
  const key = `${target.address} ${protocolWord(target.protocol)} ${target.port}`;
  const refused = proxy.noEndpoints.get(key)?.verdict;
  const element = proxy.services.get(key)?.verdict;
  if (refused !== undefined) {
    draft.verdict = refused.kind === 'drop' ? 'drop' : 'reject';
    draft.chains.push(noEndpointMap);
    draft.lines.push(`@${noEndpointMap} { ${key.replaceAll(' ', ' . ')} : ${describeVerdict(refused)} }`);
  } else if (element !== undefined) {
    draft.lines.push(`@${serviceMap} { ${key.replaceAll(' ', ' . ')} : ${describeVerdict(element)} }`);
    if ('chain' in element) followChain(proxy, element.chain, 1, draft, 0);
    if (draft.verdict === 'missing') draft.verdict = 'unknown';
  }
  return finishDraft('nftables', draft);
}

/** Whether a proxy speaks of a family at all. */
export function isOfNftFamily(proxy: NftProxy, address: string): boolean {
  return proxy.family === familyOfAddress(address);
}
