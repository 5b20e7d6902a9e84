import { isRecord, readList, readNumber, readText, type RawObject } from '../model/readField.ts';
import { familyOf, type AddressFamily } from '../address/addressFamily.ts';
import type { NextHop, PolicyRule, Route, RouteType } from './routes.ts';

/** Routes that were read, and lines that were not understood. */
export interface ParsedRoutes {
  readonly value: readonly Route[];
  readonly errors: readonly string[];
}

const routeTypes: ReadonlySet<string> = new Set([
  ...['unicast', 'local', 'broadcast', 'multicast'],
  ...['blackhole', 'unreachable', 'prohibit', 'throw'],
]);

/** Types of iproute2 that are none of ours (rt_names: nat, anycast, xresolve). */
const otherTypes: ReadonlySet<string> = new Set(['anycast', 'nat', 'xresolve']);

function isAddress(text: string): boolean {
  return /^[0-9.]+$/.test(text)
    ? text.split('.').length === 4
    : /^[0-9a-fA-F:.]+$/.test(text) && text.includes(':');
}

/** A destination as ip prints it, as a prefix: `default`, a bare address, or a prefix. */
function readDestination(text: string, family: AddressFamily): string | undefined {
  if (text === 'default') return family === 6 ? '::/0' : '0.0.0.0/0';
  const [address = '', length] = text.split('/');
  if (!isAddress(address)) return undefined;
  if (length === undefined) return `${address}/${address.includes(':') ? 128 : 32}`;
  return /^\d{1,3}$/.test(length) ? text : undefined;
}

interface Fields {
  readonly nextHop: NextHop;
  readonly table?: string;
  readonly metric?: string;
  readonly protocol?: string;
  readonly source?: string;
}

/** The `key value` pairs after a destination; words without a value (`onlink`, `linkdown`) are flags. */
function readFields(words: readonly string[]): Fields {
  const flags: ReadonlySet<string> = new Set([
    'onlink',
    'linkdown',
    'dead',
    'pervasive',
    'offload',
    'trap',
    'notify',
  ]);
  const values = new Map<string, string>();
  let dead = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (flags.has(word)) {
      dead ||= word === 'linkdown' || word === 'dead';
      continue;
    }
    // `via inet6 fe80::1`: an IPv4 route through an IPv6 next hop (RFC 5549).
    const named = word === 'via' && (words[index + 1] === 'inet6' || words[index + 1] === 'inet');
    const value = words[index + (named ? 2 : 1)];
    if (value !== undefined && !values.has(word)) values.set(word, value);
    index += named ? 2 : 1;
  }
  const [gateway, device, weight] = [values.get('via'), values.get('dev'), values.get('weight')];
  const [table, metric] = [values.get('table'), values.get('metric')];
  const [protocol, source] = [values.get('proto'), values.get('src')];
  return {
    nextHop: {
      ...(gateway === undefined ? {} : { gateway }),
      ...(device === undefined ? {} : { device }),
      ...(weight === undefined ? {} : { weight: Number(weight) }),
      ...(dead ? { dead } : {}),
    },
    ...(table === undefined ? {} : { table }),
    ...(metric === undefined ? {} : { metric }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(source === undefined ? {} : { source }),
  };
}

/**
 * Reads `ip route` or `ip -6 route`, of any table, of iproute2 or busybox. A family is told by the address; `family`
 * decides for `default`.
 */
export function parseIpRoutes(text: string, family: AddressFamily): ParsedRoutes {
  const drafts: RouteDraft[] = [];
  const errors: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim().replace(/\\/g, ' ');
    if (line === '') continue;
    const words = line.split(/\s+/);
    const last = drafts.at(-1);
    if (words[0] === 'nexthop') {
      if (last === undefined) errors.push(`a next hop without a route: ${line.slice(0, 160)}`);
      else {
        last.hops.push(...hopsOf(words));
        last.lines.push(line);
      }
      continue;
    }
    const typed = routeTypes.has(words[0] ?? '') || otherTypes.has(words[0] ?? '');
    const type: RouteType = !typed
      ? 'unicast'
      : routeTypes.has(words[0] ?? '')
        ? (words[0] as RouteType)
        : 'other';
    const destination = readDestination(words[typed ? 1 : 0] ?? '', family);
    if (destination === undefined) {
      errors.push(`not a route: ${line.slice(0, 160)}`);
      continue;
    }
    const first = words.indexOf('nexthop');
    const own = words.slice(typed ? 2 : 1, first === -1 ? undefined : first);
    const { nextHop, table, metric, protocol, source } = readFields(own);
    drafts.push({
      destination,
      family: familyOf(destination),
      type,
      hops: [nextHop, ...hopsOf(first === -1 ? [] : words.slice(first))],
      table: table ?? 'main',
      metric: Number(metric ?? 0),
      ...(protocol === undefined ? {} : { protocol }),
      ...(source === undefined ? {} : { source }),
      lines: [line],
    });
  }
  const value = drafts.map(({ hops, lines, ...route }): Route => ({
    ...route,
    nextHops: hops.filter(leadsSomewhere),
    line: lines.join(' '),
  }));
  return { value, errors };
}

