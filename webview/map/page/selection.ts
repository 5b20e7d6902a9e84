import type { MapDetails, MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Scene } from '../scene/scene.ts';

/** What is selected and focused, and what was told of it on demand. */
export class Selection {
  readonly #inspect: (id: string) => void;
  #selected: string | undefined;
  #focused: string | undefined;
  #details: MapDetails | undefined;
  /** The mark as it was when its details were asked for: another one is asked for again. */
  #asked: MapMark | undefined;

  constructor(selected: string | undefined, inspect: (id: string) => void) {
    this.#inspect = inspect;
    this.#selected = selected;
    this.#focused = selected;
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  get focused(): string | undefined {
    return this.#focused;
  }

  /** `undefined` while they are on their way; those from before stay until there are newer ones. */
  get details(): MapDetails | undefined {
    return this.#details?.id === this.#selected ? this.#details : undefined;
  }

  /** Selects a thing, or nothing. Says whether that is a change. */
  select(id: string | undefined): boolean {
    if (id !== undefined) this.#focused = id;
    if (this.#selected === id) return false;
    this.#selected = id;
    return true;
  }

  /** Keeps up with a scene: what is gone is not selected any more, and what changed is asked about again. */
  follow(scene: Scene, removed: readonly MapMark[]): void {
    if (this.#selected !== undefined && removed.some(({ id }) => id === this.#selected)) {
      this.#selected = undefined;
    }
    const mark = this.#selected === undefined ? undefined : scene.marks.get(this.#selected);
    if (mark === undefined || mark === this.#asked) return;
    this.#asked = mark;
    if (mark.reference !== undefined) this.#inspect(mark.id);
  }

  /** Takes an answer. Says whether it is about what is selected. */
  tell(details: MapDetails): boolean {
    this.#details = details;
    return details.id === this.#selected;
  }
}
