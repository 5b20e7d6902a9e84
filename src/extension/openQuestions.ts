import type { ConsentAnswer, ConsentRequest } from '../protocol/consentProtocol.ts';

/** Shows a question to the user, and takes it away when the signal aborts. */
export type AskUser = (request: ConsentRequest, signal: AbortSignal) => Promise<ConsentAnswer>;

/**
 * The questions that the engine has asked and not taken back. The user sees one at a time; one that is taken back while it
 * waits is never seen.
 */
export class OpenQuestions {
  readonly #ask: AskUser;
  readonly #open = new Map<string, AbortController>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(ask: AskUser) {
    this.#ask = ask;
  }

  /** Asks; `no` when the question is taken back. Never rejects because of that. */
  async ask(question: string, request: ConsentRequest): Promise<ConsentAnswer> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#open.set(question, controller);
    const turn = this.#last.then(() => (signal.aborted ? 'no' : this.#ask(request, signal)));
    this.#last = turn.catch(() => undefined);
    try {
      const answer = await turn;
      // Who answers in the moment in which it is taken back answers nothing.
      return signal.aborted ? 'no' : answer;
    } finally {
      this.#open.delete(question);
    }
  }

  withdraw(question: string): void {
    this.#open.get(question)?.abort();
  }

  /** The engine is gone: nobody waits for any answer. */
  withdrawAll(): void {
    for (const controller of this.#open.values()) controller.abort();
  }
}
