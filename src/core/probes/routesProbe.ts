import { parseIpRoutes, parseIpRules } from '../dataplane/parseRoutes.ts';
import { parseProcIpv6Route, parseProcRoute } from '../dataplane/parseProcRoutes.ts';
import type { PolicyRule, Route, RouteTables } from '../dataplane/routes.ts';
import type { AddressFamily } from '../address/addressFamily.ts';
import { defineProbe } from './defineProbe.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { splitSections } from './probeSections.ts';

/**
 * Prints every table and the policy rules with ip; without ip the kernel's own tables with nothing but a shell, because
 * images of node agents often have neither cat nor ip. `timeout`, where there is one, ends what hangs.
 */
const script = `set -f
has() { command -v "$1" >/dev/null 2>&1; }
limit=; has timeout && timeout 1 true 2>/dev/null && limit="timeout 10"
file() {
  [ -r "$2" ] || return 0
  echo "@ $1"
  while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$2"
}
if has ip; then
  for family in 4 6; do
    echo "@ routes $family"; $limit ip -$family route show table all 2>/dev/null || $limit ip -$family route 2>/dev/null
    echo "@ rules $family"; $limit ip -$family rule 2>/dev/null && echo "@ rules-end $family"
  done
else
  file proc-route /proc/net/route
  file proc-ipv6-route /proc/net/ipv6_route
fi
:`;

/** Reads what the script prints, or plain `ip route` where only that could be run. */
export function parseRoutesOutput(text: string): { value?: RouteTables; errors: readonly string[] } {
  const sections = splitSections(text);
  if (sections.length === 0 && text.trim() === '') return { errors: ['the routes are missing'] };
  if (sections.length === 0) {
    const { value, errors } = parseIpRoutes(text, 4);
    return value.length === 0 ? { errors } : { value: { routes: value, families: [4] }, errors };
  }
  const routes: Route[] = [];
  const policyRules: PolicyRule[] = [];
  const errors: string[] = [];
  const families = new Set<AddressFamily>();
  const rulesRead = new Set<AddressFamily>();
  for (const { title, text: body } of sections) {
    const [kind, word] = title.split(' ');
    const family: AddressFamily = word === '6' || kind === 'proc-ipv6-route' ? 6 : 4;
    if (kind === 'rules-end') {
      rulesRead.add(family);
      continue;
    }
    const parsed =
      kind === 'rules'
        ? parseIpRules(body, family)
        : kind === 'routes'
          ? parseIpRoutes(body, family)
          : kind === 'proc-route'
            ? parseProcRoute(body)
            : kind === 'proc-ipv6-route'
              ? parseProcIpv6Route(body)
              : { value: [], errors: [`an unknown part: ${title.slice(0, 80)}`] };
    errors.push(...parsed.errors);
    if (kind !== 'rules') families.add(family);
    for (const entry of parsed.value) {
      if ('priority' in entry) policyRules.push(entry);
      else routes.push(entry);
    }
  }
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
