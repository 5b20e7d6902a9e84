import type { Truth } from '../model/truth.ts';
import { prefixContains, type RouteType } from './routes.ts';

/** What a policy rule does with a packet that it matches. */
export type PolicyRuleAction =
  | { readonly kind: 'lookup'; readonly table: string; readonly suppressPrefixLength?: number }
  | { readonly kind: 'end'; readonly type: Extract<RouteType, 'blackhole' | 'unreachable' | 'prohibit'> }
  /** A jump, a translation, or a word that is not known. */
  | { readonly kind: 'unknown' };

/** Whether a policy rule matches a packet, and what it does then. */
export interface PolicyRuleMatch {
  readonly matches: Truth;
  readonly action: PolicyRuleAction;
}

/** Numbers that the kernel and iproute2 give names to (/etc/iproute2/rt_tables). */
const tableNames: Readonly<Record<string, string>> = { '255': 'local', '254': 'main', '253': 'default' };

const endings: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit']);

/** Packets carry no mark unless rules set one, which kube-proxy, CNIs and meshes do: only the mark 0 is sure to match. */
function matchesMark(text: string): Truth {
  const [value = 0, mask = 0xffffffff] = text.split('/').map(Number);
  if (Number.isNaN(value) || Number.isNaN(mask)) return 'unknown';
  return mask === 0 ? value === 0 : 'unknown';
}

function asPrefix(text: string, address: string): string {
  return text.includes('/') ? text : `${text}/${address.includes(':') ? 128 : 32}`;
}

/**
 * Reads one rule as `ip rule` prints it after its priority, for a packet to an address (ip-rule(8)). What depends on where the
 * packet comes from, on its mark, its ports or the user is `unknown`.
 */
export function parsePolicyRule(text: string, address: string): PolicyRuleMatch {
  const words = text.trim().split(/\s+/);
  let matches: Truth = true;
  let action: PolicyRuleAction = { kind: 'unknown' };
  let suppressPrefixLength: number | undefined;
  const both = (truth: Truth): void => {
    if (truth === false || matches === false) matches = false;
    else if (truth === 'unknown') matches = 'unknown';
  };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const value = words[index + 1] ?? '';
    if (word === 'not') both('unknown');
    else if (word === 'from') both(value === 'all' ? true : 'unknown');
    else if (word === 'to') both(value === 'all' ? true : prefixContains(asPrefix(value, address), address));
    else if (word === 'fwmark') both(matchesMark(value));
    else if (word === 'lookup' || word === 'table')
      action = { kind: 'lookup', table: tableNames[value] ?? value };
    else if (word === 'suppress_prefixlength') suppressPrefixLength = Number(value);
    else if (endings.has(word)) {
      action = { kind: 'end', type: word as 'blackhole' };
      continue;
    } else if (word === 'proto' || word === 'protocol' || word === 'realms') {
      // Who made the rule; it decides nothing.
    } else if (word === '[detached]') {
      both(false);
      continue;
    } else both('unknown');
    index += 1;
  }
  if (action.kind === 'lookup' && suppressPrefixLength !== undefined)
    action = { ...action, suppressPrefixLength };
  return { matches, action };
}
