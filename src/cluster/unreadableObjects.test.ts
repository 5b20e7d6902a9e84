import { afterEach, describe, expect, it } from 'vitest';
import type { CoverageState } from '../core/model/coverage.ts';
import { CollectionAccess } from './collectionAccess.ts';
import { resources } from './resources.ts';
import { rawList } from './testing/apiObjects.ts';
import { startLoopbackServer, targetOf, type WatchConnection } from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';
import { Transport } from './transport.ts';
import { type CollectionState, watchResource } from './watchResource.ts';

const policies = resources.find(({ name }) => name === 'networkpolicies')!;
const timing = { firstBackoff: 1, longestBackoff: 5, longestSilence: 60_000, recheck: 5 };

function rawPolicy(name: string, podSelector: unknown): object {
  return {
    metadata: { name, namespace: 'shop', uid: name },
    spec: { podSelector, policyTypes: ['Ingress'] },
  };
}

const readable = {};
/** A newer API might say this; whoever leaves it out selects other pods. */
const notReadable = { matchExpressions: [{ key: 'app', operator: 'Like', values: ['w*'] }] };

let cleanUp: () => Promise<void> = () => Promise.resolve();
afterEach(() => cleanUp());

/** Watches policies, of which the server lists some and tells of others; gives the states in order. */
async function states(
  listed: readonly object[],
  events: readonly object[],
  last: { readonly state: CoverageState; readonly reason?: string },
): Promise<readonly CollectionState[]> {
  const server = await startLoopbackServer({
    request: (exchange) => {
      if (!exchange.query.has('watch')) exchange.json(rawList(listed));
      else {
        const stream: WatchConnection = exchange.stream();
        for (const event of events) stream.send(event);
      }
    },
  });
  const transport = new Transport(targetOf(server.url), {});
  const stop = new AbortController();
  const told: CollectionState[] = [];
  let look: (() => void) | undefined;
  const recording = new RecordingSink();
  const sink = {
    changes: recording.changes.bind(recording),
    unreadable: recording.unreadable.bind(recording),
    problem: () => undefined,
    state: (state: CollectionState) => {
      told.push(state);
      look?.();
    },
  };
  const ended = watchResource(
    new CollectionAccess(transport),
    { resource: policies },
    sink,
    { whenForbidden: 'ask-again' },
    stop.signal,
    timing,
  );
  cleanUp = async () => {
    stop.abort();
    await ended;
    transport.close();
    await server.close();
  };
  // Once after the list and once when the watch is open, and then after what is waited for.
  while (told.length < 2 || JSON.stringify(told.at(-1)) !== JSON.stringify(last)) {
    await new Promise<void>((resolve) => {
      look = resolve;
    });
  }
  return told;
}

const why =
  'shop/networkpolicy/odd: spec.podSelector.matchExpressions[0].operator: expected In or NotIn or Exists or DoesNotExist, found the string "Like"';
const incomplete = { state: 'failed', reason: `1 object could not be read: ${why}` } as const;
const complete = { state: 'complete' } as const;
const event = (type: string, object: object): object => ({ type, object });

describe('an object that is there and cannot be read', () => {
  it('makes a list incomplete', async () => {
    const told = await states([rawPolicy('fine', readable), rawPolicy('odd', notReadable)], [], incomplete);
    expect(told[0]).toEqual(incomplete);
  });

  it('makes a watched collection incomplete', async () => {
    await states([], [event('ADDED', rawPolicy('odd', notReadable))], incomplete);
  });

  it.each([
    ['it can be read again', event('MODIFIED', rawPolicy('odd', readable))],
    ['it is deleted', event('DELETED', rawPolicy('odd', notReadable))],
  ])('does so until %s', async (_what, heals) => {
    await states([rawPolicy('odd', notReadable)], [heals], complete);
  });

  it('counts them', async () => {
    const told = await states(
      [rawPolicy('odd', notReadable), rawPolicy('other', notReadable)],
      [event('DELETED', rawPolicy('other', notReadable))],
      incomplete,
    );
    expect(told[0]).toEqual({ state: 'failed', reason: `2 objects could not be read, the first: ${why}` });
  });
});
