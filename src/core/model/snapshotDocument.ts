import type { EndpointSlice, Namespace, Node, Pod, Service, Timestamp } from './clusterSnapshot.ts';
import type { Coverage } from './coverage.ts';
import type { NetworkPolicy } from './networkPolicy.ts';

/** A snapshot as one JSON document (schemas/snapshot.v1.json): the form in which it leaves the program. */
export interface SnapshotDocument {
  readonly schema: 'podpath/snapshot/v1';
  readonly asOf: Timestamp;
  readonly context: string;
  readonly coverage: Coverage;
  readonly namespaces: readonly Namespace[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly networkPolicies: readonly NetworkPolicy[];
}
