import { permissionOf, type Permission, type Privilege } from '../../core/probes/observation.ts';
import type { ConsentAnswer, ConsentRequest } from '../../protocol/consentProtocol.ts';
import { unlessAborted } from './unlessAborted.ts';

/** Asks a user whether something may be created. A question that is closed without an answer is a no. */
export interface Consent {
  /** Takes the question back when the signal aborts; nobody waits for its answer then. */
  ask(request: ConsentRequest, signal: AbortSignal): Promise<ConsentAnswer>;
}

/** Why a user's answer keeps something from being created; `undefined` when it does not. */
export type Refused = string | undefined;

const nouns: Readonly<Record<Permission, string>> = {
  'debug-container': 'debug containers',
  'node-pod': 'node pods',
};

/** Asks for one run: one question at a time, and none whose answer is known. */
export class ConsentDesk {
  readonly #consent: Consent;
  /** Allowed for the whole run. */
  readonly #allowed = new Set<Privilege>();
  readonly #never = new Set<Permission>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(consent: Consent) {
    this.#consent = consent;
  }

  /** @param request is made when it is this question's turn */
  obtain(privilege: Privilege, request: () => ConsentRequest, signal: AbortSignal): Promise<Refused> {
    const turn = this.#queue.then(() => this.#obtain(privilege, request, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #obtain(privilege: Privilege, request: () => ConsentRequest, signal: AbortSignal): Promise<Refused> {
    signal.throwIfAborted();
    const permission = permissionOf(privilege);
    if (permission === undefined || this.#allowed.has(privilege)) return undefined;
    if (this.#never.has(permission)) return `you do not allow ${nouns[permission]} in this run`;
    const answer = await unlessAborted(this.#consent.ask(request(), signal), signal);
    signal.throwIfAborted();
    switch (answer) {
      case 'once':
        return undefined;
      case 'run':
        this.#allowed.add(privilege);
        // Who allows more allows less.
        if (privilege === 'debug-container-net-admin') this.#allowed.add('debug-container');
        return undefined;
      case 'never':
        this.#never.add(permission);
        return `you do not allow ${nouns[permission]} in this run`;
      case 'no':
        return 'you did not allow it';
    }
  }
}
