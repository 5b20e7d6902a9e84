import type { ClusterSnapshot, NamespacePartition } from '../../model/clusterSnapshot.ts';
import { namespaceContext } from '../namespaceContext.ts';
import { namespaceServices } from '../namespaceServices.ts';
import type { Entries, EntryContext } from './entryContext.ts';
import { gatewayEntries } from './gatewayEntries.ts';
import { ingressEntries } from './ingressEntries.ts';

/** Nothing leads into most namespaces. */
const none: Entries = { nodes: [], externals: [], edges: [] };

interface Remembered {
  readonly dependencies: readonly unknown[];
  readonly entries: Entries;
}

/** By the routes of a namespace, a map that hardly ever changes. */
const remembered = new WeakMap<object, Remembered>();

/** The other namespaces that routes of this one name. */
function namedNamespaces({ gatewayRoutes, name }: NamespacePartition): readonly string[] {
  const named = new Set<string>();
  for (const { parents, backends } of gatewayRoutes.values()) {
    for (const { namespace } of [...parents, ...backends]) if (namespace !== name) named.add(namespace);
  }
  return [...named];
}

/** What leads into a namespace; made anew only when something changed that it is judged by. */
export function namespaceEntries(snapshot: ClusterSnapshot, partition: NamespacePartition): Entries {
  const { ingresses, gateways, gatewayRoutes } = partition;
  if (ingresses.size + gateways.size + gatewayRoutes.size === 0) return none;
  const servicesOf: EntryContext['servicesOf'] = (namespace) => {
    const other = snapshot.namespaces.get(namespace);
    return other === undefined ? undefined : namespaceServices(other, namespaceContext(snapshot, other));
  };
  const others = namedNamespaces(partition);
  const dependencies = [
    ingresses,
    gateways,
    gatewayRoutes,
    snapshot.ingressClasses,
    snapshot.gatewayClasses,
    snapshot.coverage,
    servicesOf(partition.name),
    ...others.map(servicesOf),
    ...others.map((name) => snapshot.namespaces.get(name)?.gateways),
  ];
  const known = remembered.get(gatewayRoutes);
  const holds =
    known?.dependencies.length === dependencies.length &&
    known.dependencies.every((dependency, index) => dependency === dependencies[index]);
  if (known !== undefined && holds) return known.entries;
  const context: EntryContext = { snapshot, servicesOf };
  const both = [ingressEntries(partition, context), gatewayEntries(partition, context)];
  const entries: Entries = {
    nodes: both.flatMap(({ nodes }) => nodes),
    externals: both.flatMap(({ externals }) => externals),
    edges: both.flatMap(({ edges }) => edges),
  };
  remembered.set(gatewayRoutes, { dependencies, entries });
  return entries;
}
