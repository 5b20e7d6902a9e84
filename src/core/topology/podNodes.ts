import type { Pod } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import { type Belief, believe } from './judgeService.ts';
import { podRecord } from './podRecord.ts';
import type { TopologyNode } from './topology.ts';

/** Where a pod stands on the map, and how far what is known of it can be believed. */
export interface PodPlace {
  readonly parent: string;
  readonly belief: Belief;
  readonly isolated: readonly PolicyDirection[];
}

/** The last mark that was made of a pod, and for which place. */
const made = new WeakMap<Pod, { readonly place: PodPlace; readonly node: TopologyNode }>();

function samePlace(left: PodPlace, right: PodPlace): boolean {
  return (
    left.parent === right.parent &&
    left.belief.level === right.belief.level &&
    left.belief.reason === right.belief.reason &&
    left.isolated.length === right.isolated.length &&
    left.isolated.every((direction, index) => direction === right.isolated[index])
  );
}

/** A pod as a mark; the same object while pod and place are the same. */
export function podNode(pod: Pod, place: PodPlace): TopologyNode {
  const known = made.get(pod);
  if (known !== undefined && samePlace(known.place, place)) return known.node;
  const { namespace, name } = pod;
  const { state, reason, badge } = believe(podRecord(pod).judged, place.belief);
  const node: TopologyNode = {
    id: formatReference({ kind: 'pod', namespace, name }),
    kind: 'pod',
    namespace,
    name,
    objectKind: 'Pod',
    state,
    stateReason: reason,
    badge,
    ...(place.isolated.length === 0 ? {} : { isolated: place.isolated }),
    parent: place.parent,
  };
  made.set(pod, { place, node });
  return node;
}
