import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import { worstBelief } from './judgeService.ts';
import { namespaceContext } from './namespaceContext.ts';
import { namespaceFrame, partOf, totalsOf } from './namespacePart.ts';
import { type NamespaceServices, namespaceServices } from './namespaceServices.ts';
import type { Topology, TopologyNode, TopologyPart } from './topology.ts';

/** The labels of members of a namespace. */
function labelsIn({ pods, services }: NamespacePartition): TopologyPart['labelsOf'] {
  return ({ kind, name }) => {
    if (kind === 'pod') return pods.get(name)?.labels ?? {};
    if (kind === 'service') return services.get(name)?.labels ?? {};
    return {};
  };
}

const parts = new WeakMap<NamespaceServices, TopologyPart>();

function namespacePart(snapshot: ClusterSnapshot, partition: NamespacePartition): TopologyPart {
  const context = namespaceContext(snapshot, partition);
  const services = namespaceServices(partition, context);
  const known = parts.get(services);
  if (known !== undefined) return known;
  const members = [
    ...services.services.values(),
    ...services.workloads,
    ...services.barePods,
    ...services.externals.values(),
  ];
  const frame = namespaceFrame(partition, members, worstBelief(context.pods, context.services));
  const { groups, edges, podParents } = services;
  const runsOn = ({ kind, name }: TopologyNode): string | undefined =>
    kind === 'pod' ? partition.pods.get(name)?.nodeName : undefined;
  const content = { members, groups, edges, podParents, labelsOf: labelsIn(partition), runsOn };
  const part = partOf(frame, content, totalsOf(members, groups));
  parts.set(services, part);
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
