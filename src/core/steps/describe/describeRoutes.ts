import { describeRoute, lookUpRoute, type RouteTables } from '../../dataplane/routes.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { alignColumns, count, type Section } from '../section.ts';

/** The kernel fills the table `local` by itself; nobody reads it for pleasure. */
const ownTables: ReadonlySet<string> = new Set(['local']);

/** An address in the middle of nowhere of a range, to ask for the route to the range. */
function addressIn(cidr: string): string {
  return (cidr.split('/')[0] ?? '').replace(/\.0$/, '.1');
}

/** How each node's pods are reached from here. */
function podRanges(tables: RouteTables, snapshot: ClusterSnapshot): Section | undefined {
  const rows = [...snapshot.nodes.values()].flatMap(({ name, podCIDRs }) =>
    podCIDRs
      .filter((cidr) => tables.families.includes(cidr.includes(':') ? 6 : 4))
      .map((cidr) => {
        const { route, uncertainBecause } = lookUpRoute(tables, addressIn(cidr));
        const by = route === undefined ? 'no route' : describeRoute(route);
        return [`pods of ${name}`, cidr, uncertainBecause === '' ? by : `${by} (unless ${uncertainBecause})`];
      }),
  );
  return rows.length === 0 ? undefined : { title: 'Ways to the pods', lines: alignColumns(rows) };
}

/** The routes of a network namespace, and what they mean for pods. */
export function describeRoutes(tables: RouteTables, snapshot: ClusterSnapshot): readonly Section[] {
  const shown = tables.routes.filter(({ table }) => !ownTables.has(table));
  const rules = tables.policyRules;
  const ways = podRanges(tables, snapshot);
  return [
    {
      title: count(shown.length, 'route'),
      lines:
        shown.length === 0
          ? ['none: nothing outside of this namespace can be reached']
          : shown.map(describeRoute),
    },
    ...(ways === undefined ? [] : [ways]),
    {
      title: 'Policy rules (ip rule)',
      lines:
        rules === undefined
          ? ['could not be read: another table may decide']
          : rules.map(({ priority, text }) => `${String(priority)}: ${text}`),
    },
  ];
}
