import type { Placement } from '../placement/placement.ts';
import type { ViewState } from './view.ts';

/** A picture as it was left: its places, and where the window stood. */
export interface Picture {
  readonly placement: Placement;
  readonly view: ViewState;
}

/** So many pictures are remembered; the oldest is forgotten first. */
const mostPictures = 6;

/** Pictures that were left for another lens or search: who comes back finds them as they were. */
export class Pictures {
  readonly #known = new Map<string, Picture>();

  leave(name: string, picture: Picture): void {
    this.#known.delete(name);
    this.#known.set(name, picture);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostPictures && oldest !== undefined) this.#known.delete(oldest);
  }

  find(name: string): Picture | undefined {
    return this.#known.get(name);
  }

  clear(): void {
    this.#known.clear();
  }
}
