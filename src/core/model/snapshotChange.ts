import type { ClusterSnapshot, EndpointSlice, Namespace, Node, Pod, Service } from './clusterSnapshot.ts';
import type { Timestamp } from './timestamp.ts';
import type { ResourceCoverage, ResourceName } from './coverage.ts';
import type { Gateway, GatewayClass, GatewayRoute } from './gateway.ts';
import type { Ingress, IngressClass } from './ingress.ts';
import type { NetworkEvent } from './networkEvent.ts';
import type { NetworkPolicy } from './networkPolicy.ts';
import type { OtherPolicyByResource } from './otherPolicies.ts';
import type { WorkloadOwner } from './workloadOwner.ts';

/** The model type that each resource is projected to. */
export interface ObjectByResource extends OtherPolicyByResource {
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  services: Service;
  endpointslices: EndpointSlice;
  networkpolicies: NetworkPolicy;
  ingresses: Ingress;
  ingressclasses: IngressClass;
  gatewayclasses: GatewayClass;
  gateways: Gateway;
  httproutes: GatewayRoute;
  grpcroutes: GatewayRoute;
  tlsroutes: GatewayRoute;
  tcproutes: GatewayRoute;
  udproutes: GatewayRoute;
  replicasets: WorkloadOwner;
  jobs: WorkloadOwner;
  events: NetworkEvent;
}

type ChangeOf<Resource extends ResourceName> =
  | { readonly type: 'upsert'; readonly resource: Resource; readonly object: ObjectByResource[Resource] }
  | {
      readonly type: 'delete';
      readonly resource: Resource;
      readonly namespace?: string;
      readonly name: string;
    }
  /** A complete list: whatever it lacks is gone (in that namespace, when one is given). */
  | {
      readonly type: 'replace';
      readonly resource: Resource;
      readonly namespace?: string;
      readonly objects: readonly ObjectByResource[Resource][];
    };

/** One thing that a watch saw, already projected. */
export type SnapshotChange =
  | { [Resource in ResourceName]: ChangeOf<Resource> }[ResourceName]
  | { readonly type: 'coverage'; readonly resource: ResourceName; readonly coverage: ResourceCoverage };

/** Function type of {@link ./applyChanges.ts}: kept here so that stores can be typed against it. */
export type ApplyChanges = (
  snapshot: ClusterSnapshot,
  changes: readonly SnapshotChange[],
  asOf: Timestamp,
) => ClusterSnapshot;
