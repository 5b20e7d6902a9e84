import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import { CollectionAccess } from './collectionAccess.ts';
import { type Resource, resources } from './resources.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
  type EndlessConnection,
  type Exchange,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { RecordingSink } from './testing/recordingSink.ts';
import { Transport } from './transport.ts';
import { watchResource } from './watchResource.ts';
import type { WatchTiming } from './watchTiming.ts';

const pods: Resource = resources.find(({ name }) => name === 'pods')!;
const quick: WatchTiming = { firstBackoff: 1, longestBackoff: 5, longestSilence: 60_000, recheck: 5 };

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp = [];
});

const event = (type: string, name: string, resourceVersion: string): object => ({
  type,
  object: rawPod(name, 'shop', resourceVersion),
});

interface Server {
  /** What the nth watch is answered with; the list before the nth holds the pod `listN` at version N0. */
  readonly watch: (exchange: Exchange, nth: number) => void;
  readonly list?: (exchange: Exchange, nth: number) => void;
  readonly sink?: RecordingSink;
  readonly resource?: Resource;
}

async function follow({ watch, list, sink = new RecordingSink(), resource = pods }: Server): Promise<{
  readonly sink: RecordingSink;
  /** `list`, or `watch` with the version from which it begins. */
  readonly asked: readonly string[];
}> {
  let lists = 0;
  let watches = 0;
  const asked: string[] = [];
  const server = await startLoopbackServer({
    request: (exchange) => {
      if (exchange.query.has('watch')) {
        asked.push(`watch ${exchange.query.get('resourceVersion') ?? ''}`);
        watch(exchange, (watches += 1));
        return;
      }
      asked.push('list');
      lists += 1;
      if (list === undefined) exchange.json(rawList([rawPod(`list${lists}`)], `${lists}0`));
      else list(exchange, lists);
    },
  });
  const transport = new Transport(targetOf(server.url), {});
  const stop = new AbortController();
  const ended = watchResource(
    new CollectionAccess(transport),
    { resource },
    sink,
    { whenForbidden: 'ask-again' },
    stop.signal,
    quick,
  );
  cleanUp.push(async () => {
    stop.abort();
    await ended;
    transport.close();
    await server.close();
  });
  return { sink, asked };
}

describe('a watch that is opened again', () => {
  it.each([301, 400, 401, 403, 404, 406, 410, 422, 429, 500, 502, 503, 504])(
    'lists everything again when the answer is %d',
    async (status) => {
      let answered = 0;
      const { sink, asked } = await follow({
        watch: (exchange, nth) => {
          if (nth === 1) exchange.stream().end();
          // A refused login is tried once more with new credentials.
          else if (answered === 0 || (status === 401 && answered === 1)) {
            answered += 1;
            exchange.fail(status, 'Whatever', 'not now');
          } else exchange.stream().send(event('ADDED', 'later', '21'));
        },
      });
      await sink.until('upsert later');
      expect(asked.filter((line) => line === 'list')).toHaveLength(2);
      expect(asked.at(-1)).toBe('watch 20');
      // What is there is never taken away by the failure of a watch.
      expect(sink.lines.filter((line) => line.startsWith('replace'))).toEqual([
        'replace list1',
        'replace list2',
      ]);
    },
  );

  it('is empty when the list is not served any more either, and begins anew when it is', async () => {
    const { sink, asked } = await follow({
      list: (exchange, nth) => {
        if (nth === 2) exchange.fail(404, 'NotFound', 'the server could not find the requested resource');
        else exchange.json(rawList([rawPod(`list${nth}`)], `${nth}0`));
      },
      watch: (exchange, nth) => {
        if (nth === 1) exchange.fail(404, 'NotFound', 'the server could not find the requested resource');
        else exchange.stream().send(event('ADDED', 'later', '31'));
      },
    });
    await sink.until('upsert later');
    expect(asked).toEqual(['list', 'watch 10', 'list', 'list', 'watch 30']);
    expect(sink.lines.filter((line) => line !== 'problem none')).toEqual([
      'replace list1',
      'complete',
      'stale',
      'failed',
      'replace',
      'replace list3',
      'complete',
      'complete',
      'upsert later',
    ]);
  });

  it('goes on from the version that it knows when only the connection breaks', async () => {
    const { sink, asked } = await follow({
      watch: (exchange, nth) => {
        const stream = exchange.stream();
        if (nth === 3) stream.send(event('ADDED', 'later', '12'));
        else {
          stream.send(event('ADDED', `before${nth}`, `1${nth}`));
          // Half of a line, and the cable is pulled.
          stream.send('{"type":"DELETED","object":{"metadata":{"name":"list1"');
          setImmediate(() => {
            stream.drop();
          });
        }
      },
    });
    await sink.until('upsert later');
    expect(asked.filter((line) => line === 'list')).toHaveLength(1);
    expect(sink.lines).not.toContain('delete list1');
  });

  it('says so when each version is forgotten as soon as it is told', async () => {
    const { sink } = await follow({
      watch: (exchange) => {
        exchange.fail(410, 'Expired', 'too old');
      },
    });
    await sink.until('stale');
    expect(sink.reasons.join()).toContain('forgets each version');
  });
});

