import { ValuePool } from '../core/model/valuePool.ts';
import { Semaphore } from './semaphore.ts';
import type { Transport } from './transport.ts';

/**
 * Pages that are asked for at the same time. What comes back is read by one thread, and the API server counts lists against the
 * share of everybody (API Priority and Fairness), so more would only queue there.
 */
const simultaneousLists = 4;

/**
 * Watches that are open at the same time: each is a connection of its own (HTTP/1.1). A cluster that may be read as a whole needs
 * about twenty; where it is read namespace by namespace the rest is listed in turns instead.
 */
const maximumWatches = 100;

/** Waits in milliseconds, as of {@link Backoff}. */
export interface RetryTiming {
  readonly first: number;
  readonly longest: number;
}

const usualRetries: RetryTiming = { first: 500, longest: 30_000 };

/** What all lists and watches of a session share. */
export class CollectionAccess {
  readonly transport: Transport;
  /** Between two tries of one page while the server is too busy for it. */
  readonly retries: RetryTiming;
  readonly pool = new ValuePool();
  readonly lists = new Semaphore(simultaneousLists);
  #watches = 0;
  #polled = 0;

  constructor(transport: Transport, retries = usualRetries) {
    this.transport = transport;
    this.retries = retries;
  }

  /** How a collection is followed; it has to be given back when that ends. */
  takeTurn(): 'watch' | 'poll' {
    if (this.#watches < maximumWatches) {
      this.#watches += 1;
      return 'watch';
    }
    this.#polled += 1;
    return 'poll';
  }

  giveBack(turn: 'watch' | 'poll'): void {
    if (turn === 'watch') this.#watches -= 1;
    else this.#polled -= 1;
  }

  /** Between two lists of something that is polled, in milliseconds: the more there is, the longer, so that the server has few at once. */
  pollPause(shortest: number): number {
    const each = 250;
    return Math.max(shortest, this.#polled * each);
  }
}
