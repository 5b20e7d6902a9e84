import { isEngineEvent, isEngineResult, readEnvelope } from '../protocol/readEngineMessage.ts';

/** The other side of a channel, as a worker is one. */
export interface Channel {
  postMessage(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
}

/** What birpc needs of a channel. */
export interface CheckedChannel {
  post(message: unknown): void;
  on(receive: (message: unknown) => void): void;
}

const wrongAnswer = 'The engine gave an answer that Podpath does not understand.';

/**
 * Lets through what the engine can say, event by event and answer by answer. A call whose answer is something else fails; any
 * other message that is none is left out.
 * @param refused told what was left out, without its content
 */
export function checkedChannel(channel: Channel, refused: (what: string) => void): CheckedChannel {
  /** Names of the functions that were called, by the id of the call. */
  const called = new Map<string, string>();

  function check(message: unknown): unknown {
    const envelope = readEnvelope(message);
    if (envelope === undefined) {
      refused('a message that is none');
      return undefined;
    }
    if (envelope.t === 'q') {
      if (isEngineEvent(envelope.m, envelope.a)) return message;
      refused('an event that there is not, or with other values than it has');
      if (envelope.i !== undefined)
        channel.postMessage({ t: 's', i: envelope.i, e: new Error('There is no such event.') });
      return undefined;
    }
    const name = called.get(envelope.i);
    called.delete(envelope.i);
    if (name === undefined) {
      refused('an answer to no question');
      return undefined;
    }
    if (envelope.e instanceof Error) return { t: 's', i: envelope.i, e: envelope.e };
    if (envelope.e === undefined && isEngineResult(name, envelope.r)) return message;
    refused(`a wrong answer of ${name}`);
    return { t: 's', i: envelope.i, e: new Error(wrongAnswer) };
  }

  return {
    post: (message) => {
      const envelope = readEnvelope(message);
      if (envelope?.t === 'q' && envelope.i !== undefined) called.set(envelope.i, envelope.m);
      channel.postMessage(message);
    },
    on: (receive) => {
      channel.onMessage((message) => {
        const checked = check(message);
        if (checked !== undefined) receive(checked);
      });
    },
  };
}