describe('what a watch tells that cannot be used', () => {
  const lines: readonly (readonly [string, object | string, string])[] = [
    ['an unknown type', event('HELLO', 'ghost', '11'), 'the type "HELLO", which does not exist'],
    ['a type that acts on a terminal', event('\u001b[2J\nADDED', 'ghost', '11'), 'an event of a type, which'],
    ['a type of Object.prototype', event('constructor', 'ghost', '11'), 'an event of a type, which'],
    ['a type that is none', { type: 7, object: rawPod('ghost') }, 'no event'],
    ['a list of events', '[{"type":"ADDED"}]\n', 'no event'],
    ['a page of a gateway', '<html>Bad Gateway</html>\n', 'no event'],
    ['a deletion of nobody', { type: 'DELETED', object: {} }, 'gone and not what'],
    ['an error without a status', { type: 'ERROR', object: 'no' }, 'answered 0'],
    [
      'an error of the server',
      { type: 'ERROR', object: { code: 500, message: 'etcd\nis\u001b gone' } },
      'answered 500: etcd is\\x1b gone',
    ],
  ];
  it.each(lines)('%s is told, is no object, and everything is listed again', async (_what, line, words) => {
    const { sink, asked } = await follow({
      watch: (exchange, nth) => {
        const stream = exchange.stream();
        stream.send(nth === 1 ? line : event('ADDED', 'later', '21'));
      },
    });
    await sink.until('upsert later');
    expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 20']);
    expect(sink.lines).not.toContain('upsert ghost');
    expect(sink.lines).toContain('stale');
    expect(sink.reasons.join()).toContain(words);
    expect(sink.lines.at(-3)).toBe('complete');
  });

  it('a line without end is not read to its end', async () => {
    let endless: EndlessConnection | undefined;
    const { sink } = await follow({
      watch: (exchange, nth) => {
        if (nth === 1) endless = exchange.endless('x'.repeat(1024 * 1024), { beginning: '{"type":"' });
        else exchange.stream().send(event('ADDED', 'later', '21'));
      },
    });
    await sink.until('upsert later');
    await endless!.closed;
    expect(sink.reasons.join()).toContain('a line of a watch is larger than 16 MB');
    expect(endless!.pieces()).toBeLessThan(64);
  });

  it('a line of nothing but objects is not read to its end', async () => {
    const { sink } = await follow({
      watch: (exchange, nth) => {
        if (nth === 1) exchange.endless('{},'.repeat(100_000), { beginning: '{"type":"ADDED","object":[' });
        else exchange.stream().send(event('ADDED', 'later', '21'));
      },
    });
    await sink.until('upsert later');
    expect(sink.reasons.join()).toContain('a line of a watch holds more than 524288 objects and lists');
  });

  it('a compressed line without end is not read to its end', async () => {
    const member = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x'), { level: 1 });
    let endless: EndlessConnection | undefined;
    const { sink } = await follow({
      watch: (exchange, nth) => {
        if (nth === 1) endless = exchange.endless(member, { headers: { 'Content-Encoding': 'gzip' } });
        else exchange.stream().send(event('ADDED', 'later', '21'));
      },
    });
    await sink.until('upsert later');
    await endless!.closed;
    expect(sink.reasons.join()).toContain('a line of a watch is larger than 16 MB');
  });
});

describe('an exception while an event is taken in', () => {
  /** A sink that throws when it is told of a pod. */
  class ThrowingSink extends RecordingSink {
    left = 1;
    override changes(changes: readonly SnapshotChange[]): void {
      const told = changes.some((change) => change.type === 'upsert' && change.object.name === 'trouble');
      if (told && this.left > 0) {
        this.left -= 1;
        throw new TypeError('cannot read "Bearer secret-token"');
      }
      super.changes(changes);
    }
  }

  it('is told, is no broken connection, and nothing is lost', async () => {
    const { sink, asked } = await follow({
      sink: new ThrowingSink(),
      list: (exchange, nth) => {
        exchange.json(rawList(nth === 1 ? [] : [rawPod('trouble')], `${nth}0`));
      },
      watch: (exchange, nth) => {
        const stream = exchange.stream();
        if (nth === 1) {
          stream.send(event('ADDED', 'trouble', '11'));
          stream.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '12' } } });
        } else stream.send(event('ADDED', 'later', '21'));
      },
    });
    await sink.until('upsert later');
    expect(asked).toEqual(['list', 'watch 10', 'list', 'watch 20']);
    expect(sink.lines).toContain('replace trouble');
    expect(sink.lines).toContain('stale');
    expect(sink.reasons).toContain('Podpath failed to take in what the API server told (TypeError).');
  });

  it('is told for each object that a reader fails at, and takes nothing from the others', async () => {
    const resource = {
      ...pods,
      project: (raw: unknown) => {
        if (JSON.stringify(raw).includes('trouble')) throw new RangeError('Maximum call stack size exceeded');
        return pods.project(raw);
      },
    };
    const { sink, asked } = await follow({
      resource,
      list: (exchange) => {
        exchange.json(rawList([rawPod('trouble'), rawPod('a')]));
      },
      watch: (exchange) => {
        const stream = exchange.stream();
        stream.send(event('ADDED', 'trouble2', '11'));
        stream.send(event('ADDED', 'later', '12'));
      },
    });
    await sink.until('upsert later');
    expect(asked).toEqual(['list', 'watch 10']);
    expect(sink.lines[0]).toBe('replace a');
    expect(sink.errors).toEqual([
      'pods shop/trouble: Podpath failed to read it (RangeError). This is a fault of Podpath.',
      'pods shop/trouble2: Podpath failed to read it (RangeError). This is a fault of Podpath.',
    ]);
    expect(sink.lines).not.toContain('complete');
    expect(sink.reasons.at(-1)).toContain('2 objects could not be read');
  });
});
