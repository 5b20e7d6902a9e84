import type { NamespacePartition } from '../model/clusterSnapshot.ts';
import { entryWords } from './entries/gatewayEntries.ts';
import { formatReference } from '../model/reference.ts';
import { type Belief } from './judgeService.ts';
import {
  type PartTotals,
  type PodGroup,
  type TopologyEdge,
  type TopologyNode,
  type TopologyPart,
  countOf,
  severity,
  worstState,
} from './topology.ts';

/** What a part is put together from. */
export interface PartContent {
  readonly members: readonly TopologyNode[];
  readonly groups: ReadonlyMap<string, PodGroup>;
  readonly edges: readonly TopologyEdge[];
  readonly podParents: ReadonlyMap<string, string>;
  readonly labelsOf: TopologyPart['labelsOf'];
  readonly runsOn: TopologyPart['runsOn'];
}

/** A part of the graph from its content. */
export function partOf(frame: TopologyNode, content: PartContent, totals: PartTotals): TopologyPart {
  const { members, groups, edges, podParents, labelsOf, runsOn } = content;
  const own = new Set(members.map(({ id }) => id));
  return {
    frame,
    size: members.length,
    members,
    groups,
    edges,
    outward: edges.filter(({ from, to }) => !own.has(from) || (!own.has(to) && !podParents.has(to))),
    podParents,
    labelsOf,
    runsOn,
    totals,
  };
}

/** Counts what is in a part. */
export function totalsOf(
  members: readonly TopologyNode[],
  groups: ReadonlyMap<string, PodGroup>,
): PartTotals {
  let [services, problems, unknown, barePods, groupedPods] = [0, 0, 0, 0, 0];
  for (const { pods } of groups.values()) groupedPods += pods.length;
  for (const { kind, state } of members) {
    if (kind === 'pod') barePods += 1;
    if (kind !== 'service') continue;
    services += 1;
    if (severity(state) >= severity('warning')) problems += 1;
    else if (state === 'unknown') unknown += 1;
  }
  return { services, problems, unknown, pods: barePods + groupedPods, groupedPods };
}

/** The frame of a namespace, in the worst state of what is in it; the pods of a workload count through their workload. */
export function namespaceFrame(
  partition: NamespacePartition,
  members: readonly TopologyNode[],
  belief: Belief,
): TopologyNode {
  const judged = members.filter(({ kind }) => kind !== 'external' && kind !== 'policy');
  const terminating = partition.namespace?.phase === 'Terminating';
  const worst = worstState(judged.map(({ state }) => state));
  let reason = '';
  if (severity(worst) > severity('ok')) {
    const [first, ...more] = judged.filter(({ state }) => state === worst);
    const words = first === undefined ? '' : `${first.objectKind} ${first.name}: ${first.stateReason}`;
    reason = more.length > 0 ? `${words}; ${more.length} more in this state` : words;
  }
  if (judged.length === 0)
    reason = belief.level === 'complete' ? 'has neither Services nor pods' : belief.reason;
  const state = judged.length === 0 && belief.level !== 'complete' ? 'unknown' : worst;
  const broken = members.filter((member) => member.kind === 'service' && member.state === 'error').length;
  const services = countOf(partition.services.size, 'Service');
  const counts = [
    ...(partition.services.size > 0 ? [broken > 0 ? `${broken} of ${services} broken` : services] : []),
    ...(partition.pods.size > 0 ? [countOf(partition.pods.size, 'pod')] : []),
    ...(partition.services.size + partition.pods.size === 0 ? entryWords(partition) : []),
  ];
  return {
    id: formatReference({ kind: 'namespace', name: partition.name }),
    kind: 'namespace',
    namespace: partition.name,
    name: partition.name,
    objectKind: 'Namespace',
    state: terminating ? 'inactive' : state,
    stateReason: terminating ? 'is being deleted' : reason,
    badge: counts.length > 0 ? counts.join(' · ') : judged.length > 0 ? '' : 'empty',
  };
}
