import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { buildTopology } from '../buildTopology.ts';
import type { Topology } from '../topology.ts';
import { buildNodesLens } from './nodesLens.ts';
import { buildPoliciesLens } from './policiesLens.ts';
import { withReach } from './subjectReach.ts';

/** What the marks and lines of a graph stand for. */
export type TopologyLens = 'services' | 'nodes' | 'policies';

/** Which graph of a snapshot is meant. */
export interface LensQuestion {
  readonly lens: TopologyLens;
  /** In the lens `policies`: the id of the mark whose reach is asked for. */
  readonly subject?: string;
}

/** The graph of a snapshot under a lens. What did not change since the last one is the same object. */
export function buildLens(snapshot: ClusterSnapshot, { lens, subject }: LensQuestion): Topology {
  if (lens === 'nodes') return buildNodesLens(snapshot);
  if (lens === 'services') return buildTopology(snapshot);
  const topology = buildPoliciesLens(snapshot);
  return subject === undefined ? topology : withReach(topology, snapshot, subject);
}
