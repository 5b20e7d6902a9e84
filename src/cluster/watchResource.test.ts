import { afterEach, describe, expect, it } from 'vitest';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
  type Exchange,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
  type WatchConnection,
} from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';
import { CollectionAccess } from './collectionAccess.ts';
import { resources } from './resources.ts';
import { Transport } from './transport.ts';
import { watchResource, type WatchMode } from './watchResource.ts';
import type { WatchTiming } from './watchTiming.ts';

const pods = resources.find(({ name }) => name === 'pods')!;
const quick: WatchTiming = { firstBackoff: 1, longestBackoff: 5, longestSilence: 60_000, recheck: 5 };

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp = [];
});

interface Watched {
  readonly sink: RecordingSink;
  readonly server: LoopbackServer;
  readonly stop: AbortController;
  readonly ended: Promise<string | undefined>;
}

/** A watch of all pods against a server that answers lists and watches as the test says. */
async function watchPods(
  answers: {
    readonly list?: (exchange: Exchange, nth: number) => void;
    readonly watch?: (exchange: Exchange, nth: number) => void;
  },
  timing = quick,
  mode: WatchMode = { whenForbidden: 'ask-again' },
): Promise<Watched> {
  let lists = 0;
  let watches = 0;
  const server = await startLoopbackServer({
    request: (exchange) => {
      if (exchange.query.has('watch')) answers.watch?.(exchange, (watches += 1));
      else if (answers.list === undefined) exchange.json(rawList([rawPod('a')]));
      else answers.list(exchange, (lists += 1));
    },
  });
  const transport = new Transport(targetOf(server.url), {});
  const sink = new RecordingSink();
  const stop = new AbortController();
  const ended = watchResource(
    new CollectionAccess(transport),
    { resource: pods },
    sink,
    mode,
    stop.signal,
    timing,
  );
  cleanUp.push(async () => {
    stop.abort();
    await ended;
    transport.close();
    await server.close();
  });
  return { sink, server, stop, ended };
}

const event = (type: string, name: string, resourceVersion = '11'): object => ({
  type,
  object: rawPod(name, 'shop', resourceVersion),
});
const bookmark = (resourceVersion: string): object => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion } },
});
const expired = {
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
};
const versions = (server: LoopbackServer): (string | null)[] =>
  server.requests
    .filter((line) => line.includes('watch='))
    .map((line) => new URLSearchParams(line.split('?')[1]).get('resourceVersion'));

