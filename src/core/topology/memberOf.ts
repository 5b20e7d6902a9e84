import type { TopologyNode, TopologyPart } from './topology.ts';

const indexes = new WeakMap<TopologyPart, ReadonlyMap<string, TopologyNode>>();

/** The members of a part by id; indexed when first asked for. */
export function membersById(part: TopologyPart): ReadonlyMap<string, TopologyNode> {
  let index = indexes.get(part);
  if (index === undefined) {
    index = new Map(part.members.map((member) => [member.id, member]));
    indexes.set(part, index);
  }
  return index;
}

/** A member of a part by its id. */
export function memberOf(part: TopologyPart, id: string): TopologyNode | undefined {
  return membersById(part).get(id);
}
