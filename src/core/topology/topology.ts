import type { TopologyState } from '../model/topologyState.ts';
import type { Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { Labels } from '../model/labels.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';

/**
 * Kinds of things on the map. A workload is what owns pods (Deployment, StatefulSet, …). A `route` is an HTTPRoute or another
 * route of a Gateway. A `node` is a frame like a namespace, in the lens `nodes`; a `policy` is drawn in the lens `policies`.
 */
export type TopologyKind =
  | 'namespace'
  | 'node'
  | 'ingress'
  | 'gateway'
  | 'route'
  | 'service'
  | 'workload'
  | 'pod'
  | 'policy'
  | 'external';

/**
 * One thing on the map. `id` is the formatted reference of the object, so it survives every update; what has no object is
 * `outside/NAMESPACE/NAME` (an address or a domain) or `clients/NAMESPACE` (whoever comes from outside).
 */
export interface TopologyNode {
  readonly id: string;
  readonly kind: TopologyKind;
  /** For what is outside the cluster: the namespace whose Service leads there or is reached from there. */
  readonly namespace: string;
  readonly name: string;
  /** The API kind behind it (`Service`, `Deployment`, …), for the second line and for screen readers. */
  readonly objectKind: string;
  readonly state: TopologyState;
  /** Why it is in that state, in words, with the thing itself left out (`selects no pod`); '' when it is ok. */
  readonly stateReason: string;
  /** Short facts for the badge: `3/4 ready`, `:80`, `headless`. */
  readonly badge: string;
  /** For pods and workloads: the directions in which NetworkPolicies isolate all of it; absent when in none. */
  readonly isolated?: readonly PolicyDirection[];
  /** What it folds into at the next level of detail: pod → workload; Service, workload, bare pod and external → namespace. */
  readonly parent?: string;
}

export interface TopologyEdgePort {
  readonly protocol: TransportProtocol;
  readonly port: number;
  readonly targetPort: string;
}

/**
 * `routes`: an Ingress, a Gateway, a route or a Service sends there what it gets (ExternalName → its target included).
 * `exposes`: clients outside the cluster can reach it. `owns`: the pods of a workload; says nothing about traffic.
 * `selects`: a policy isolates it. `reaches`: policies let it connect there, or whether they do is unknown.
 */
export type TopologyEdgeKind = 'routes' | 'exposes' | 'owns' | 'selects' | 'reaches';

/** One line of the map, from what is nearer to the client to what is nearer to the data. `id` is made by {@link edgeId}. */
export interface TopologyEdge {
  readonly id: string;
  readonly kind: TopologyEdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state: TopologyState;
  readonly stateReason: string;
  readonly ports: readonly TopologyEdgePort[];
  /** Short facts for the line: `2/3 ready · zones a, b`, `hand-made`; absent when there is nothing to say. */
  readonly badge?: string;
}

/** The pods that fold into one member of a part. */
export interface PodGroup {
  readonly pods: readonly Pod[];
  /** A pod of it as a mark. */
  readonly nodeOf: (pod: Pod) => TopologyNode;
}

/** What a part of the graph holds, in numbers. */
export interface PartTotals {
  readonly services: number;
  /** Services in the state error or warning. */
  readonly problems: number;
  /** Services whose state is unknown. */
  readonly unknown: number;
  readonly pods: number;
  /** Pods that fold into a member; the others are members. */
  readonly groupedPods: number;
}

/**
 * What stands in one frame: a namespace, or a node in the lens `nodes`. A part whose objects did not change is the same
 * object in the next graph, so whatever is derived from it can be remembered.
 */
export interface TopologyPart {
  readonly frame: TopologyNode;
  /** How many members there are; known before they are made. */
  readonly size: number;
  /** Everything whose parent is the frame. */
  readonly members: readonly TopologyNode[];
  /** By member: the pods that fold into it. Pods that nothing controls are members themselves. */
  readonly groups: ReadonlyMap<string, PodGroup>;
  /** Lines that begin or end at a member. `owns` is not among them: it follows from the groups. */
  readonly edges: readonly TopologyEdge[];
  /** The lines among them that begin or end in another part. */
  readonly outward: readonly TopologyEdge[];
  /** The member of each pod in a group that a line leads to by itself. */
  readonly podParents: ReadonlyMap<string, string>;
  /** The labels of the object that a member is; none where it is no object that has been read. */
  readonly labelsOf: (member: TopologyNode) => Labels;
  /** The name of the node that a member runs on, where it runs on one. */
  readonly runsOn: (member: TopologyNode) => string | undefined;
  readonly totals: PartTotals;
}

/** The graph of one lens, part by part, by the id of the frame. Single pods are made only where somebody asks for them. */
export interface Topology {
  readonly parts: ReadonlyMap<string, TopologyPart>;
}

/** The identity of the edge between two things: there is one at most in each direction. */
export function edgeId(from: string, to: string): string {
  return `${from} > ${to}`;
}

const severities: Readonly<Record<TopologyState, number>> = {
  inactive: 0,
  ok: 1,
  unknown: 2,
  warning: 3,
  error: 4,
};

/** How much a state asks for attention: errors most, inactive things least. */
export function severity(state: TopologyState): number {
  return severities[state];
}

/** The state that stands for several: the one that asks most for attention, `inactive` when there is none. */
export function worstState(states: Iterable<TopologyState>): TopologyState {
  let worst: TopologyState = 'inactive';
  for (const state of states) if (severity(state) > severity(worst)) worst = state;
  return worst;
}

/** `1 pod`, `20 000 pods`: a count in words, with narrow no-break spaces between thousands. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${digits} ${count === 1 ? noun : plural}`;
}

/** Problems first, then by name, in code point order. */
export function byUrgency(left: TopologyNode, right: TopologyNode): number {
  const difference = severity(right.state) - severity(left.state);
  if (difference !== 0) return difference;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
