import { lookUpRoute } from '../../dataplane/lookUpRoute.ts';
import { describeRoute, type RouteTables } from '../../dataplane/routes.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { alignColumns, count, type Section } from '../section.ts';

/** The kernel fills the table `local` by itself; nobody reads it for pleasure. */
const ownTables: ReadonlySet<string> = new Set(['local']);

/** A pod's address on a node, to ask for the route to its pods; where it has none, one that no gateway has. */
function addressIn(snapshot: ClusterSnapshot, node: string, cidr: string): string {
  const isSix = cidr.includes(':');
  for (const { pods } of snapshot.namespaces.values()) {
    for (const { nodeName, hostNetwork, podIPs } of pods.values()) {
      const address = podIPs.find((own) => own.includes(':') === isSix);
      if (nodeName === node && !hostNetwork && address !== undefined) return address;
    }
  }
  // The first address of a range is the bridge's, by custom of the CNI plugins (host-local's default gateway).
  return (cidr.split('/')[0] ?? '').replace(/\.0$/, '.2').replace(/::$/, '::2');
}

/** How each node's pods are reached from here. */
function podRanges(tables: RouteTables, snapshot: ClusterSnapshot): Section | undefined {
  const rows = [...snapshot.nodes.values()].flatMap(({ name, podCIDRs }) =>
    podCIDRs
      .filter((cidr) => tables.families.includes(cidr.includes(':') ? 6 : 4))
      .map((cidr) => {
        const { route, uncertainBecause } = lookUpRoute(tables, addressIn(snapshot, name, cidr));
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
          : alignColumns(
              rules.map(({ family, priority, text }) => [`IPv${String(family)}`, String(priority), text]),
            ),
    },
  ];
}
