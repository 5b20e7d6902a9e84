import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CollectionAccess } from './collectionAccess.ts';
import { longestPause } from './pause.ts';
import { resources } from './resources.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import { type Exchange, startLoopbackServer, targetOf } from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';
import { Transport } from './transport.ts';
import { watchResource } from './watchResource.ts';
import { usualTiming } from './watchTiming.ts';

/** Waits that were asked for since the test began, in milliseconds. Each is over at once. */
const waits = vi.hoisted((): number[] => []);
vi.mock('./pause.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  pause: async (milliseconds: number, signal: AbortSignal) => {
    waits.push(milliseconds);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    signal.throwIfAborted();
  },
}));
beforeEach(() => {
  waits.length = 0;
});

const pods = resources.find(({ name }) => name === 'pods')!;

/** Everything that a server may do with a request. */
const answers: Readonly<Record<string, (exchange: Exchange) => void>> = {
  list: (exchange) => {
    exchange.json(rawList([rawPod('a')]));
  },
  'cut list': (exchange) => {
    const stream = exchange.stream();
    stream.send('{"items":[');
    stream.drop();
  },
  'empty page': (exchange) => {
    exchange.json(rawList([], '10', 'same'));
  },
  'watch that ends': (exchange) => {
    exchange.stream().end();
  },
  'watch that breaks': (exchange) => {
    exchange.stream().drop();
  },
  'forgotten version': (exchange) => {
    const stream = exchange.stream();
    stream.send({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    stream.end();
  },
  'unknown event': (exchange) => {
    const stream = exchange.stream();
    stream.send({ type: 'HELLO', object: rawPod('b') });
    stream.end();
  },
  ...Object.fromEntries(
    [302, 401, 403, 404, 410, 429, 500, 503].flatMap((status) =>
      ['', '0', '-1', '0.001', '99999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', 'soon'].map((retryAfter) => [
        `${status} ${retryAfter}`,
        (exchange: Exchange): void => {
          exchange.fail(status, 'No', 'no', { 'Retry-After': retryAfter });
        },
      ]),
    ),
  ),
};

/** A sink that throws at everything that it is told, or at nothing. */
class MoodySink extends RecordingSink {
  readonly dead: boolean;
  constructor(dead: boolean) {
    super();
    this.dead = dead;
  }
  override changes(...told: Parameters<RecordingSink['changes']>): void {
    if (this.dead) throw new Error('no');
    super.changes(...told);
  }
  override state(...told: Parameters<RecordingSink['state']>): void {
    if (this.dead) throw new Error('no');
    super.state(...told);
  }
  override problem(...told: Parameters<RecordingSink['problem']>): void {
    if (this.dead) throw new Error('no');
    super.problem(...told);
  }
}

/** Follows pods while the server gives these answers one after the other; resolves when all were given. */
async function play(names: readonly string[], dead: boolean): Promise<{ rounds: number }> {
  let given = 0;
  let lists = 0;
  let watches = 0;
  const stop = new AbortController();
  const server = await startLoopbackServer({
    request: (exchange) => {
      if (exchange.query.has('watch')) watches += 1;
      else if (!exchange.query.has('continue')) lists += 1;
      const name = names[given];
      given += 1;
      if (name === undefined) stop.abort();
      else answers[name]?.(exchange);
    },
  });
  const transport = new Transport(targetOf(server.url), {});
  await watchResource(
    new CollectionAccess(transport),
    { resource: pods },
    new MoodySink(dead),
    { whenForbidden: 'ask-again' },
    stop.signal,
  );
  transport.close();
  await server.close();
  return { rounds: Math.max(lists, watches) };
}

describe('the pace of requests', () => {
  it('has a wait after each round, as long as a timer can wait, whatever the server answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(answers)), { minLength: 5, maxLength: 15 }),
        fc.boolean(),
        async (names, dead) => {
          waits.length = 0;
          const { rounds } = await play(names, dead);
          // A request that was refused as 401 is sent once more with new credentials.
          const repeated = names.filter((name) => name.startsWith('401')).length;
          expect(waits.length).toBeGreaterThanOrEqual(rounds - repeated - 1);
          for (const wait of waits) {
            expect(wait).toBeGreaterThanOrEqual(usualTiming.firstBackoff / 2);
            expect(wait).toBeLessThanOrEqual(longestPause);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a version that is forgotten after each list', ['list', 'forgotten version']],
    ['an event of no known type after each list', ['list', 'unknown event']],
    ['a list that is no end of pages', ['empty page', 'empty page']],
    ['a server that is starting', ['503 ', '503 ']],
  ])('slows down for %s', async (_what, round) => {
    await play(Array.from({ length: 7 }, () => round).flat(), false);
    const [first = 0] = waits;
    expect(first).toBeLessThanOrEqual(usualTiming.firstBackoff);
    expect(waits.at(-2)).toBeGreaterThan(10 * usualTiming.firstBackoff);
  });

  it('slows down for a server that takes long to refuse', async () => {
    let late = 0;
    const clock = performance.now.bind(performance);
    const slow = vi.spyOn(performance, 'now').mockImplementation(() => clock() + (late += 5_000));
    try {
      await play(Array.from({ length: 7 }, () => ['list', '503 ']).flat(), false);
    } finally {
      slow.mockRestore();
    }
    expect(waits.at(-2)).toBeGreaterThan(10 * usualTiming.firstBackoff);
  });

  it('waits as long as it is asked to, and not longer than ten minutes', async () => {
    await play(['503 99999999999', 'list', 'watch that ends'], false);
    expect(waits[0]).toBe(longestPause);
  });
});
