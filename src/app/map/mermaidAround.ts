import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import { renderMapMermaid } from '../../core/report/mapMermaid.ts';
import { buildTopology } from '../../core/topology/buildTopology.ts';
import { aroundTopology } from '../../core/topology/filter/filterTopology.ts';

/** The surroundings of one thing as a Mermaid flowchart; `undefined` when there is no such thing on the map. */
export function mermaidAround(snapshot: ClusterSnapshot, reference: ObjectReference): string | undefined {
  const topology = aroundTopology(buildTopology(snapshot), new Set([formatReference(reference)]));
  return topology.parts.size === 0 ? undefined : renderMapMermaid(snapshot.context, topology);
}
