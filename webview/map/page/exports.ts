import type { MapRequest } from '../../../src/protocol/mapProtocol.ts';
import type { ExportChoice } from '../panels/exportMenu.ts';
import { pathsThrough } from '../scene/paths.ts';
import type { Scene } from '../scene/scene.ts';

/** Asks for the map to leave the editor, and remembers which part of it the file is to show that is drawn here. */
export class Exports {
  readonly #post: (request: MapRequest) => void;
  readonly #scene: () => Scene;
  #drawn: ReadonlySet<string> | undefined;

  constructor(post: (request: MapRequest) => void, scene: () => Scene) {
    this.#post = post;
    this.#scene = scene;
  }

  /** All that is drawn, or what is on the paths of the selected thing. */
  ask({ format, to, selection }: ExportChoice, selected: string | undefined): void {
    const subject = selection ? selected : undefined;
    if (format === 'svg') {
      this.#drawn = subject === undefined ? undefined : pathsThrough(this.#scene(), subject);
    }
    // The engine finds the paths of its documents itself: a frame among the ids would mean all that stands in it.
    this.#post({ type: 'export', format, to, ...(subject === undefined ? {} : { ids: [subject] }) });
  }

  copyMermaid(id: string): void {
    this.ask({ format: 'mermaid', to: 'clipboard', selection: true }, id);
  }

  /** Answers the editor's request for a drawing: of what was asked for here, else of everything. */
  answer(draw: (ids: ReadonlySet<string> | undefined) => string): void {
    this.#post({ type: 'drawing', svg: draw(this.#drawn) });
    this.#drawn = undefined;
  }
}
