import { isRecord, readList, readNumber, readText } from '../model/readField.ts';

/** What a rule or a map's element does with a packet. */
export type NftVerdict =
  | { readonly kind: 'goto' | 'jump'; readonly chain: string }
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' };

/** One statement of a rule, as far as Service proxies use it; whatever else there is stays as it is. */
export type NftStatement =
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  | { readonly kind: 'reject' }
  | { readonly kind: 'masquerade' }
  | { readonly kind: 'dnat'; readonly address?: string; readonly port?: number }
  /** A condition; `raw` has both sides. */
  | { readonly kind: 'match'; readonly operator: string; readonly left: unknown; readonly right: unknown }
  /** A verdict map: a named one (`@service-ips`), or one with its elements in the rule. */
  | {
      readonly kind: 'verdict-map';
      readonly key: unknown;
      readonly map?: string;
      readonly elements: readonly NftElement[];
    }
  | { readonly kind: 'unknown'; readonly raw: unknown };

/** One element of a set or map. */
export interface NftElement {
  /** Its parts: address, protocol, port, … as text. */
  readonly key: readonly string[];
  readonly verdict?: NftVerdict;
  readonly comment?: string;
}

export interface NftRule {
  readonly statements: readonly NftStatement[];
  readonly comment?: string;
}

export interface NftChain {
  readonly name: string;
  /** `prerouting`, `output`, …; only base chains see packets by themselves. */
  readonly hook?: string;
  /** `filter`, `nat`, `route`. */
  readonly type?: string;
  readonly policy?: string;
  readonly rules: readonly NftRule[];
}

export interface NftTable {
  /** `ip`, `ip6`, `inet`, … */
  readonly family: string;
  readonly name: string;
  readonly chains: ReadonlyMap<string, NftChain>;
  /** Sets and maps by name. */
  readonly sets: ReadonlyMap<string, readonly NftElement[]>;
}

/** What nft printed, and what was not understood of it. */
export interface NftDump {
  readonly value: readonly NftTable[];
  readonly errors: readonly string[];
}

function readVerdict(raw: unknown): NftVerdict | undefined {
  if (!isRecord(raw)) return undefined;
  const [kind] = Object.keys(raw);
  switch (kind) {
    case 'goto':
    case 'jump': {
      const target = raw[kind];
      const chain = isRecord(target) ? readText(target, 'target') : undefined;
      return chain === undefined ? undefined : { kind, chain };
    }
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { kind };
    default:
      return undefined;
  }
}

function keyParts(raw: unknown): { key: readonly string[]; comment?: string } {
  if (isRecord(raw)) {
    const element = raw['elem'];
    if (isRecord(element)) {
      const comment = readText(element, 'comment');
      return { ...keyParts(element['val']), ...(comment === undefined ? {} : { comment }) };
    }
    if (Array.isArray(raw['concat']))
      return { key: raw['concat'].flatMap((part: unknown) => keyParts(part).key) };
    const prefix = raw['prefix'];
    if (isRecord(prefix))
      return { key: [`${readText(prefix, 'addr') ?? ''}/${readNumber(prefix, 'len') ?? ''}`] };
    return { key: [JSON.stringify(raw)] };
  }
  return { key: [typeof raw === 'string' || typeof raw === 'number' ? String(raw) : JSON.stringify(raw)] };
}

function readElement(raw: unknown): NftElement {
  // A map's element is a pair of key and value, a set's only a key.
  if (!Array.isArray(raw)) return keyParts(raw);
  const verdict = readVerdict(raw[1]);
  return { ...keyParts(raw[0]), ...(verdict === undefined ? {} : { verdict }) };
}

function readVerdictMap(raw: unknown): NftStatement | undefined {
  if (!isRecord(raw)) return undefined;
  const { key, data } = raw;
  if (typeof data === 'string')
    return { kind: 'verdict-map', key, map: data.replace(/^@/, ''), elements: [] };
  if (!isRecord(data) || !Array.isArray(data['set'])) return undefined;
  return { kind: 'verdict-map', key, elements: data['set'].map(readElement) };
}

