import type { TransportProtocol } from '../model/clusterSnapshot.ts';
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

/** `inactive`: finished or scaled to nothing on purpose. `unknown`: what would tell is not readable. */
export type TopologyState = 'ok' | 'warning' | 'error' | 'unknown' | 'inactive';

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

/** The graph of who routes to whom at one level of detail. */
export interface Topology {
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
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
