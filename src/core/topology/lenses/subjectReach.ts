import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { partHolding } from '../foldEdges.ts';
import { partOf } from '../namespacePart.ts';
import type { Topology, TopologyEdge, TopologyPart } from '../topology.ts';
import { policyReach } from './policyReach.ts';

/** Adds who may reach a subject and whom it may reach to the lens `policies`; the lines of each part stand in the part. */
export function withReach(topology: Topology, snapshot: ClusterSnapshot, subject: string): Topology {
  const { edges, subjects, words } = policyReach(snapshot, subject);
  const linesOf = Map.groupBy(edges, ({ from, to }) => {
    // Of the two ends one is the subject: the line belongs to the other one, whose part may stay as it is otherwise.
    const other = subjects.has(to) ? from : to;
    return partHolding(topology, other)?.frame.id;
  });
  const parts = new Map<string, TopologyPart>();
  for (const [id, part] of topology.parts) {
    const lines = linesOf.get(id) ?? [];
    const own = part.members.some((member) => subjects.has(member.id));
    parts.set(id, lines.length === 0 && !own ? part : partWith(part, lines, subjects, words));
  }
  return { parts };
}

function partWith(
  part: TopologyPart,
  lines: readonly TopologyEdge[],
  subjects: ReadonlySet<string>,
  words: string,
): TopologyPart {
  const members = part.members.map((member) =>
    subjects.has(member.id)
      ? { ...member, stateReason: [member.stateReason, words].filter(Boolean).join('; ') }
      : member,
  );
  const podParents = new Map(part.podParents);
  const single = [...subjects].some((id) => id.startsWith(`${part.frame.name}/pod/`));
  for (const [member, { pods }] of single ? part.groups : []) {
    for (const { namespace, name } of pods) {
      const id = `${namespace}/pod/${name}`;
      if (subjects.has(id)) podParents.set(id, member);
    }
  }
  return partOf(part.frame, { ...part, members, podParents, edges: [...part.edges, ...lines] }, part.totals);
}
