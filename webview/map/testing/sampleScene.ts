import { parseReference } from '../../../src/core/model/reference.ts';
import {
  type TopologyEdge,
  type TopologyEdgeKind,
  type TopologyKind,
  edgeId,
} from '../../../src/core/topology/topology.ts';
import type { MapMark, MapMessage } from '../../../src/protocol/mapProtocol.ts';
import { type Scene, type SceneChange, applyMessage, emptyScene } from '../scene/scene.ts';

const objectKinds: Readonly<Record<string, string>> = {
  namespace: 'Namespace',
  service: 'Service',
  deployment: 'Deployment',
  pod: 'Pod',
  node: 'Node',
};

function kindOf(kind: string): TopologyKind {
  return kind === 'namespace' ||
    kind === 'node' ||
    kind === 'service' ||
    kind === 'pod' ||
    kind === 'external'
    ? kind
    : 'workload';
}

/** A mark with what its identity tells, ok unless said otherwise. */
export function mark(id: string, values: Partial<MapMark> = {}): MapMark {
  const reference = id.startsWith('clients/') ? undefined : parseReference(id, '');
  const kind = reference?.kind ?? 'external';
  return {
    id,
    kind: kindOf(kind),
    namespace: reference?.namespace ?? reference?.name ?? '',
    name: reference?.name ?? id,
    objectKind: objectKinds[kind] ?? kind,
    state: 'ok',
    stateReason: '',
    badge: '',
    foldedPods: 0,
    canUnfold: false,
    unfolded: false,
    ...(reference === undefined ? {} : { reference }),
    ...values,
  };
}

/** An edge that is ok. */
export function edge(from: string, to: string, kind: TopologyEdgeKind = 'routes'): TopologyEdge {
  return { id: edgeId(from, to), kind, from, to, state: 'ok', stateReason: '', ports: [] };
}

/** A message of epoch 1 that changes nothing but what is given. */
export function message(values: Partial<MapMessage> = {}): MapMessage {
  return {
    epoch: 1,
    sequence: 0,
    whole: false,
    status: { context: 'test', contents: '', coverage: 'complete', freshness: 'live' },
    marks: [],
    edges: [],
    removedMarks: [],
    removedEdges: [],
    ...values,
  };
}

/** The scene of these marks and edges. */
export function sceneOf(
  marks: readonly MapMark[],
  edges: readonly TopologyEdge[],
): { readonly scene: Scene; readonly change: SceneChange } {
  const applied = applyMessage(emptyScene, message({ whole: true, marks, edges }));
  if (applied === undefined) throw new Error('a whole message always applies');
  return applied;
}
