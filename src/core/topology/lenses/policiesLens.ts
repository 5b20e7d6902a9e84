import type { ClusterSnapshot, NamespacePartition } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { type OtherPolicyKind, otherPolicyKinds } from '../../model/otherPolicies.ts';
import { formatReference } from '../../model/reference.ts';
import { directionsOf } from '../../policy/selectingPolicies.ts';
import { lookUpsIn } from '../buildTopology.ts';
import { isolationOf } from '../isolation.ts';
import { believe, worstBelief } from '../judgeService.ts';
import { beliefIn, namespaceContext } from '../namespaceContext.ts';
import { namespaceFrame, partOf, totalsOf } from '../namespacePart.ts';
import { type NamespaceServices, namespaceServices } from '../namespaceServices.ts';
import type { PodClass, PodClasses } from '../podClasses.ts';
import { podClassesOf } from '../podClassesOf.ts';
import {
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  type TopologyPart,
  countOf,
  edgeId,
} from '../topology.ts';

/** `isolated: ingress, egress (3 of 5 pods)`, `open`. */
function isolationWords(partition: NamespacePartition, classes: readonly PodClass[]): string {
  const alive = classes.filter((own) => own.alive > 0);
  const counted = alive.length > 0 ? alive : classes;
  if (counted.every(({ hostNetwork }) => hostNetwork)) return 'host network: no policy applies';
  const count = (some: readonly PodClass[]): number => some.reduce((sum, own) => sum + own.pods.length, 0);
  const total = count(counted);
  const directions = (['ingress', 'egress'] as const).flatMap((direction) => {
    const isolated = count(counted.filter((own) => isolationOf(partition, own)[direction].length > 0));
    if (isolated === 0) return [];
    return [isolated === total ? direction : `${direction} (${isolated} of ${countOf(total, 'pod')})`];
  });
  return directions.length === 0 ? 'open' : `isolated: ${directions.join(', ')}`;
}

function policyNode(
  partition: string,
  name: string,
  objectKind: string,
  values: Pick<TopologyNode, 'id' | 'state' | 'stateReason' | 'badge'>,
): TopologyNode {
  const parent = formatReference({ kind: 'namespace', name: partition });
  return { kind: 'policy', namespace: partition, name, objectKind, parent, ...values };
}

function networkPolicyNode(policy: NetworkPolicy, selected: number): TopologyNode {
  const { namespace, name } = policy;
  return policyNode(namespace, name, 'NetworkPolicy', {
    id: formatReference({ kind: 'networkpolicy', namespace, name }),
    state: selected === 0 ? 'inactive' : 'ok',
    stateReason: selected === 0 ? 'selects no pod' : '',
    badge: directionsOf(policy).join(', ').toLowerCase(),
  });
}

/** Policies of other APIs that belong to the namespace. */
function otherPolicyNodes({ otherPolicies }: ClusterSnapshot, namespace: string): readonly TopologyNode[] {
  const nodes = ({ resource, kind, reference }: OtherPolicyKind): readonly TopologyNode[] =>
    [...otherPolicies[resource].values()].flatMap((policy) => {
      if (!('namespace' in policy) || policy.namespace !== namespace) return [];
      const { name } = policy;
      return [
        policyNode(namespace, name, kind, {
          id: formatReference({ kind: reference, namespace, name }),
          state: 'unknown',
          stateReason: 'what it allows is not evaluated',
          badge: '',
        }),
      ];
    });
  return otherPolicyKinds.filter(({ namespaced }) => namespaced).flatMap(nodes);
}

function classesOfMark(node: TopologyNode, classes: PodClasses, partition: NamespacePartition) {
  const workload = classes.workloads.get(node.id);
  if (workload !== undefined) return workload.classes;
  const pod = partition.pods.get(node.name);
  const own = pod === undefined ? undefined : classes.classOf(pod);
  return own === undefined ? [] : [own];
}

function buildPart(
  snapshot: ClusterSnapshot,
  partition: NamespacePartition,
  services: NamespaceServices,
): TopologyPart {
  const classes = podClassesOf(partition);
  const belief = worstBelief(
    beliefIn(snapshot.coverage, 'networkpolicies', partition.name),
    beliefIn(snapshot.coverage, 'pods', partition.name),
  );
  const edges: TopologyEdge[] = [];
  const selectedBy = new Map<NetworkPolicy, number>();
  const marks = [...services.workloads, ...services.barePods].map((node): TopologyNode => {
    const own = classesOfMark(node, classes, partition);
    const policies = new Set(
      own.flatMap((each) => {
        const { ingress, egress } = isolationOf(partition, each);
        return [...ingress, ...egress];
      }),
    );
    for (const policy of policies) {
      selectedBy.set(policy, (selectedBy.get(policy) ?? 0) + 1);
      const { namespace, name } = policy;
      const from = formatReference({ kind: 'networkpolicy', namespace, name });
      const line = { kind: 'selects' as const, from, to: node.id, state: 'ok' as const, stateReason: '' };
      edges.push({ id: edgeId(from, node.id), ...line, ports: [] });
    }
    // The lens is about isolation: whether the pods are ready is another question.
    const { state, reason } = believe({ state: 'ok' as const, reason: '' }, belief);
    const badge = belief.level === 'incomplete' ? '' : isolationWords(partition, own);
    return { ...node, state, stateReason: reason, badge };
  });
  const policies = [...partition.networkPolicies.values()].map((policy) =>
    networkPolicyNode(policy, selectedBy.get(policy) ?? 0),
  );
  const members = [...policies, ...otherPolicyNodes(snapshot, partition.name), ...marks];
  const { groups, podParents } = services;
  const content = { members, groups, edges, podParents, ...lookUpsIn(partition) };
  const frame = namespaceFrame(partition, members, belief);
  return partOf({ ...frame, ...frameWords(partition, marks, frame) }, content, totalsOf(members, groups));
}

/** `12 of 40 workloads isolated · 3 policies`. */
function frameWords(
  { networkPolicies }: NamespacePartition,
  marks: readonly TopologyNode[],
  frame: TopologyNode,
): Partial<TopologyNode> {
  if (marks.length === 0 && networkPolicies.size === 0) return { badge: frame.badge };
  const isolated = marks.filter(({ badge }) => badge.startsWith('isolated')).length;
  const all = countOf(marks.length, 'workload');
  const words = isolated === 0 ? `${all} open` : `${isolated} of ${all} isolated`;
  const policies = networkPolicies.size === 0 ? [] : [countOf(networkPolicies.size, 'policy', 'policies')];
  return { badge: [words, ...policies].join(' · ') };
}

interface Remembered {
  readonly dependencies: readonly unknown[];
  readonly part: TopologyPart;
}

const remembered = new WeakMap<NamespaceServices, Remembered>();

/** Who is isolated, namespace by namespace: workloads, and the policies that select them. */
export function buildPoliciesLens(snapshot: ClusterSnapshot): Topology {
  const parts = new Map<string, TopologyPart>();
  for (const partition of snapshot.namespaces.values()) {
    const services = namespaceServices(partition, namespaceContext(snapshot, partition));
    const dependencies = [partition, snapshot.coverage, snapshot.otherPolicies];
    let known = remembered.get(services);
    if (known?.dependencies.every((own, index) => own === dependencies[index]) !== true) {
      known = { dependencies, part: buildPart(snapshot, partition, services) };
      remembered.set(services, known);
    }
    parts.set(known.part.frame.id, known.part);
  }
  return { parts };
}
