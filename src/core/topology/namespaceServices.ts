import type { EndpointSlice, NamespacePartition, Pod } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { isolatedDirections } from './isolation.ts';
import { believe } from './judgeService.ts';
import type { NamespaceContext } from './namespaceContext.ts';
import { type PodClass, type PodClasses, podClassesOf } from './podClasses.ts';
import { podNode } from './podNodes.ts';
import { judgeWorkload } from './podState.ts';
import { serviceTopology } from './serviceTopology.ts';
import type { PodGroup, TopologyEdge, TopologyNode } from './topology.ts';

/** The Services of a namespace with what they lead to: all of its part but what stands before the Services. */
export interface NamespaceServices {
  /** By name. */
  readonly services: ReadonlyMap<string, TopologyNode>;
  readonly workloads: readonly TopologyNode[];
  readonly barePods: readonly TopologyNode[];
  readonly externals: ReadonlyMap<string, TopologyNode>;
  readonly groups: ReadonlyMap<string, PodGroup>;
  readonly edges: readonly TopologyEdge[];
  readonly podParents: ReadonlyMap<string, string>;
}

function podsByAddress(pods: Iterable<Pod>): ReadonlyMap<string, string> {
  const byAddress = new Map<string, string>();
  for (const { hostNetwork, podIPs, name } of pods) {
    // They share their node's address.
    if (hostNetwork) continue;
    for (const address of podIPs) byAddress.set(address, name);
  }
  return byAddress;
}

const slicesByService = new WeakMap<object, ReadonlyMap<string, readonly EndpointSlice[]>>();

/** The slices of a namespace by the Service that they belong to. */
export function slicesOfServices({
  endpointSlices,
}: NamespacePartition): ReadonlyMap<string, readonly EndpointSlice[]> {
  const known = slicesByService.get(endpointSlices);
  if (known !== undefined) return known;
  const sorted = new Map<string, EndpointSlice[]>();
  for (const slice of endpointSlices.values()) {
    if (slice.serviceName === undefined) continue;
    const slices = sorted.get(slice.serviceName);
    if (slices === undefined) sorted.set(slice.serviceName, [slice]);
    else slices.push(slice);
  }
  slicesByService.set(endpointSlices, sorted);
  return sorted;
}

interface WorkloadMarks {
  readonly workloads: readonly TopologyNode[];
  readonly barePods: readonly TopologyNode[];
  readonly groups: ReadonlyMap<string, PodGroup>;
}

function classOf(pod: Pod, pods: PodClasses): readonly PodClass[] {
  const own = pods.classOf(pod);
  return own === undefined ? [] : [own];
}

function workloadMarks(
  partition: NamespacePartition,
  pods: PodClasses,
  { pods: belief }: NamespaceContext,
): WorkloadMarks {
  const namespaceId = formatReference({ kind: 'namespace', name: partition.name });
  const groups = new Map<string, PodGroup>();
  const workloads: TopologyNode[] = [];
  for (const { workload, classes, tally, pods: own } of pods.workloads.values()) {
    const { id, kind: objectKind, namespace, name } = workload;
    const { state, reason, badge } = believe(judgeWorkload(tally), belief);
    const isolated = isolatedDirections(partition, classes);
    workloads.push({
      id,
      kind: 'workload',
      namespace,
      name,
      objectKind,
      state,
      stateReason: reason,
      badge,
      ...(isolated.length === 0 ? {} : { isolated }),
      parent: namespaceId,
    });
    const nodeOf = (pod: Pod): TopologyNode =>
      podNode(pod, { parent: id, belief, isolated: isolatedDirections(partition, classOf(pod, pods)) });
    groups.set(id, { pods: own, nodeOf });
  }
  const barePods = pods.bare.map((pod) =>
    podNode(pod, {
      parent: namespaceId,
      belief,
      isolated: isolatedDirections(partition, classOf(pod, pods)),
    }),
  );
  return { workloads, barePods, groups };
}

function build(partition: NamespacePartition, context: NamespaceContext): NamespaceServices {
  const pods = podClassesOf(partition);
  const slices = slicesOfServices(partition);
  let byAddress: ReadonlyMap<string, string> | undefined;
  const services = new Map<string, TopologyNode>();
  const externals = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  const podParents = new Map<string, string>();
  for (const service of partition.services.values()) {
    const surroundings = {
      partition,
      pods,
      slices: slices.get(service.name) ?? [],
      context,
      podsByAddress: () => (byAddress ??= podsByAddress(partition.pods.values())),
    };
    const made = serviceTopology(service, surroundings);
    services.set(service.name, made.node);
    for (const external of made.externals)
      if (!externals.has(external.id)) externals.set(external.id, external);
    for (const edge of made.edges) edges.set(edge.id, edge);
    for (const [pod, workload] of made.podParents) podParents.set(pod, workload);
  }
  return {
    services,
    externals,
    podParents,
    edges: [...edges.values()],
    ...workloadMarks(partition, pods, context),
  };
}

/** One result a partition, with the context that it was built in. An unchanged partition is the same object. */
const built = new WeakMap<
  NamespacePartition,
  { readonly key: string; readonly services: NamespaceServices }
>();

/** The Services and workloads of one namespace. Pure: the same partition and context give an equal result. */
export function namespaceServices(
  partition: NamespacePartition,
  context: NamespaceContext,
): NamespaceServices {
  const { key } = context;
  const known = built.get(partition);
  if (known?.key === key) return known.services;
  const services = build(partition, context);
  built.set(partition, { key, services });
  return services;
}
