import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';
import { integer, list, object, oneOf, optional, text, timestamp } from './shape.ts';
import { coverageShape } from './coverageShape.ts';
import type { FlatTopology } from '../topology/flattenTopology.ts';
import type { TopologyEdge, TopologyEdgePort, TopologyNode } from '../topology/topology.ts';

/** The map of a cluster as it leaves the program (schemas/map.v1.json). */
export interface MapDocument {
  readonly schema: 'podpath/map/v1';
  readonly asOf: Timestamp;
  readonly context: string;
  readonly coverage: DocumentCoverage;
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

const stateShape = oneOf(['ok', 'warning', 'error', 'unknown', 'inactive']);

export const mapShape = object<MapDocument>(
  {
    schema: oneOf(['podpath/map/v1']),
    asOf: timestamp('When the cluster was like this.'),
    context: text('The kubeconfig context, or the name of the file it was made from.'),
    coverage: coverageShape,
    nodes: list(
      object<TopologyNode>({
        id: text('A reference; outside/NAMESPACE/NAME or clients/NAMESPACE for what has no object.'),
        kind: oneOf([
          'namespace',
          'node',
          'ingress',
          'gateway',
          'route',
          'service',
          'workload',
          'pod',
          'policy',
          'external',
        ]),
        namespace: text(),
        name: text(),
        objectKind: text('The API kind.'),
        state: stateShape,
        stateReason: text('Why it is in that state; empty when it is ok.'),
        badge: text('Short facts: ports, readiness.'),
        isolated: optional(
          list(
            oneOf(['ingress', 'egress']),
            'Of pods and workloads: the directions in which NetworkPolicies isolate all of it.',
          ),
        ),
        parent: optional(text('Id of the node that it belongs to.')),
      }),
    ),
    edges: list(
      object<TopologyEdge>({
        id: text(),
        kind: oneOf(
          ['routes', 'exposes', 'owns', 'selects', 'reaches'],
          'routes: an Ingress, Gateway, route or Service sends there. exposes: clients outside reach it. owns: the pods of a workload. selects: a policy isolates it. reaches: policies let it connect there, or it is unknown whether they do.',
        ),
        from: text('Id of a node.'),
        to: text('Id of a node.'),
        state: stateShape,
        stateReason: text(),
        badge: optional(text('Short facts: readiness, zones.')),
        ports: list(
          object<TopologyEdgePort>({
            protocol: oneOf(['TCP', 'UDP', 'SCTP']),
            port: integer(0, 65535),
            targetPort: text(),
          }),
        ),
      }),
    ),
  },
  'What routes to what in a cluster.',
);

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

/** A topology as the document that leaves the program; nodes and edges sorted by id. */
export function mapDocument(
  snapshot: Pick<ClusterSnapshot, 'asOf' | 'context' | 'coverage'>,
  topology: FlatTopology,
): MapDocument {
  return {
    schema: 'podpath/map/v1',
    asOf: snapshot.asOf,
    context: snapshot.context,
    coverage: snapshot.coverage,
    nodes: [...topology.nodes.values()].sort(byId),
    edges: [...topology.edges.values()].sort(byId),
  };
}
