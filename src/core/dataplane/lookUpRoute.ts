import type { AddressFamily } from '../address/addressFamily.ts';
import { parsePolicyRule, type PolicyRuleMatch } from './policyRule.ts';
import { describeRoute, prefixContains, prefixLength, type Route, type RouteTables } from './routes.ts';

/** What a lookup of one address gives. */
export interface RouteLookup {
  readonly route?: Route;
  /**
   * Why the answer may not be what the kernel does: the policy rules could not be read, or one that decides before was not
   * understood. '' when the rules were followed to the end.
   */
  readonly uncertainBecause: string;
}

/** Rules that every kernel starts with: local, main and default (fib_default_rules_init). */
const defaultRules = ['local', 'main', 'default'].map((table, priority) => ({
  priority,
  family: 4,
  text: `from all lookup ${table}`,
}));

/** The route of one table for an address: the longest prefix, then the lowest metric. */
function bestIn(
  tables: RouteTables,
  table: string,
  address: string,
  family: AddressFamily,
  shortest: number,
): Route | undefined {
  let found: Route | undefined;
  for (const route of tables.routes) {
    if (route.family !== family || route.table !== table) continue;
    if (!prefixContains(route.destination, address) || prefixLength(route.destination) <= shortest) continue;
    const longer =
      found === undefined ? 1 : prefixLength(route.destination) - prefixLength(found.destination);
    if (found === undefined || longer > 0 || (longer === 0 && route.metric < found.metric)) found = route;
  }
  return found;
}

/** What a rule gives for an address where it matches: a route, or nothing, and the next rule is asked. */
function routeBy(
  { action }: PolicyRuleMatch,
  text: string,
  tables: RouteTables,
  address: string,
): Route | undefined | 'unknown' {
  const family: AddressFamily = address.includes(':') ? 6 : 4;
  switch (action.kind) {
    case 'unknown':
      return 'unknown';
    case 'end': {
      const destination = family === 6 ? '::/0' : '0.0.0.0/0';
      const { type } = action;
      return { destination, family, type, nextHops: [], table: 'main', metric: 0, line: `rule ${text}` };
    }
    case 'lookup': {
      const route = bestIn(tables, action.table, address, family, action.suppressPrefixLength ?? -1);
      return route?.type === 'throw' ? undefined : route;
    }
  }
}

/**
 * The route that the kernel takes for an address: the policy rules in the order of their priority, each with its table, until
 * one has a route; a `throw` route goes on with the next rule (ip-rule(8), fib_rules_lookup). The packet is one that comes
 * from a pod or the node itself. A rule that may or may not match leaves a doubt where it would send the packet elsewhere.
 */
export function lookUpRoute(tables: RouteTables, address: string): RouteLookup {
  const family: AddressFamily = address.includes(':') ? 6 : 4;
  const rules = (tables.policyRules ?? defaultRules)
    .filter((rule) => rule.family === family || tables.policyRules === undefined)
    .toSorted((left, right) => left.priority - right.priority)
    .map(({ text }) => ({ text, match: parsePolicyRule(text, address) }));
  const maybes: { readonly text: string; readonly route: Route | 'unknown' }[] = [];
  const answer = (route: Route | undefined): RouteLookup => {
    const others = maybes.filter(
      (maybe) =>
        maybe.route === 'unknown' ||
        route === undefined ||
        describeRoute(maybe.route) !== describeRoute(route),
    );
    const doubts = [
      ...(tables.policyRules === undefined ? ['the policy rules (ip rule) could not be read'] : []),
      ...others.slice(0, 3).map(({ text }) => `the policy rule "${text}" may decide`),
    ];
    return { ...(route === undefined ? {} : { route }), uncertainBecause: doubts.join('; ') };
  };
  for (const { text, match } of rules) {
    if (match.matches === false) continue;
    const route = routeBy(match, text, tables, address);
    if (route === undefined) continue;
    if (match.matches === 'unknown' || route === 'unknown') maybes.push({ text, route });
    else return answer(route);
  }
  return answer(undefined);
}
