import { parseIpRoutes, parseIpRules, type ParsedRoutes } from '../dataplane/parseRoutes.ts';
import { parseProcIpv6Route, parseProcRoute } from '../dataplane/parseProcRoutes.ts';
import type { PolicyRule, Route, RouteTables } from '../dataplane/routes.ts';
import type { AddressFamily } from '../address/addressFamily.ts';
import { defineProbe } from './defineProbe.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { readOutput } from './probeOutput.ts';
import { limitTime, probeScript, reportPart, showFile } from './probeScript.ts';

/**
 * Prints every table and the policy rules with ip; without ip the kernel's own tables with nothing but a shell, because
 * images of node agents often have neither cat nor ip.
 */
const script = probeScript(
  [limitTime, showFile, reportPart],
  `ip_says() { limit 10 ip "$@" 2>/dev/null; }
if has ip && ip_says route >/dev/null; then
  for family in 4 6; do
    report "routes $family" ip_says -$family route show table all || report "routes $family" ip_says -$family route
    report "rules $family" ip_says -$family rule
  done
else
  [ ! -r /proc/net/route ] || report proc-route show /proc/net/route
  [ ! -r /proc/net/ipv6_route ] || report proc-ipv6-route show /proc/net/ipv6_route
fi`,
);

type Parsed =
  | { readonly routes: ParsedRoutes }
  | { readonly rules: ReturnType<typeof parseIpRules> }
  | { readonly unknown: true };

function parseSection(kind: string, body: string, family: AddressFamily): Parsed {
  switch (kind) {
    case 'rules':
      return { rules: parseIpRules(body, family) };
    case 'routes':
      return { routes: parseIpRoutes(body, family) };
    case 'proc-route':
      return { routes: parseProcRoute(body) };
    case 'proc-ipv6-route':
      return { routes: parseProcIpv6Route(body) };
    default:
      return { unknown: true };
  }
}

/**
 * Reads what the script prints. A command that failed has told nothing: its family, or the policy rules, were not read
 * then. A line that cannot be read may be the route that is looked for, so there is no value then.
 */
export function parseRoutesOutput(text: string): { value?: RouteTables; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const routes: Route[] = [];
  const policyRules: PolicyRule[] = [];
  const errors: string[] = [];
  const families = new Set<AddressFamily>();
  const rulesRead = new Set<AddressFamily>();
  for (const { title, text: body, status } of sections) {
    const [kind = '', word] = title.split(' ');
    const family: AddressFamily = word === '6' || kind === 'proc-ipv6-route' ? 6 : 4;
    if (status !== 0) continue;
    const parsed = parseSection(kind, body, family);
    if ('routes' in parsed) {
      routes.push(...parsed.routes.value);
      errors.push(...parsed.routes.errors);
      families.add(family);
    } else if ('rules' in parsed) {
      policyRules.push(...parsed.rules.value);
      errors.push(...parsed.rules.errors);
      rulesRead.add(family);
    } else errors.push(`an unknown part: ${title.slice(0, 80)}`);
  }
  if (families.size === 0) return { errors: ['the routes are missing', ...errors] };
  if (errors.length > 0) return { errors };
  return {
    value: {
      routes,
      families: [...families],
      // A kernel without IPv6 has no rules of it; those of IPv4 are always there.
      ...(rulesRead.has(4) ? { policyRules } : {}),
    },
    errors,
  };
}

/** The routes and policy rules of a pod's or a node's network namespace. */
export const routesProbe = defineProbe<ProbeTarget, RouteTables>({
  id: 'routes',
  title: 'Routes',
  privilege: 'exec',
  timeoutMilliseconds: 15_000,
  identity: () => '',
  vantage: targetVantage,
  action: () => ({ kind: 'exec', argv: ['sh', '-c', script] }),
  parse: (observation) => parseRoutesOutput(observation.stdout),
});