/** One entry of a rule's `expr` (libnftables-json(5)). */
function readStatement(raw: unknown): NftStatement {
  const unknown: NftStatement = { kind: 'unknown', raw };
  if (!isRecord(raw)) return unknown;
  const verdict = readVerdict(raw);
  if (verdict !== undefined) return { kind: 'verdict', verdict };
  if ('reject' in raw) return { kind: 'reject' };
  if ('masquerade' in raw) return { kind: 'masquerade' };
  if ('vmap' in raw) return readVerdictMap(raw['vmap']) ?? unknown;
  const { match, dnat } = raw;
  if (isRecord(match))
    return {
      kind: 'match',
      operator: readText(match, 'op') ?? '==',
      left: match['left'],
      right: match['right'],
    };
  if (isRecord(dnat)) {
    const [address, port] = [readText(dnat, 'addr'), readNumber(dnat, 'port')];
    // An address that a map chooses is no text.
    if (address === undefined && dnat['addr'] !== undefined) return unknown;
    return {
      kind: 'dnat',
      ...(address === undefined ? {} : { address }),
      ...(port === undefined ? {} : { port }),
    };
  }
  return unknown;
}

interface ChainDraft {
  readonly name: string;
  readonly hook?: string;
  readonly type?: string;
  readonly policy?: string;
  readonly rules: NftRule[];
}

interface TableDraft {
  readonly family: string;
  readonly name: string;
  readonly chains: Map<string, ChainDraft>;
  readonly sets: Map<string, readonly NftElement[]>;
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}

function addObject(tables: Map<string, TableDraft>, kind: string, body: Record<string, unknown>): boolean {
  const family = readText(body, 'family');
  const tableName = readText(body, kind === 'table' ? 'name' : 'table');
  if (family === undefined || tableName === undefined) return false;
  const identity = `${family} ${tableName}`;
  let table = tables.get(identity);
  if (table === undefined) {
    table = { family, name: tableName, chains: new Map(), sets: new Map() };
    tables.set(identity, table);
  }
  const name = readText(body, 'name');
  switch (kind) {
    case 'table':
      return true;
    case 'chain': {
      if (name === undefined) return false;
      const facts = {
        ...optional('hook', readText(body, 'hook')),
        ...optional('type', readText(body, 'type')),
      };
      const rules = table.chains.get(name)?.rules ?? [];
      table.chains.set(name, { name, rules, ...facts, ...optional('policy', readText(body, 'policy')) });
      return true;
    }
    case 'set':
    case 'map':
      if (name === undefined) return false;
      table.sets.set(name, readList(body, 'elem').map(readElement));
      return true;
    case 'rule': {
      const chainName = readText(body, 'chain');
      if (chainName === undefined) return false;
      let chain = table.chains.get(chainName);
      if (chain === undefined) {
        chain = { name: chainName, rules: [] };
        table.chains.set(chainName, chain);
      }
      chain.rules.push({
        statements: readList(body, 'expr').map(readStatement),
        ...optional('comment', readText(body, 'comment')),
      });
      return true;
    }
    default:
      // Counters, flow tables, helpers, … decide nothing about who is sent where.
      return true;
  }
}

/**
 * Reads what `nft --json list ruleset` or `nft --json list table …` printed; several documents may follow each other, one
 * a line. What cannot be read becomes an error, expressions that are not known stay in their rules as they are.
 */
export function parseNftJson(text: string): NftDump {
  const tables = new Map<string, TableDraft>();
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    // Warnings about tables of iptables-nft are comments.
    if (line.trim() === '' || line.startsWith('#')) continue;
    let document: unknown;
    try {
      document = JSON.parse(line);
    } catch {
      errors.push(`not JSON: ${line.slice(0, 160)}`);
      continue;
    }
    if (!isRecord(document) || !Array.isArray(document['nftables'])) {
      errors.push(`not what nft prints: ${line.slice(0, 160)}`);
      continue;
    }
    for (const entry of document['nftables'] as readonly unknown[]) {
      const [kind, body] = isRecord(entry) ? (Object.entries(entry)[0] ?? []) : [];
      if (kind === undefined || !isRecord(body))
        errors.push(`not an object of nft: ${JSON.stringify(entry).slice(0, 160)}`);
      else if (kind !== 'metainfo' && !addObject(tables, kind, body))
        errors.push(`a ${kind} without its names: ${JSON.stringify(body).slice(0, 160)}`);
    }
  }
  return { value: [...tables.values()], errors };
}
