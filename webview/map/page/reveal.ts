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

/** A thing that the next scenes are expected to show, after groups were unfolded for it. */
export class Awaited {
  #id: string | undefined;
  #unfolded: boolean | undefined;
  #asked = new Set<string>();

  /** @param unfolded whether it is to be unfolded, or folded; either when it does not matter */
  expect(id: string, unfolded?: boolean): void {
    this.#id = id;
    this.#unfolded = unfolded;
    this.#asked = new Set();
  }

  /**
   * Looks for it in a scene.
   * @param unfold asks for groups that are still in the way, each once
   * @returns the id when it has arrived; then nothing is awaited any more
   */
  find(scene: Scene, unfold: (groups: readonly string[]) => void): string | undefined {
    const id = this.#id;
    if (id === undefined) return undefined;
    const mark = scene.marks.get(id);
    if (mark !== undefined) {
      // What is on its way may still show it as it was.
      if (this.#unfolded !== undefined && mark.unfolded !== this.#unfolded) return undefined;
      this.#id = undefined;
      return id;
    }
    const groups = groupsToReveal(scene, id).filter((group) => !this.#asked.has(group));
    for (const group of groups) this.#asked.add(group);
    if (groups.length > 0) unfold(groups);
    return undefined;
  }
}
