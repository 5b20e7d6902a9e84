import type { ClusterSnapshot, NamespacePartition } from './clusterSnapshot.ts';
import type { Timestamp } from './timestamp.ts';
import { loadingCoverage } from './coverage.ts';
import { noOtherPolicies } from './otherPolicies.ts';

/** What is known of a cluster before anything was asked: nothing, and that it is nothing. */
export function emptySnapshot(context: string, asOf: Timestamp): ClusterSnapshot {
  return {
    asOf,
    context,
    coverage: loadingCoverage,
    nodes: new Map(),
    namespaces: new Map(),
    otherPolicies: noOtherPolicies,
    ingressClasses: new Map(),
    gatewayClasses: new Map(),
    networkEvents: new Map(),
  };
}

/** A namespace in which nothing is known. */
export function emptyPartition(name: string): NamespacePartition {
  return {
    name,
    pods: new Map(),
    services: new Map(),
    endpointSlices: new Map(),
    networkPolicies: new Map(),
    ingresses: new Map(),
    gateways: new Map(),
    gatewayRoutes: new Map(),
    workloadOwners: new Map(),
  };
}
