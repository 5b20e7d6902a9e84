import type { MapFilter } from '../../../src/protocol/mapProtocol.ts';
import type { WebviewHost } from '../../shared/webviewHost.ts';
import type { SavedPlacement } from '../placement/savedPlacement.ts';
import type { ListOrder } from '../panels/listOrder.ts';
import type { ViewState } from './view.ts';

/** What survives hiding and reloading. */
export interface SavedMap {
  readonly selected?: string;
  readonly view?: ViewState;
  readonly filter: MapFilter;
  /** Groups among the unfolded that zooming has opened, not a person. */
  readonly opened?: readonly string[];
  readonly list: boolean;
  readonly order?: ListOrder;
  /** The places, and the context that they belong to. */
  readonly places?: { readonly context: string; readonly placement: SavedPlacement };
}

/** Saving costs a message to the editor: it waits until dragging or churn pauses, in milliseconds. */
const pause = 200;

/** Saves the state of the page some time after it changed, and at once when the page goes. */
export class StateSaver {
  readonly #host: Pick<WebviewHost<never, SavedMap>, 'setState'>;
  readonly #state: () => SavedMap;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Pick<WebviewHost<never, SavedMap>, 'setState'>, state: () => SavedMap) {
    this.#host = host;
    this.#state = state;
    const leave = (): void => {
      if (this.#timer !== undefined) this.#save();
    };
    window.addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', leave);
  }

  /** The state is another one. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#save();
    }, pause);
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#host.setState(this.#state());
  }
}
