import type { Pod } from '../../model/clusterSnapshot.ts';
import { partHolding } from '../foldEdges.ts';
import { partOf, totalsOf } from '../namespacePart.ts';
import type { PodGroup, Topology, TopologyEdge, TopologyPart } from '../topology.ts';
import type { PartMatches, TopologyFilter } from './topologyFilter.ts';

interface Adjacency {
  readonly from: ReadonlyMap<string, readonly TopologyEdge[]>;
  /** By the end itself. */
  readonly to: ReadonlyMap<string, readonly TopologyEdge[]>;
}

const adjacencies = new WeakMap<TopologyPart, Adjacency>();

function adjacencyOf(part: TopologyPart): Adjacency {
  let known = adjacencies.get(part);
  if (known === undefined) {
    known = {
      from: Map.groupBy(part.edges, ({ from }) => from),
      to: Map.groupBy(part.edges, ({ to }) => to),
    };
    adjacencies.set(part, known);
  }
  return known;
}

/** Walks from what is meant to all that is on its paths. */
class PathWalk {
  readonly #topology: Topology;
  readonly #up = new Set<string>();
  readonly #down = new Set<string>();
  /** Lines that come into a part from others, by the part. */
  #inward: Map<string, TopologyEdge[]> | undefined;

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  get kept(): ReadonlySet<string> {
    return new Set([...this.#up, ...this.#down]);
  }

  /** What leads to a thing of a part, however far away. */
  walkUp(start: string, part: TopologyPart): void {
    const open: [string, TopologyPart][] = [[start, part]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [id, inside] = next;
      if (this.#up.has(id)) continue;
      this.#up.add(id);
      for (const { from } of adjacencyOf(inside).to.get(id) ?? []) open.push([from, inside]);
      for (const { from, to } of this.#inwardOf(inside)) {
        const other = to === id ? partHolding(this.#topology, from) : undefined;
        if (other !== undefined) open.push([from, other]);
      }
    }
  }

  /** What a thing of a part leads to, however far away. */
  walkDown(start: string, part: TopologyPart): void {
    const open: [string, TopologyPart][] = [[start, part]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [id, inside] = next;
      if (this.#down.has(id)) continue;
      this.#down.add(id);
      for (const edge of adjacencyOf(inside).from.get(id) ?? []) {
        const other = inside.outward.includes(edge) ? partHolding(this.#topology, edge.to) : inside;
        if (other !== undefined) open.push([edge.to, other]);
      }
    }
  }

  #inwardOf({ frame }: TopologyPart): readonly TopologyEdge[] {
    if (this.#inward === undefined) {
      this.#inward = new Map();
      for (const part of this.#topology.parts.values()) {
        for (const edge of part.outward) {
          const target = partHolding(this.#topology, edge.to)?.frame.id;
          if (target === undefined) continue;
          const known = this.#inward.get(target);
          if (known === undefined) this.#inward.set(target, [edge]);
          else known.push(edge);
        }
      }
    }
    return this.#inward.get(frame.id) ?? [];
  }
}

function walkFrom(walk: PathWalk, part: TopologyPart, { members, pods }: PartMatches): void {
  for (const id of members) {
    walk.walkDown(id, part);
    walk.walkUp(id, part);
  }
  for (const [pod, member] of part.podParents) if (members.has(member)) walk.walkUp(pod, part);
  for (const [member, found] of pods) {
    walk.walkUp(member, part);
    for (const { namespace, name } of found) {
      const id = `${namespace}/pod/${name}`;
      if (part.podParents.has(id)) walk.walkUp(id, part);
    }
  }
}

/** The pods of a group that stay: all when it is meant as a whole, else those that are meant or led to one by one. */
function keptPods(
  member: string,
  whole: PodGroup,
  matches: PartMatches,
  ledTo: ReadonlySet<string>,
): PodGroup {
  if (matches.members.has(member)) return whole;
  const found = matches.pods.get(member) ?? [];
  if (ledTo.size === 0) return { ...whole, pods: found };
  const kept = new Set<Pod>(found);
  return {
    ...whole,
    pods: whole.pods.filter((pod) => kept.has(pod) || ledTo.has(`${pod.namespace}/pod/${pod.name}`)),
  };
}

function partFrom(
  part: TopologyPart,
  matches: PartMatches,
  kept: ReadonlySet<string>,
): TopologyPart | undefined {
  const ledTo = new Map<string, Set<string>>();
  for (const [pod, member] of part.podParents) {
    if (!kept.has(pod)) continue;
    const known = ledTo.get(member);
    if (known === undefined) ledTo.set(member, new Set([pod]));
    else known.add(pod);
  }
  const members = part.members.filter(({ id }) => kept.has(id) || ledTo.has(id));
  if (members.length === 0 && !matches.frame) return undefined;
  if (members.length === part.members.length && matches.members.size === part.members.length) return part;
  const groups = new Map<string, PodGroup>();
  for (const { id } of members) {
    const whole = part.groups.get(id);
    if (whole !== undefined) groups.set(id, keptPods(id, whole, matches, ledTo.get(id) ?? new Set()));
  }
  const edges = part.edges.filter(({ from }) => kept.has(from));
  const { frame, podParents, labelsOf, runsOn } = part;
  const content = { members, groups, edges, podParents, labelsOf, runsOn };
  return partOf(frame, content, totalsOf(members, groups));
}

/**
 * What is meant, with the pods of workloads among it, all that leads to it and all that it leads to, and the frames that
 * these stand in. A workload that is only led to is kept without its pods: they would drown what was asked for.
 */
function keepPaths(topology: Topology, matchesOf: (part: TopologyPart) => PartMatches): Topology {
  const walk = new PathWalk(topology);
  const meant = [...topology.parts].map(([id, part]) => ({ id, part, matches: matchesOf(part) }));
  for (const { part, matches } of meant) walkFrom(walk, part, matches);
  const { kept } = walk;
  const parts = new Map<string, TopologyPart>();
  for (const { id, part, matches } of meant) {
    const left = partFrom(part, matches, kept);
    if (left !== undefined) parts.set(id, left);
  }
  return { parts };
}

/**
 * What a search leaves of a graph, with its paths.
 * @returns the topology itself when everything is meant
 */
export function filterTopology(topology: Topology, filter: TopologyFilter): Topology {
  return filter.isEmpty ? topology : keepPaths(topology, (part) => filter.matches(part));
}

/** Some things of a graph, with their paths; of a frame everything in it. Ids of nothing in the graph are ignored. */
export function aroundTopology(topology: Topology, ids: ReadonlySet<string>): Topology {
  return keepPaths(topology, ({ frame, members, groups }) => {
    if (ids.has(frame.id))
      return { frame: true, members: new Set(members.map(({ id }) => id)), pods: new Map() };
    const pods = new Map<string, readonly Pod[]>();
    for (const [member, { pods: all }] of groups) {
      const found = all.filter(({ namespace, name }) => ids.has(`${namespace}/pod/${name}`));
      if (found.length > 0) pods.set(member, found);
    }
    const meant = members.filter(({ id }) => ids.has(id)).map(({ id }) => id);
    return { frame: false, members: new Set(meant), pods };
  });
}
