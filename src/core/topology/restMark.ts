import type { FoldedNode } from './foldTopology.ts';
import { type TopologyKind, type TopologyNode, countOf, severity, worstState } from './topology.ts';

/** The id of the mark that stands for what did not fit of a group (of the frames when there is no group). */
export function restId(group: string | undefined): string {
  return `rest/${group ?? 'frames'}`;
}

const nouns: Readonly<Record<TopologyKind, readonly [string, string?]>> = {
  namespace: ['more namespace'],
  node: ['more node'],
  ingress: ['more Ingress', 'more Ingresses'],
  gateway: ['more Gateway'],
  route: ['more route'],
  service: ['more Service'],
  workload: ['more workload'],
  pod: ['more pod'],
  policy: ['more policy', 'more policies'],
  external: ['more thing outside', 'more things outside'],
};

/** The mark for what of a group is not drawn: never better than the worst of it. */
export function restMark(
  group: TopologyNode | undefined,
  members: readonly TopologyNode[],
  pods: number,
): FoldedNode {
  const counts = new Map<TopologyKind, number>();
  for (const { kind } of members) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const [largest = ['pod', 0] as const] = [...counts].sort(([, left], [, right]) => right - left);
  const judged = members.filter(({ kind }) => kind !== 'external');
  const trouble = judged.filter(({ state }) => severity(state) > severity('unknown')).length;
  return {
    id: restId(group?.id),
    kind: largest[0],
    namespace: group?.namespace ?? '',
    name: [...counts].map(([kind, count]) => countOf(count, ...nouns[kind])).join(', '),
    objectKind: 'Rest',
    state: worstState(judged.map(({ state }) => state)),
    stateReason: trouble === 0 ? '' : `${trouble} of them have problems`,
    badge: largest[0] === 'pod' || pods === 0 ? '' : countOf(pods, 'pod'),
    ...(group === undefined ? {} : { parent: group.id }),
    foldedPods: pods,
    canUnfold: false,
    unfolded: false,
  };
}
