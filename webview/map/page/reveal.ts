import { parseReference } from '../../../src/core/model/reference.ts';
import type { Scene } from '../scene/scene.ts';

/**
 * The groups that have to be unfolded so that a thing is drawn: its namespace, and for a pod the workload whose name its own
 * begins with, once that is on the map. The longest such name: `web-api` owns `web-api-1`, not `web`.
 */
export function groupsToReveal(scene: Scene, id: string): readonly string[] {
  const reference = parseReference(id, '');
  if (reference === undefined) return [];
  const { kind, namespace, name } = reference;
  if (namespace === undefined || namespace === '') return [];
  const group = `namespace/${namespace}`;
  if (kind !== 'pod') return [group];
  const [workload] = [...scene.marks.values()]
    .filter((mark) => mark.kind === 'workload' && mark.namespace === namespace && !mark.unfolded)
    .filter((mark) => name.startsWith(`${mark.name}-`))
    .sort((left, right) => right.name.length - left.name.length);
  return workload === undefined ? [group] : [group, workload.id];
}
