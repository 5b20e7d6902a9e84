import { applyById } from '../../../src/core/topology/diffTopology.ts';
import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import type { TopologyState } from '../../../src/core/model/topologyState.ts';
import type { MapMark, MapMessage, MapStatus } from '../../../src/protocol/mapProtocol.ts';

/** What the map holds after the last message. Immutable: a message makes a new scene. */
export interface Scene {
  readonly epoch: number;
  readonly sequence: number;
  readonly marks: ReadonlyMap<string, MapMark>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
  readonly status: MapStatus;
}

/** What a message changed, for pulses and for the words that a screen reader hears. */
export interface SceneChange {
  readonly added: readonly MapMark[];
  readonly removed: readonly MapMark[];
  /** Marks whose state or reason is another one. */
  readonly turned: readonly { readonly mark: MapMark; readonly before: TopologyState }[];
  /** Edges that are new or whose state is another one. */
  readonly edges: readonly string[];
  /** Whether marks or edges came or went or were folded, so that places have to be found. */
  readonly structural: boolean;
  /** The scene is a new one altogether. */
  readonly whole: boolean;
}

/** The scene before the first message. */
export const emptyScene: Scene = {
  epoch: -1,
  sequence: -1,
  marks: new Map(),
  edges: new Map(),
  status: { context: '', contents: '', coverage: '', freshness: 'connecting' },
};

/**
 * Applies a message. `undefined` when it does not follow on the scene (another epoch, or one was lost): then the map has to
 * ask for everything again.
 */
export function applyMessage(
  scene: Scene,
  message: MapMessage,
): { readonly scene: Scene; readonly change: SceneChange } | undefined {
  const { epoch, sequence, status, whole } = message;
  if (!whole && (epoch !== scene.epoch || sequence !== scene.sequence + 1)) return undefined;
  const base = whole ? emptyScene : scene;
  const marks = applyById(base.marks, { upserted: message.marks, removed: message.removedMarks });
  const edges = applyById(base.edges, { upserted: message.edges, removed: message.removedEdges });
  const before = scene.epoch === epoch ? scene : emptyScene;
  const added: MapMark[] = [];
  const turned: { mark: MapMark; before: TopologyState }[] = [];
  let folded = false;
  for (const mark of marks.values()) {
    const old = before.marks.get(mark.id);
    if (old === undefined) added.push(mark);
    else {
      if (old.state !== mark.state) turned.push({ mark, before: old.state });
      if (old.unfolded !== mark.unfolded || old.parent !== mark.parent) folded = true;
    }
  }
  const removed = [...before.marks.values()].filter(({ id }) => !marks.has(id));
  const changedEdges = [...edges.values()].filter(({ id, state }) => before.edges.get(id)?.state !== state);
  const edgesCame = changedEdges.some(({ id }) => !before.edges.has(id));
  return {
    scene: { epoch, sequence, marks, edges, status },
    change: {
      added,
      removed,
      turned,
      edges: changedEdges.map(({ id }) => id),
      structural: added.length > 0 || removed.length > 0 || folded || edgesCame,
      whole: before === emptyScene,
    },
  };
}

/** Whether a mark stands for a group that unfolds to a frame. */
export function isGroup({ kind }: MapMark): boolean {
  return kind === 'namespace' || kind === 'node';
}

/** Whether a mark is drawn as a frame around others. */
export function isFrame(mark: MapMark): boolean {
  return isGroup(mark) && mark.unfolded;
}

/** The frame that a mark stands in; `undefined` for what stands on the map itself. */
export function frameOf(scene: Scene, mark: MapMark): string | undefined {
  let { parent } = mark;
  while (parent !== undefined) {
    const group = scene.marks.get(parent);
    if (group === undefined) return undefined;
    if (isGroup(group)) return group.unfolded ? group.id : undefined;
    ({ parent } = group);
  }
  return undefined;
}

/** The filter's list after a group was folded or unfolded by hand. */
export function toggleFolding(unfolded: readonly string[], mark: MapMark): readonly string[] {
  const others = unfolded.filter((id) => id !== mark.id && id !== `-${mark.id}`);
  return [...others, mark.unfolded ? `-${mark.id}` : mark.id];
}
