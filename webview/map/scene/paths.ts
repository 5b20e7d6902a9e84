import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import { type Scene, frameOf, isFrame } from './scene.ts';

function follow(
  starts: readonly string[],
  edges: Iterable<TopologyEdge>,
  ends: (edge: TopologyEdge) => readonly [string, string],
): Set<string> {
  const steps = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = ends(edge);
    const known = steps.get(from);
    if (known === undefined) steps.set(from, [to]);
    else known.push(to);
  }
  const seen = new Set(starts);
  const queue = [...starts];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const to of steps.get(at) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

/** Everything on the paths through a thing: what it reaches and what reaches it; for a frame, all that stands in it. */
export function pathsThrough(scene: Scene, id: string): ReadonlySet<string> {
  const mark = scene.marks.get(id);
  if (mark === undefined) return new Set();
  const inside = isFrame(mark)
    ? [...scene.marks.values()].filter((other) => frameOf(scene, other) === id).map((other) => other.id)
    : [];
  const starts = [id, ...inside];
  // What policies allow is no path: who may be reached from here may reach others without anything of it passing here.
  const flow = [...scene.edges.values()].filter(({ kind }) => kind !== 'reaches');
  const paths = new Set([
    ...follow(starts, flow, ({ from, to }) => [from, to]),
    ...follow(starts, flow, ({ from, to }) => [to, from]),
  ]);
  for (const { kind, from, to } of scene.edges.values()) {
    if (kind !== 'reaches') continue;
    if (from === id) paths.add(to);
    if (to === id) paths.add(from);
  }
  for (const path of [...paths]) {
    const onPath = scene.marks.get(path);
    const frame = onPath === undefined ? undefined : frameOf(scene, onPath);
    if (frame !== undefined) paths.add(frame);
  }
  return paths;
}
