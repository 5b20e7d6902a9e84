import type { ClusterSnapshot, NamespacePartition, Pod } from '../../model/clusterSnapshot.ts';
import { formatReference } from '../../model/reference.ts';
import { type Belief, believe } from '../judgeService.ts';
import { beliefIn } from '../namespaceContext.ts';
import type { PodClasses, WorkloadPods } from '../podClasses.ts';
import { podClassesOf } from '../podClassesOf.ts';
import { podNode } from '../podNodes.ts';
import { podRecord } from '../podRecord.ts';
import { judgeWorkload, PodTally } from '../podState.ts';
import { type PodGroup, type Topology, type TopologyNode, type TopologyPart } from '../topology.ts';
import type { WorkloadGroup } from '../workloadGroup.ts';
import { nodeFrame, unscheduledFrame } from './judgeNode.ts';

/** The pods of one workload that run on one node; without a workload it is one pod that nothing controls. */
interface PodsHere {
  readonly workload: WorkloadGroup | undefined;
  readonly pods: readonly Pod[];
}

/** What of one namespace runs on one node. */
interface NamespaceHere {
  readonly groups: PodsHere[];
  pods: number;
  groupedPods: number;
  /** Pods in the state error. */
  broken: number;
}

type ByNode<Value> = ReadonlyMap<string, Value>;

/** Pods that no node has yet stand under the name ''. */
function nodeOf({ nodeName = '' }: Pod): string {
  return nodeName;
}

const nodesOfWorkloads = new WeakMap<WorkloadPods, ByNode<readonly Pod[]>>();

function byNode(own: WorkloadPods): ByNode<readonly Pod[]> {
  let sorted = nodesOfWorkloads.get(own);
  if (sorted === undefined) {
    sorted = Map.groupBy(own.pods, nodeOf);
    nodesOfWorkloads.set(own, sorted);
  }
  return sorted;
}

const nodesOfNamespaces = new WeakMap<PodClasses, ByNode<NamespaceHere>>();

function sortNamespace(partition: NamespacePartition): ByNode<NamespaceHere> {
  const classes = podClassesOf(partition);
  const known = nodesOfNamespaces.get(classes);
  if (known !== undefined) return known;
  const sorted = new Map<string, NamespaceHere>();
  const add = (node: string, group: PodsHere): void => {
    let here = sorted.get(node);
    if (here === undefined) {
      here = { groups: [], pods: 0, groupedPods: 0, broken: 0 };
      sorted.set(node, here);
    }
    here.groups.push(group);
    here.pods += group.pods.length;
    if (group.workload !== undefined) here.groupedPods += group.pods.length;
    for (const pod of group.pods) if (podRecord(pod).judged.state === 'error') here.broken += 1;
  };
  for (const own of classes.workloads.values()) {
    for (const [node, pods] of byNode(own)) add(node, { workload: own.workload, pods });
  }
  for (const pod of classes.bare) add(nodeOf(pod), { workload: undefined, pods: [pod] });
  nodesOfNamespaces.set(classes, sorted);
  return sorted;
}

/** What runs on one node, of all namespaces. */
interface Here {
  readonly namespaces: NamespaceHere[];
  pods: number;
  groupedPods: number;
  size: number;
  broken: number;
}

/** The content of a frame; made when somebody looks into it. */
class Content {
  readonly members: readonly TopologyNode[];
  readonly groups: ReadonlyMap<string, PodGroup>;
  readonly pods = new Map<string, Pod>();

  constructor(frame: string, key: string, { namespaces }: Here, beliefOf: (namespace: string) => Belief) {
    const members: TopologyNode[] = [];
    const groups = new Map<string, PodGroup>();
    const place = (pod: Pod, parent: string): TopologyNode =>
      podNode(pod, { parent, belief: beliefOf(pod.namespace), isolated: [] });
    for (const { workload, pods } of namespaces.flatMap((own) => own.groups)) {
      if (workload === undefined) {
        for (const pod of pods) {
          const node = place(pod, frame);
          members.push(node);
          this.pods.set(node.id, pod);
        }
        continue;
      }
      // A workload stands on many nodes: what is before the # tells them apart.
      const id = `${key}#${workload.id}`;
      const tally = new PodTally();
      for (const pod of pods) tally.add(podRecord(pod));
      const { state, reason, badge } = believe(judgeWorkload(pods, tally), beliefOf(workload.namespace));
      members.push({
        id,
        kind: 'workload',
        namespace: workload.namespace,
        name: workload.name,
        objectKind: workload.kind,
        state,
        stateReason: reason,
        badge: state === 'ok' ? `×${pods.length}` : `×${pods.length} · ${badge}`,
        parent: frame,
      });
      groups.set(id, { pods, nodeOf: (pod) => place(pod, id) });
    }
    this.members = members;
    this.groups = groups;
  }
}

function partOfNode(
  frame: TopologyNode,
  key: string,
  here: Here,
  beliefOf: (namespace: string) => Belief,
): TopologyPart {
  let content: Content | undefined;
  const look = (): Content => (content ??= new Content(frame.id, key, here, beliefOf));
  const { pods, groupedPods, size } = here;
  return {
    frame,
    size,
    get members() {
      return look().members;
    },
    get groups() {
      return look().groups;
    },
    edges: [],
    outward: [],
    podParents: new Map(),
    labelsOf: ({ id }) => look().pods.get(id)?.labels ?? {},
    runsOn: () => (key === '' ? undefined : key),
    totals: { services: 0, problems: 0, unknown: 0, pods, groupedPods },
  };
}

/** Nodes as frames, and in them the pods that run there, by workload; pods that run nowhere yet stand in a frame of their own. */
export function buildNodesLens(snapshot: ClusterSnapshot): Topology {
  const all = new Map<string, Here>();
  const hereOf = (node: string): Here => {
    let here = all.get(node);
    if (here === undefined) {
      here = { namespaces: [], pods: 0, groupedPods: 0, size: 0, broken: 0 };
      all.set(node, here);
    }
    return here;
  };
  for (const name of snapshot.nodes.keys()) hereOf(name);
  for (const partition of snapshot.namespaces.values()) {
    for (const [node, own] of sortNamespace(partition)) {
      const here = hereOf(node);
      here.namespaces.push(own);
      here.pods += own.pods;
      here.groupedPods += own.groupedPods;
      here.size += own.groups.length;
      here.broken += own.broken;
    }
  }
  const beliefs = new Map<string, Belief>();
  const beliefOf = (namespace: string): Belief => {
    const known = beliefs.get(namespace) ?? beliefIn(snapshot.coverage, 'pods', namespace);
    beliefs.set(namespace, known);
    return known;
  };
  const nodesBelief = beliefIn(snapshot.coverage, 'nodes');
  const parts = new Map<string, TopologyPart>();
  for (const [name, here] of all) {
    const id = name === '' ? 'unscheduled' : formatReference({ kind: 'node', name });
    const frame =
      name === ''
        ? unscheduledFrame(id, here)
        : nodeFrame(id, name, snapshot.nodes.get(name), here, nodesBelief);
    parts.set(id, partOfNode(frame, name, here, beliefOf));
  }
  return { parts };
}
