import { afterEach, describe, expect, it } from 'vitest';
import { CollectionAccess } from './collectionAccess.ts';
import { type Listed, listResource } from './listResource.ts';
import { resources } from './resources.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
  type EndlessConnection,
  type Exchange,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';
import { Transport } from './transport.ts';

const pods = resources.find(({ name }) => name === 'pods')!;
const never = new AbortController().signal;
const megabytes = 1024 * 1024;

let server: LoopbackServer | undefined;
let transport: Transport | undefined;
afterEach(async () => {
  transport?.close();
  await server?.close();
});

async function list(
  answer: (exchange: Exchange, nth: number) => void,
): Promise<{ readonly listed: Promise<Listed>; readonly sink: RecordingSink }> {
  let requests = 0;
  server = await startLoopbackServer({
    request: (exchange) => {
      answer(exchange, (requests += 1));
    },
  });
  transport = new Transport(targetOf(server.url), {});
  const sink = new RecordingSink();
  const access = new CollectionAccess(transport, { first: 1, longest: 2 });
  return { listed: listResource(access, { resource: pods }, sink, never), sink };
}

/** The list fails with a text that holds these words, after so many requests at most. */
async function fails(
  answer: (exchange: Exchange, nth: number) => void,
  words: string,
  requests: number,
): Promise<void> {
  const { listed, sink } = await list(answer);
  await expect(listed).rejects.toThrow(words);
  expect(server!.requests.length).toBeLessThanOrEqual(requests);
  // Nothing that has no end is taken for a whole list.
  expect(sink.lines.filter((line) => line.startsWith('replace'))).toEqual([]);
}

describe('a list without end', () => {
  it('with one token for each page', () =>
    fails(
      (exchange) => {
        exchange.json(rawList([rawPod('a')], '1', 'again'));
      },
      'comes to the same page again and again',
      2,
    ));

  it('with tokens that go round', () =>
    fails(
      (exchange, nth) => {
        exchange.json(rawList([rawPod('a')], '1', `page${nth % 3}`));
      },
      'comes to the same page again and again',
      4,
    ));

  it('with another token for each page', () =>
    fails(
      (exchange, nth) => {
        exchange.json(rawList([rawPod('a')], '1', `page${nth}`));
      },
      'has more than 1000 pages',
      1000,
    ));

  it('with pages that hold nothing', () =>
    fails(
      (exchange, nth) => {
        exchange.json(rawList([], '1', `page${nth}`));
      },
      'pages that hold nothing',
      25,
    ));

  it('with a token that fits in no URL', () =>
    fails(
      (exchange) => {
        exchange.json(rawList([], '1', 'x'.repeat(megabytes)));
      },
      'a token that is too long',
      1,
    ));

  it('with pages that all expire, also where none were asked for', () =>
    fails(
      (exchange, nth) => {
        if (exchange.query.has('continue')) exchange.fail(410, 'Expired', 'too old');
        else exchange.json(rawList([rawPod('a')], '1', `page${nth}`));
      },
      'has no end, and is cut into pages that expire',
      7,
    ));

  it('with a first page that expires', () =>
    fails(
      (exchange) => {
        exchange.fail(410, 'Expired', 'too old');
      },
      'too old',
      1,
    ));

  it.each(['0', '99999999999', '-1', 'soon'])('with Retry-After: %s for each page', (retryAfter) =>
    fails(
      (exchange, nth) => {
        if (nth === 1) exchange.json(rawList([rawPod('a')], '1', 'more'));
        else exchange.fail(429, 'TooManyRequests', 'slow down', { 'Retry-After': retryAfter });
      },
      'slow down',
      7,
    ),
  );
});

describe('an answer without end', () => {
  it('is not read to its end', async () => {
    const connections: EndlessConnection[] = [];
    const { listed } = await list((exchange) => {
      connections.push(exchange.endless(Buffer.alloc(megabytes, 'x')));
    });
    await expect(listed).rejects.toThrow('is larger than 32 MB');
    // Less was asked for each time, down to one object.
    expect(connections).toHaveLength(6);
    for (const { closed, pieces } of connections) {
      await closed;
      expect(pieces()).toBeLessThan(80);
    }
  });

  it('is asked for in smaller pages where only the page is too large', async () => {
    const large = (name: string): object => ({
      ...rawPod(name),
      status: { phase: 'Running', message: 'x'.repeat(megabytes / 5) },
    });
    const { listed, sink } = await list((exchange) => {
      const limit = Number(exchange.query.get('limit'));
      const from = Number(exchange.query.get('continue') ?? '0');
      const names = Array.from({ length: 200 }, (_value, index) => `p${index}`).slice(from, from + limit);
      const next = from + limit;
      exchange.json(rawList(names.map(large), '1', next < 200 ? String(next) : undefined));
    });
    await listed;
    expect(sink.lines.at(-1)?.split(' ')).toHaveLength(201);
    // 500 in vain, and then 125 at a time: what was too large once is not tried again.
    expect(server!.requests).toHaveLength(3);
  });
});