describe('watchResource', () => {
  it('lists, then tells what is added, changed and deleted', async () => {
    const { sink } = await watchPods({
      watch: (exchange) => {
        const stream = exchange.stream();
        stream.send(event('ADDED', 'b'));
        stream.send(event('MODIFIED', 'a'));
        stream.send(event('DELETED', 'b'));
      },
    });
    await sink.until('delete b');
    expect(sink.lines).toEqual([
      'replace a',
      'complete',
      'problem none',
      'complete',
      'problem none',
      'upsert b',
      'upsert a',
      'delete b',
    ]);
  });

  it('reads events that arrive in pieces, cut in the middle of a character', async () => {
    const { sink } = await watchPods({
      watch: (exchange) => {
        const stream = exchange.stream();
        const bytes = Buffer.from(
          `${JSON.stringify(event('ADDED', 'é'))}\n${JSON.stringify(event('ADDED', 'b'))}\n`,
        );
        const middle = bytes.indexOf(0xc3) + 1;
        stream.send(bytes.subarray(0, middle));
        setImmediate(() => {
          stream.send(bytes.subarray(middle));
        });
      },
    });
    await sink.until('upsert b');
    expect(sink.lines).toContain('upsert é');
  });

  it('goes on from the last version, a bookmark included, when the server ends the watch or the line breaks', async () => {
    const { sink, server } = await watchPods({
      watch: (exchange, nth) => {
        const stream = exchange.stream();
        if (nth === 1) {
          stream.send(event('ADDED', 'b', '12'));
          stream.send(bookmark('20'));
          stream.end();
        } else if (nth === 2) {
          stream.send(event('ADDED', 'c', '21'));
          setImmediate(() => {
            stream.drop();
          });
        } else stream.send(event('ADDED', 'd', '30'));
      },
    });
    await sink.until('upsert d');
    expect(versions(server)).toEqual(['10', '20', '21']);
    expect(sink.lines.filter((line) => line.startsWith('replace'))).toEqual(['replace a']);
    expect(sink.lines).not.toContain('stale');
  });

  it.each([
    [
      'an ERROR event 410',
      (stream: WatchConnection) => {
        stream.send(expired);
      },
    ],
    [
      'a line that is no event',
      (stream: WatchConnection) => {
        stream.send('{"type":\n');
      },
    ],
  ])('lists again after %s', async (_what, breakIt) => {
    const { sink, server } = await watchPods({
      list: (exchange, nth) => {
        exchange.json(rawList([rawPod(nth === 1 ? 'a' : 'z')], nth === 1 ? '10' : '40'));
      },
      watch: (exchange, nth) => {
        const stream = exchange.stream();
        if (nth === 1) breakIt(stream);
        else stream.send(event('ADDED', 'b', '41'));
      },
    });
    await sink.until('upsert b');
    expect(sink.lines).toContain('replace z');
    expect(versions(server)).toEqual(['10', '40']);
  });

  it('lists again when the version is too old to begin a watch', async () => {
    const { sink } = await watchPods({
      watch: (exchange, nth) => {
        if (nth === 1) exchange.fail(410, 'Expired', 'too old resource version');
        else exchange.stream().send(event('ADDED', 'b'));
      },
    });
    await sink.until('upsert b');
    expect(sink.lines.filter((line) => line.startsWith('replace'))).toHaveLength(2);
  });

  it('is stale while the server cannot answer, and complete again after', async () => {
    const { sink } = await watchPods({
      list: (exchange, nth) => {
        if (nth === 2) exchange.fail(503, 'ServiceUnavailable', 'starting');
        else exchange.json(rawList([rawPod('a')]));
      },
      watch: (exchange, nth) => {
        if (nth === 1) exchange.stream().end();
        else if (nth === 2) exchange.fail(503, 'ServiceUnavailable', 'starting');
        else exchange.stream().send(event('ADDED', 'b'));
      },
    });
    await sink.until('upsert b');
    const told = sink.lines.slice(sink.lines.indexOf('stale'));
    expect(told.filter((line, index) => line !== told[index - 2])).toEqual([
      'stale',
      'problem unreachable',
      'replace a',
      'complete',
      'problem none',
      'upsert b',
    ]);
    expect(sink.reasons.join()).toContain('starting');
  });

  it('has failed, not gone stale, when there was never a list', async () => {
    const { sink } = await watchPods({
      list: (exchange, nth) => {
        if (nth === 1) exchange.fail(401, 'Unauthorized', 'Unauthorized');
        else if (nth === 2) exchange.fail(401, 'Unauthorized', 'Unauthorized');
        else exchange.json(rawList([rawPod('a')]));
      },
      watch: (exchange) => exchange.stream(),
    });
    await sink.until('replace a');
    expect(sink.lines.slice(0, 2)).toEqual(['failed', 'problem unauthorized']);
  });

  it('opens the watch again when nothing comes for too long', async () => {
    const { sink } = await watchPods(
      {
        watch: (exchange, nth) => {
          const stream = exchange.stream();
          if (nth >= 2) stream.send(event('ADDED', 'b'));
        },
      },
      { ...quick, longestSilence: 200 },
    );
    await sink.until('upsert b');
    expect(sink.lines).not.toContain('stale');
  });

  it('lists from time to time what may be listed but not watched', async () => {
    const { sink } = await watchPods({
      watch: (exchange) => {
        exchange.fail(403, 'Forbidden', 'pods is forbidden: cannot watch');
      },
    });
    await sink.until('replace a', 3);
    expect(sink.lines).not.toContain('forbidden');
    expect(sink.reasons.join()).toContain('not watched');
  });

  it('lists from time to time where there is too much to watch it all', async () => {
    const { sink, server } = await watchPods(
      {
        list: (exchange, nth) => {
          exchange.json(rawList(nth === 2 ? [] : [rawPod('a')]));
        },
      },
      quick,
      { whenForbidden: 'ask-again', pollPause: () => 5 },
    );
    await sink.until('replace a', 2);
    expect(sink.lines.filter((line) => line.startsWith('replace')).slice(0, 3)).toEqual([
      'replace a',
      'replace',
      'replace a',
    ]);
    expect(sink.reasons.join()).toContain(
      'there is too much to watch it all, so it is listed every 0 seconds',
    );
    expect(versions(server)).toEqual([]);
  });

  it('takes away what was seen when it is refused from then on', async () => {
    const { sink } = await watchPods({
      list: (exchange, nth) => {
        if (nth === 1) exchange.json(rawList([rawPod('a')]));
        else exchange.fail(403, 'Forbidden', 'no longer');
      },
      watch: (exchange) => {
        const stream = exchange.stream();
        stream.send(expired);
        stream.end();
      },
    });
    await sink.until('forbidden');
    await sink.until('replace');
    expect(sink.lines.indexOf('replace a')).toBeLessThan(sink.lines.indexOf('replace'));
  });

  it('asks again for a list that is refused', async () => {
    const { sink } = await watchPods({
      list: (exchange, nth) => {
        if (nth < 3) exchange.fail(403, 'Forbidden', 'pods is forbidden: User "x" cannot list');
        else exchange.json(rawList([rawPod('a')]));
      },
      watch: (exchange) => exchange.stream(),
    });
    await sink.until('replace a');
    expect(sink.lines.slice(0, 2)).toEqual(['forbidden', 'problem none']);
    expect(sink.reasons[0]).toBe('pods is forbidden: User "x" cannot list');
  });

  it('gives the refusal back where the caller can ask for less', async () => {
    const { ended, sink } = await watchPods(
      {
        list: (exchange) => {
          exchange.fail(403, 'Forbidden', 'no');
        },
      },
      quick,
      { whenForbidden: 'end' },
    );
    expect(await ended).toBe('no');
    expect(sink.lines).toEqual([]);
  });

  it('names an object that cannot be read, and takes the one before away', async () => {
    const { sink } = await watchPods({
      watch: (exchange) => {
        const bad = { metadata: { name: 'a', namespace: 'shop', labels: { app: 1 } } };
        exchange.stream().send({ type: 'MODIFIED', object: bad });
      },
    });
    await sink.until('delete a');
    expect(sink.errors).toEqual(['shop/pod/a: metadata.labels["app"]: expected text, found the number 1']);
  });

  it('ends at once when it is aborted, and leaves no connection', async () => {
    let opened: WatchConnection | undefined;
    const { sink, stop, ended } = await watchPods({
      watch: (exchange) => {
        opened = exchange.stream();
        opened.send(event('ADDED', 'b'));
      },
    });
    await sink.until('upsert b');
    stop.abort();
    await ended;
    await opened!.closed;
  });
});
