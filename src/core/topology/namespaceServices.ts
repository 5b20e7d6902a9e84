import type { EndpointSlice, NamespacePartition, Pod } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { isolatedDirections } from './isolation.ts';
import { type Belief, believe } from './judgeService.ts';
import type { NamespaceContext } from './namespaceContext.ts';
import type { PodClass, PodClasses, WorkloadPods } from './podClasses.ts';
import { podClassesOf } from './podClassesOf.ts';
import { podRecord } from './podRecord.ts';
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

interface WorkloadMark {
  readonly belief: Belief;
  readonly networkPolicies: NamespacePartition['networkPolicies'];
  readonly node: TopologyNode;
  readonly group: PodGroup;
}

/** Made once for the pods of a workload, and what limits what is said about them. */
const workloadMarks = new WeakMap<WorkloadPods, WorkloadMark>();

/** A workload with its pods. */
function markOf(
  partition: NamespacePartition,
  own: WorkloadPods,
  pods: PodClasses,
  belief: Belief,
): WorkloadMark {
  const { networkPolicies } = partition;
  const known = workloadMarks.get(own);
  if (
    known?.networkPolicies === networkPolicies &&
    known.belief.level === belief.level &&
    known.belief.reason === belief.reason
  )
    return known;
  const { id, kind: objectKind, namespace, name } = own.workload;
  const { state, reason, badge } = believe(judgeWorkload(own.pods, own.tally), belief);
  const isolated = isolatedDirections(partition, own.classes);
  const node: TopologyNode = {
    id,
    kind: 'workload',
    namespace,
    name,
    objectKind,
    state,
    stateReason: reason,
    badge,
    ...(isolated.length === 0 ? {} : { isolated }),
    parent: formatReference({ kind: 'namespace', name: partition.name }),
  };
  // Remembered for long: must not hold the classes of the whole namespace.
  const { keys, owners } = pods;
  const classesOf = (pod: Pod): readonly PodClass[] => {
    const key = podRecord(pod).classKey(keys, owners);
    return own.classes.filter((candidate) => candidate.key === key);
  };
  const nodeOf = (pod: Pod): TopologyNode =>
    podNode(pod, { parent: id, belief, isolated: isolatedDirections({ networkPolicies }, classesOf(pod)) });
  const mark = { belief, networkPolicies, node, group: { pods: own.pods, nodeOf } };
  workloadMarks.set(own, mark);
  return mark;
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
  const belief = context.pods;
  const marks = [...pods.workloads.values()].map((own) => markOf(partition, own, pods, belief));
  const parent = formatReference({ kind: 'namespace', name: partition.name });
  const barePods = pods.bare.map((pod) =>
    podNode(pod, {
      parent,
      belief,
      isolated: isolatedDirections(
        partition,
        [pods.classOf(pod)].filter((own) => own !== undefined),
      ),
    }),
  );
  return {
    services,
    externals,
    podParents,
    edges: [...edges.values()],
    workloads: marks.map(({ node }) => node),
    groups: new Map(marks.map(({ node, group }) => [node.id, group])),
    barePods,
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
