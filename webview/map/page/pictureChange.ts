import type { MapMessage } from '../../../src/protocol/mapProtocol.ts';
import { readPlacement } from '../placement/savedPlacement.ts';
import type { SavedMap } from './savedMap.ts';
import type { Stage } from './stage.ts';

/** Sees to it that each scene finds the places of its own picture: of an earlier life, as it was left, or none. */
export class PictureChange {
  readonly #stage: Stage;
  readonly #saved: SavedMap | undefined;
  /** The places of an earlier life of the page, until there is something that may stand in them. */
  #unused: SavedMap['places'];
  /** The picture that the next whole scene will be; until then the drawing shows another one. */
  #next: string | undefined;
  #drawn: string;

  constructor(stage: Stage, saved: SavedMap | undefined, picture: string) {
    this.#stage = stage;
    this.#saved = saved;
    this.#unused = saved?.places;
    this.#drawn = picture;
  }

  /** What an earlier life of the page left and nothing has used yet: it is to be saved again as it was. */
  get unused(): Pick<SavedMap, 'places' | 'view'> {
    if (this.#unused === undefined) return {};
    const view = this.#saved?.view;
    return { places: this.#unused, ...(view === undefined ? {} : { view }) };
  }

  /** Another picture was asked for, as a whole scene. */
  expect(picture: string): void {
    this.#next = picture;
  }

  /** To be called before a scene is shown. */
  prepare({ marks, whole, status }: MapMessage, otherCluster: boolean): void {
    if (otherCluster) this.#stage.forget();
    if (marks.length > 0 && this.#unused !== undefined) {
      const { context, placement } = this.#unused;
      // The window was put back when the page began: it may have been moved since.
      const view = this.#saved?.view === undefined ? undefined : this.#stage.view.state();
      if (context === status.context) this.#stage.restore(readPlacement(placement), view);
      this.#unused = undefined;
    }
    if (!whole) return;
    if (this.#next !== undefined && this.#next !== this.#drawn) {
      if (!otherCluster) this.#stage.leavePicture(this.#drawn);
      this.#stage.enterPicture(this.#next);
      this.#drawn = this.#next;
    }
    this.#next = undefined;
  }
}
