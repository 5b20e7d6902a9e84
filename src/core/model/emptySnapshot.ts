import type { ClusterSnapshot, Timestamp } from './clusterSnapshot.ts';
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
  };
}
