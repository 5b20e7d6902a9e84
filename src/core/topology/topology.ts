import type { TransportProtocol } from '../model/clusterSnapshot.ts';

/** Kinds of things on the map. A workload is what owns pods (Deployment, StatefulSet, …) or a bare pod's own group. */
export type TopologyKind = 'namespace' | 'service' | 'workload' | 'pod' | 'external';

/** `inactive`: finished or scaled to nothing on purpose. `unknown`: what would tell is not readable. */
export type TopologyState = 'ok' | 'warning' | 'error' | 'unknown' | 'inactive';

/** One thing on the map. `id` is the formatted reference of the object (or `outside/NAME`), so it survives every update. */
export interface TopologyNode {
  readonly id: string;
  readonly kind: TopologyKind;
  /** '' for what is outside the cluster. */
  readonly namespace: string;
  readonly name: string;
  /** The API kind behind it (`Service`, `Deployment`, …), for the second line and for screen readers. */
  readonly objectKind: string;
  readonly state: TopologyState;
  /** Why it is in that state, in words; '' when it is ok. */
  readonly stateReason: string;
  /** Short facts for the badge: `3/4 ready`, `:80`, `headless`. */
  readonly badge: string;
  /** What it folds into at the next level of detail: pod → workload, Service and workload → namespace. */
  readonly parent?: string;
}

export interface TopologyEdgePort {
  readonly protocol: TransportProtocol;
  readonly port: number;
  readonly targetPort: string;
}

/** What routes to what: Service → workload or pod, ExternalName → its target, outside → Service. */
export interface TopologyEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly state: TopologyState;
  readonly stateReason: string;
  readonly ports: readonly TopologyEdgePort[];
}

/** The graph of who routes to whom at one level of detail. */
export interface Topology {
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
}
