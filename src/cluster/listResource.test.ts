import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectionAccess } from './collectionAccess.ts';
import { listResource } from './listResource.ts';
import { RequestTimeout } from './problems.ts';
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

let server: LoopbackServer | undefined;
let transport: Transport | undefined;
afterEach(async () => {
  transport?.close();
  await server?.close();
});

/** Lists pods from a server that answers as the test says; gives the version and what the sink was told. */
async function listPods(
  answer: (exchange: Exchange) => void,
  namespace?: string,
): Promise<{ version: string; sink: RecordingSink; requests: readonly string[] }> {
  server = await startLoopbackServer({ request: answer });
  transport = new Transport(targetOf(server.url), {});
  const sink = new RecordingSink();
  const collection = { resource: pods, ...(namespace === undefined ? {} : { namespace }) };
  const access = new CollectionAccess(transport, { first: 1, longest: 5 });
  const { version } = await listResource(access, collection, sink, never);
  return { version, sink, requests: server.requests };
}

describe('listResource', () => {
  it('shows each page as it comes and replaces everything at the end', async () => {
    const { version, sink, requests } = await listPods((exchange) => {
      const page = exchange.query.get('continue');
      if (page === null) exchange.json(rawList([rawPod('a'), rawPod('b')], '7', 'p2'));
      else if (page === 'p2') exchange.json(rawList([rawPod('c')], '7', 'p3'));
      else exchange.json(rawList([rawPod('d')], '7'));
    });
    expect(version).toBe('7');
    expect(sink.lines).toEqual(['upsert a', 'upsert b', 'upsert c', 'replace a b c d']);
    expect(requests).toEqual([
      'GET /api/v1/pods?limit=500',
      'GET /api/v1/pods?limit=500&continue=p2',
      'GET /api/v1/pods?limit=500&continue=p3',
    ]);
  });

  it('asks inside one namespace', async () => {
    const { requests } = await listPods((exchange) => {
      exchange.json(rawList([]));
    }, 'shop');
    expect(requests).toEqual(['GET /api/v1/namespaces/shop/pods?limit=500']);
  });

  it('starts again when the server has forgotten the version of a page', async () => {
    let firstPages = 0;
    const { sink, version } = await listPods((exchange) => {
      if (exchange.query.get('continue') !== null && firstPages === 1) {
        exchange.fail(410, 'Expired', 'The provided continue parameter is too old');
      } else if (exchange.query.get('continue') === null) {
        firstPages += 1;
        exchange.json(rawList([rawPod(`a${firstPages}`)], `${firstPages}`, 'more'));
      } else exchange.json(rawList([rawPod('b')], '2'));
    });
    expect(sink.lines.at(-1)).toBe('replace a2 b');
    expect(version).toBe('2');
  });

  it('lists without pages when pages expire again and again', async () => {
    const { sink, requests } = await listPods((exchange) => {
      if (exchange.query.get('continue') !== null) exchange.fail(410, 'Expired', 'too old');
      else if (exchange.query.has('limit')) exchange.json(rawList([rawPod('a')], '1', 'more'));
      else exchange.json(rawList([rawPod('a'), rawPod('b')], '2'));
    });
    expect(sink.lines.at(-1)).toBe('replace a b');
    expect(requests.at(-1)).toBe('GET /api/v1/pods');
  });

  it('asks again for a page when the server is too busy and says when', async () => {
    let refused = false;
    const { sink, requests } = await listPods((exchange) => {
      const second = exchange.query.has('continue');
      if (second && !refused) {
        refused = true;
        exchange.fail(429, 'TooManyRequests', 'too many requests', { 'Retry-After': '0' });
      } else exchange.json(rawList([rawPod(second ? 'b' : 'a')], '7', second ? undefined : 'p2'));
    });
    expect(sink.lines.at(-1)).toBe('replace a b');
    expect(requests).toHaveLength(3);
  });

  it('asks for less of a further page that did not come in time', async () => {
    const slow = vi.spyOn(Transport.prototype, 'json').mockImplementation((path) => {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      if (!query.has('continue')) return Promise.resolve(rawList([rawPod('a')], '7', 'p2'));
      return Number(query.get('limit')) > 200
        ? Promise.reject(new RequestTimeout(`no answer in time to ${path}`))
        : Promise.resolve(rawList([rawPod('b')], '7'));
    });
    try {
      const { sink } = await listPods(() => undefined);
      expect(sink.lines).toEqual(['upsert a', 'replace a b']);
    } finally {
      slow.mockRestore();
    }
  });

  it('leaves out what cannot be read, and names it', async () => {
    const { sink } = await listPods((exchange) => {
      exchange.json(rawList([rawPod('a'), { metadata: { name: 'b' } }, { metadata: 7 }]));
    });
    expect(sink.lines).toEqual(['replace a']);
    expect(sink.errors).toEqual([
      'pod/b: metadata.namespace: missing',
      'pod: metadata: expected an object, found the number 7',
    ]);
  });

  it('reads an empty list of metadata, which real API servers write with null for its items', async () => {
    const { sink } = await listPods((exchange) => {
      exchange.text('{"kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"7"},"items":null}');
    });
    expect(sink.lines).toEqual(['replace']);
  });

  it.each([
    ['a page of a proxy', '<html>Please log in</html>', 'no JSON'],
    ['JSON that is cut off', '{"items":[{"metadata"', 'no JSON'],
    ['JSON that is no list', '{"kind":"Pod"}', 'no list'],
  ])('refuses %s', async (_what, body, words) => {
    const listing = listPods((exchange) => {
      exchange.text(body);
    });
    await expect(listing).rejects.toThrow(words);
  });
});
