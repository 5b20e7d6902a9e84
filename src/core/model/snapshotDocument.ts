import type { EndpointSlice, Namespace, Node, Pod, Service, Timestamp } from './clusterSnapshot.ts';
import type { BasicResourceName, OtherPolicyName, ResourceCoverage } from './coverage.ts';
import type { NetworkPolicy } from './networkPolicy.ts';
import type { OtherPolicyByResource } from './otherPolicies.ts';

/** As in the model, but that a document from before a policy kind was known does not speak of it. */
export type DocumentCoverage = Readonly<Record<BasicResourceName, ResourceCoverage>> &
  Readonly<Partial<Record<OtherPolicyName, ResourceCoverage>>>;

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
  /** Absent when there are none. */
  readonly otherPolicies?: OtherPoliciesDocument;
}
