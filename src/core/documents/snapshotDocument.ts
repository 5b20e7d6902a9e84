import type { EndpointSlice, Namespace, Node, Pod, Service } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type {
  BasicResourceName,
  OtherPolicyName,
  ResourceCoverage,
  ResourceName,
} from '../model/coverage.ts';
import type { Gateway, GatewayClass, GatewayRoute } from '../model/gateway.ts';
import type { Ingress, IngressClass } from '../model/ingress.ts';
import type { NetworkEvent } from '../model/networkEvent.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { OtherPolicyByResource } from '../model/otherPolicies.ts';
import type { WorkloadOwner } from '../model/workloadOwner.ts';

/** As in the model, but that a document from before a resource was known does not speak of it. */
export type DocumentCoverage = Readonly<Record<BasicResourceName, ResourceCoverage>> &
  Readonly<Partial<Record<Exclude<ResourceName, BasicResourceName>, ResourceCoverage>>>;

/** Policies of other APIs; a kind without objects is left out. */
export type OtherPoliciesDocument = {
  readonly [Resource in OtherPolicyName]?: readonly OtherPolicyByResource[Resource][];
};

/** A snapshot as one JSON document (schemas/snapshot.v1.json): the form in which it leaves the program. */
export interface SnapshotDocument {
  readonly schema: 'podpath/snapshot/v1';
  readonly asOf: Timestamp;
  readonly context: string;
  readonly coverage: DocumentCoverage;
  readonly namespaces: readonly Namespace[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly networkPolicies: readonly NetworkPolicy[];
  /** Absent when there are none; so are the lists that follow. */
  readonly otherPolicies?: OtherPoliciesDocument;
  readonly ingresses?: readonly Ingress[];
  readonly ingressClasses?: readonly IngressClass[];
  readonly gatewayClasses?: readonly GatewayClass[];
  readonly gateways?: readonly Gateway[];
  readonly gatewayRoutes?: readonly GatewayRoute[];
  readonly workloadOwners?: readonly WorkloadOwner[];
  readonly networkEvents?: readonly NetworkEvent[];
}
