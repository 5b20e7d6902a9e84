import { afterEach, describe, expect, it } from 'vitest';
import { applyChanges } from '../core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import { emptySnapshot } from '../core/model/emptySnapshot.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import { CollectionAccess } from './collectionAccess.ts';
import { resources } from './resources.ts';
import { rawList, rawPod } from './testing/apiObjects.ts';
import {
  type Exchange,
  startLoopbackServer,
  targetOf,
  type WatchConnection,
} from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';
import { watchResource } from './watchResource.ts';
import type { WatchTiming } from './watchTiming.ts';

const pods = resources.find(({ name }) => name === 'pods')!;
const quick: WatchTiming = { firstBackoff: 1, longestBackoff: 5, longestSilence: 60_000, recheck: 5 };
const asOf = '2026-01-01T00:00:00Z';

/** What an API server keeps of its objects: each write has a version, and a watch may begin at any that is not forgotten. */
class Registry {
  readonly #objects = new Map<string, object>();
  #history: { readonly version: number; readonly event: object }[] = [];
  #version = 10;
  #oldest = 10;
  readonly #watches = new Set<WatchConnection>();

  write(name: string): void {
    this.#version += 1;
    const object = rawPod(name, 'shop', String(this.#version));
    const type = this.#objects.has(name) ? 'MODIFIED' : 'ADDED';
    this.#objects.set(name, object);
    this.#tell({ type, object });
  }

  remove(name: string): void {
    this.#version += 1;
    if (this.#objects.delete(name))
      this.#tell({ type: 'DELETED', object: rawPod(name, 'shop', String(this.#version)) });
  }

  /** Compaction: watches can no longer begin in the past. */
  forget(): void {
    this.#history = [];
    this.#oldest = this.#version;
  }

  /** Ends every watch in one way. */
  cut(how: (watch: WatchConnection) => void): void {
    const open = [...this.#watches];
    this.#watches.clear();
    for (const watch of open) how(watch);
  }

  names(): readonly string[] {
    return [...this.#objects.keys()].sort();
  }

  answer(exchange: Exchange): void {
    if (!exchange.query.has('watch')) {
      exchange.json(rawList([...this.#objects.values()], String(this.#version)));
      return;
    }
    const from = Number(exchange.query.get('resourceVersion'));
    const stream = exchange.stream();
    if (from < this.#oldest) {
      stream.send({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
      stream.end();
      return;
    }
    for (const { version, event } of this.#history) if (version > from) stream.send(event);
    this.#watches.add(stream);
    void stream.closed.then(() => this.#watches.delete(stream));
  }

  #tell(event: object): void {
    this.#history.push({ version: this.#version, event });
    for (const watch of this.#watches) watch.send(event);
  }
}

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.reverse()) await clean();
  cleanUp = [];
});

interface Followed {
  readonly registry: Registry;
  snapshot(): ClusterSnapshot;
  /** Resolves when the snapshot holds what the registry does. */
  settled(): Promise<void>;
  /** What the server does with requests from now on. */
  answer(how: (exchange: Exchange) => void): void;
}

async function follow(): Promise<Followed> {
  const registry = new Registry();
  let answer = (exchange: Exchange): void => {
    registry.answer(exchange);
  };
  const server = await startLoopbackServer({
    request: (exchange) => {
      answer(exchange);
    },
  });
  const transport = new Transport(targetOf(server.url), {});
  const stop = new AbortController();
  let snapshot = emptySnapshot('test', asOf);
  let look: (() => void) | undefined;
  const sink = {
    changes: (changes: readonly SnapshotChange[]) => {
      snapshot = applyChanges(snapshot, changes, asOf);
      look?.();
    },
    unreadable: () => undefined,
    state: () => undefined,
    problem: () => undefined,
  };
  const ended = watchResource(
    new CollectionAccess(transport),
    { resource: pods },
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
  const held = (): string => [...(snapshot.namespaces.get('shop')?.pods.keys() ?? [])].sort().join();
  return {
    registry,
    snapshot: () => snapshot,
    settled: async () => {
      while (held() !== registry.names().join()) {
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
    answer: (how) => {
      answer = how;
    },
  };
}

/** Each interrupts the watches of a server and lets it go on. */
const interruptions: readonly (readonly [string, (registry: Registry, followed: Followed) => void])[] = [
  [
    'the server ends the watch',
    (registry) => {
      registry.cut((watch) => {
        watch.end();
      });
    },
  ],
  [
    'the connection breaks',
    (registry) => {
      registry.cut((watch) => {
        watch.drop();
      });
    },
  ],
  [
    'the connection breaks after half a line',
    (registry) => {
      registry.cut((watch) => {
        watch.send('{"type":"ADDED","object":{"metadata":{"name":"half","namespace":"shop","resour');
        watch.drop();
      });
    },
  ],
  [
    'the server ends the watch after half a line',
    (registry) => {
      registry.cut((watch) => {
        watch.send('{"type":"DELETED","object":{"metadata":{"name":"kept"');
        watch.end();
      });
    },
  ],
  [
    'the version is forgotten in the middle of a watch',
    (registry) => {
      registry.cut((watch) => {
        watch.send({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
        watch.end();
      });
      registry.forget();
    },
  ],
  [
    'the server restarts, and does not answer for a while',
    (registry, followed) => {
      let refused = 0;
      followed.answer((exchange) => {
        refused += 1;
        if (refused < 4) exchange.fail(503, 'ServiceUnavailable', 'starting');
        else registry.answer(exchange);
      });
      registry.cut((watch) => {
        watch.drop();
      });
    },
  ],
];

describe('no ghost and no lost object', () => {
  it.each(interruptions)('when %s', async (_what, interrupt) => {
    const followed = await follow();
    const { registry } = followed;
    registry.write('kept');
    registry.write('goes');
    await followed.settled();
    interrupt(registry, followed);
    // Nobody is told of these.
    registry.remove('goes');
    registry.write('comes');
    await followed.settled();
    registry.write('later');
    await followed.settled();
    expect([...followed.snapshot().namespaces.get('shop')!.pods.keys()].sort()).toEqual([
      'comes',
      'kept',
      'later',
    ]);
  });

  it('when all of them happen one after the other under changes', async () => {
    const followed = await follow();
    const { registry } = followed;
    for (let round = 0; round < 5; round += 1) {
      for (const [index, [, interrupt]] of interruptions.entries()) {
        registry.write(`pod-${index}`);
        interrupt(registry, followed);
        registry.write(`new-${round}-${index}`);
        registry.remove(`pod-${(index + 3) % interruptions.length}`);
        if (index % 2 === 0) await followed.settled();
      }
    }
    await followed.settled();
  });

  it('keeps the identity of what a new list tells again', async () => {
    const followed = await follow();
    const { registry } = followed;
    registry.write('kept');
    registry.write('changes');
    await followed.settled();
    const before = followed.snapshot().namespaces.get('shop')!.pods.get('kept');
    registry.cut((watch) => {
      watch.drop();
    });
    registry.write('comes');
    registry.forget();
    await followed.settled();
    expect(followed.snapshot().namespaces.get('shop')!.pods.get('kept')).toBe(before);
  });
});
