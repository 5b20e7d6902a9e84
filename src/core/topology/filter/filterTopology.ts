import type { Pod } from '../../model/clusterSnapshot.ts';
import { partHolding } from '../foldEdges.ts';
import { partOf, totalsOf } from '../namespacePart.ts';
import type { PodGroup, Topology, TopologyEdge, TopologyNode, TopologyPart } from '../topology.ts';
import type { PartMatches, TopologyFilter } from './topologyFilter.ts';

interface Adjacency {
  readonly from: ReadonlyMap<string, readonly TopologyEdge[]>;
  /** By the end itself. */
  readonly to: ReadonlyMap<string, readonly TopologyEdge[]>;
}

function adjacent(edges: readonly TopologyEdge[]): Adjacency {
  return { from: Map.groupBy(edges, ({ from }) => from), to: Map.groupBy(edges, ({ to }) => to) };
}

const adjacencies = new WeakMap<TopologyPart, Adjacency>();

/** The lines inside a part. */
function adjacencyOf(part: TopologyPart): Adjacency {
  let known = adjacencies.get(part);
  if (known === undefined) {
    const outward = new Set(part.outward);
    known = adjacent(part.edges.filter((edge) => !outward.has(edge)));
    adjacencies.set(part, known);
  }
  return known;
}

/** Walks from what is meant to all that is on its paths. */
class PathWalk {
  readonly #topology: Topology;
  readonly #up = new Set<string>();
  readonly #down = new Set<string>();
  /** Lines between parts. */
  readonly #between: Adjacency;

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#between = adjacent([...topology.parts.values()].flatMap(({ outward }) => outward));
  }

  get kept(): ReadonlySet<string> {
    return new Set([...this.#up, ...this.#down]);
  }

  /** What leads to a thing of a part, however far away. */
  walkUp(start: string, part: TopologyPart): void {
    this.#walk(start, part, this.#up, 'to', ({ from }) => from);
  }

  /** What a thing of a part leads to, however far away. */
  walkDown(start: string, part: TopologyPart): void {
    this.#walk(start, part, this.#down, 'from', ({ to }) => to);
  }

  #walk(
    start: string,
    part: TopologyPart,
    seen: Set<string>,
    side: keyof Adjacency,
    next: (edge: TopologyEdge) => string,
  ): void {
    const open: (readonly [string, TopologyPart])[] = [[start, part]];
    for (let current = open.pop(); current !== undefined; current = open.pop()) {
      const [id, inside] = current;
      if (seen.has(id)) continue;
      seen.add(id);
      for (const edge of adjacencyOf(inside)[side].get(id) ?? []) open.push([next(edge), inside]);
      for (const edge of this.#between[side].get(id) ?? []) {
        const other = partHolding(this.#topology, next(edge));
        if (other !== undefined) open.push([next(edge), other]);
      }
    }
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

interface Remembered {
  readonly matches: PartMatches;
  readonly members: readonly TopologyNode[];
  readonly left: TopologyPart;
}

/** What was left of a part when it was searched last. */
const remembered = new WeakMap<TopologyPart, Remembered>();

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
  const known = remembered.get(part);
  const same =
    known?.matches === matches && ledTo.size === 0 && known.members.length === members.length
      ? known.members.every((member, index) => member === members[index])
      : false;
  if (known !== undefined && same) return known.left;
  const groups = new Map<string, PodGroup>();
  for (const { id } of members) {
    const whole = part.groups.get(id);
    if (whole !== undefined) groups.set(id, keptPods(id, whole, matches, ledTo.get(id) ?? new Set()));
  }
  const edges = part.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
  const { frame, podParents, labelsOf, runsOn } = part;
  const content = { members, groups, edges, podParents, labelsOf, runsOn };
  const left = partOf(frame, content, totalsOf(members, groups));
  // With lines to other parts what is kept there counts too.
  if (ledTo.size === 0 && part.outward.length === 0) remembered.set(part, { matches, members, left });
  return left;
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
