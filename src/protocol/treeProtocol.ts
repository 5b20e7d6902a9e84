import type { ObjectReference } from '../core/model/reference.ts';
import type { TopologyState } from '../core/model/topologyState.ts';

/** One item of the network tree: namespaces → what leads in, and Services → ports → endpoints. Ids are stable across updates. */
export interface TreeNode {
  readonly id: string;
  readonly kind: 'namespace' | 'service' | 'ingress' | 'gateway' | 'route' | 'port' | 'endpoint' | 'message';
  readonly label: string;
  /** The grey text beside the label: counts, readiness, addresses. */
  readonly description: string;
  readonly tooltip: string;
  readonly state: TopologyState;
  readonly hasChildren: boolean;
  /** The object that the item stands for: of a port its Service, of an endpoint its pod. */
  readonly reference?: ObjectReference;
  /** Of a port: the number that a client dials. */
  readonly port?: number;
}
