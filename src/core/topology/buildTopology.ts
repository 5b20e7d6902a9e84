import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import type { Entries } from './entries/entryContext.ts';
import { namespaceEntries } from './entries/namespaceEntries.ts';
import { worstBelief } from './judgeService.ts';
import { namespaceContext } from './namespaceContext.ts';
import { namespaceFrame, partOf, totalsOf } from './namespacePart.ts';
import { type NamespaceServices, namespaceServices } from './namespaceServices.ts';
import type { Topology, TopologyNode, TopologyPart } from './topology.ts';

/** What a search asks about the members of a namespace. */
export function lookUpsIn(partition: NamespacePartition): Pick<TopologyPart, 'labelsOf' | 'runsOn'> {
  const { pods, services, ingresses, gateways, gatewayRoutes } = partition;
  return {
    labelsOf: ({ kind, name, objectKind }) => {
      const object =
        kind === 'pod'
          ? pods.get(name)
          : kind === 'service'
            ? services.get(name)
            : kind === 'ingress'
              ? ingresses.get(name)
              : kind === 'gateway'
                ? gateways.get(name)
                : kind === 'route'
                  ? gatewayRoutes.get(`${objectKind}/${name}`)
                  : undefined;
      return object?.labels ?? {};
    },
    runsOn: ({ kind, name }) => (kind === 'pod' ? pods.get(name)?.nodeName : undefined),
  };
}

interface Remembered {
  readonly services: NamespaceServices;
  readonly entries: Entries;
  readonly part: TopologyPart;
}

const remembered = new WeakMap<NamespacePartition, Remembered>();

function externalsOf(services: NamespaceServices, entries: Entries): readonly TopologyNode[] {
  if (entries.externals.length === 0) return [...services.externals.values()];
  const all = new Map(services.externals);
  for (const node of entries.externals) all.set(node.id, node);
  return [...all.values()];
}

/** The part of one namespace in the lens `services`. */
export function namespacePart(snapshot: ClusterSnapshot, partition: NamespacePartition): TopologyPart {
  const context = namespaceContext(snapshot, partition);
  const services = namespaceServices(partition, context);
  const entries = namespaceEntries(snapshot, partition);
  const known = remembered.get(partition);
  if (known?.services === services && known.entries === entries) return known.part;
  const members = [
    ...entries.nodes,
    ...services.services.values(),
    ...services.workloads,
    ...services.barePods,
    ...externalsOf(services, entries),
  ];
  const frame = namespaceFrame(partition, members, worstBelief(context.pods, context.services));
  const { groups, podParents } = services;
  const edges = entries.edges.length === 0 ? services.edges : [...entries.edges, ...services.edges];
  const content = { members, groups, edges, podParents, ...lookUpsIn(partition) };
  const part = partOf(frame, content, totalsOf(members, groups));
  remembered.set(partition, { services, entries, part });
  return part;
}

const built = new WeakMap<ClusterSnapshot, Topology>();

/** The graph of a snapshot: who routes to whom. Only partitions that changed are built anew. */
export function buildTopology(snapshot: ClusterSnapshot): Topology {
  const known = built.get(snapshot);
  if (known !== undefined) return known;
  const all = new Map<string, TopologyPart>();
  for (const partition of snapshot.namespaces.values()) {
    const part = namespacePart(snapshot, partition);
    all.set(part.frame.id, part);
  }
  const topology = { parts: all };
  built.set(snapshot, topology);
  return topology;
}
