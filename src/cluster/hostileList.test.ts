import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectionAccess } from './collectionAccess.ts';
import { type Listed, listResource } from './listResource.ts';
import { UnusableAnswer } from './problems.ts';
import { resources } from './resources.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
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

describe('an answer that is too large', () => {
  /** Pages of so many pods at most are answered; larger ones end with the error of a transport that has enough. */
  async function listInPages(
    most: number,
    pods: number,
  ): Promise<{ listed: unknown; asked: readonly string[] }> {
    const asked: string[] = [];
    const json = vi.spyOn(Transport.prototype, 'json').mockImplementation((path) => {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      const limit = Number(query.get('limit'));
      const from = Number(query.get('continue') ?? '0');
      asked.push(`${limit} from ${from}`);
      if (limit > most)
        return Promise.reject(new UnusableAnswer('the answer is larger than 32 MB', 'too-large'));
      const items = Array.from({ length: Math.min(limit, pods - from) }, (_value, index) =>
        rawPod(`p${from + index}`),
      );
      const next = from + limit;
      return Promise.resolve(rawList(items, '1', next < pods ? String(next) : undefined));
    });
    try {
      const { listed, sink } = await list(() => undefined);
      const outcome: unknown = await listed.then(
        () => sink.lines.at(-1)?.split(' ').slice(1),
        (error: unknown) => error,
      );
      return { listed: outcome, asked };
    } finally {
      json.mockRestore();
    }
  }

  it('is asked for in smaller pages, and what was too large once is not tried again', async () => {
    const { listed, asked } = await listInPages(130, 300);
    expect(listed).toHaveLength(300);
    expect(asked).toEqual(['500 from 0', '125 from 0', '125 from 125', '125 from 250']);
  });

  it('is an error when one object alone is too large', async () => {
    const { listed, asked } = await listInPages(0, 300);
    expect(listed).toBeInstanceOf(UnusableAnswer);
    expect(asked).toEqual(['500', '125', '32', '8', '2', '1'].map((limit) => `${limit} from 0`));
  });

  it('is an error when it has another token for each page and no end', async () => {
    const { listed, asked } = await listInPages(1, Infinity);
    expect(String(listed)).toContain('has more than 1000 pages');
    expect(asked).toHaveLength(1005);
  });
});