/** A route while its lines are read: iproute2 prints each next hop on a line of its own. */
interface RouteDraft extends Omit<Route, 'nextHops' | 'line'> {
  readonly hops: NextHop[];
  readonly lines: string[];
}

function leadsSomewhere({ gateway, device }: NextHop): boolean {
  return gateway !== undefined || device !== undefined;
}

/** The next hops of words that begin with `nexthop`. */
function hopsOf(words: readonly string[]): NextHop[] {
  const groups: string[][] = [];
  for (const word of words) {
    if (word === 'nexthop') groups.push([]);
    else groups.at(-1)?.push(word);
  }
  return groups.map((group) => readFields(group).nextHop);
}

function readJsonHop(raw: RawObject): NextHop {
  const via = raw['via'];
  const gateway = readText(raw, 'gateway') ?? (isRecord(via) ? readText(via, 'host') : undefined);
  const [device, weight] = [readText(raw, 'dev'), readNumber(raw, 'weight')];
  const dead = readList(raw, 'flags').some((flag) => flag === 'dead' || flag === 'linkdown');
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(device === undefined ? {} : { device }),
    ...(weight === undefined ? {} : { weight }),
    ...(dead ? { dead } : {}),
  };
}

/** Reads `ip -j route` or `ip -j -6 route`. */
export function parseIpRoutesJson(text: string, family: AddressFamily): ParsedRoutes {
  let list: unknown;
  try {
    list = JSON.parse(text === '' ? '[]' : text);
  } catch {
    return { value: [], errors: ['the routes are no JSON'] };
  }
  if (!Array.isArray(list)) return { value: [], errors: ['the routes are no list'] };
  const routes: Route[] = [];
  const errors: string[] = [];
  for (const entry of list as readonly unknown[]) {
    const destination = isRecord(entry) ? readDestination(readText(entry, 'dst') ?? '', family) : undefined;
    if (!isRecord(entry) || destination === undefined) {
      errors.push(`not a route: ${JSON.stringify(entry).slice(0, 160)}`);
      continue;
    }
    const type = readText(entry, 'type') ?? 'unicast';
    const hops = readList(entry, 'nexthops').filter(isRecord).map(readJsonHop);
    const [protocol, source] = [readText(entry, 'protocol'), readText(entry, 'prefsrc')];
    routes.push({
      destination,
      family: familyOf(destination),
      type: routeTypes.has(type) ? (type as RouteType) : 'other',
      nextHops: [readJsonHop(entry), ...hops].filter(leadsSomewhere),
      table: readText(entry, 'table') ?? 'main',
      metric: readNumber(entry, 'metric') ?? 0,
      ...(protocol === undefined ? {} : { protocol }),
      ...(source === undefined ? {} : { source }),
      line: '',
    });
  }
  return { value: routes, errors };
}

/** Reads `ip rule` or `ip -6 rule`: `PRIORITY:<tab>SELECTOR lookup TABLE`. */
export function parseIpRules(
  text: string,
  family: AddressFamily,
): { readonly value: readonly PolicyRule[]; readonly errors: readonly string[] } {
  const rules: PolicyRule[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const match = /^(\d+):\s*(\S.*)$/.exec(line.trim());
    if (match?.[2] === undefined) errors.push(`not a policy rule: ${line.slice(0, 160)}`);
    else rules.push({ priority: Number(match[1]), family, text: match[2].replace(/\s+/g, ' ') });
  }
  return { value: rules, errors };
}
