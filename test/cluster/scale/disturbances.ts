import { setTimeout as delay } from 'node:timers/promises';
import { fetch } from 'undici';
import type { Random } from '../suite/random.ts';
import type { DisturbingProxy } from './disturbingProxy.ts';
import type { ScaleCluster } from './startScaleCluster.ts';

/** What a disturbance works on. */
export interface DisturbedPlace {
  readonly cluster: ScaleCluster;
  readonly proxy: DisturbingProxy;
  /** Milliseconds after which a watch that says nothing is opened again. */
  readonly longestSilence: number;
  readonly random: Random;
}

/** One way in which the connection to an API server goes wrong. It is over when `run` resolves. */
export interface Disturbance {
  readonly name: string;
  /** How often it is among a hundred. */
  readonly weight: number;
  run(place: DisturbedPlace): Promise<void>;
}

/** Forgets all versions of objects but the present ones (etcd v3 maintenance and kv API, as JSON). */
async function compactStore(storeUrl: string): Promise<void> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${storeUrl}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`etcd refuses ${path}: ${await response.text()}`);
    return response.json();
  };
  const status = (await post('/v3/maintenance/status', {})) as { header: { revision: string } };
  await post('/v3/kv/compaction', { revision: status.header.revision, physical: true });
}

/** Watches that reconnect meanwhile get this answer. */
async function refuseFor(
  { proxy, random }: DisturbedPlace,
  answer: { readonly status: number; readonly reason: string; readonly retryAfter?: number },
): Promise<void> {
  proxy.setMode({ kind: 'refuse', ...answer });
  proxy.cutAll();
  await delay(random.integer(200, 800));
  proxy.setMode({ kind: 'pass' });
}

const expired = `${JSON.stringify({
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Expired',
    code: 410,
    message: 'too old resource version: 1 (2)',
  },
})}\n`;

async function killAndRestart({ cluster }: DisturbedPlace, meanwhile?: () => Promise<void>): Promise<void> {
  await cluster.killApiServer();
  await meanwhile?.();
  await cluster.startApiServer();
}

/** Every way that is tried. Those that restart the API server take seconds, so they are rare. */
const disturbances: readonly Disturbance[] = [
  {
    name: 'every connection is cut',
    weight: 15,
    run: ({ proxy }) => {
      proxy.cutAll();
      return Promise.resolve();
    },
  },
  {
    name: 'every answer is cut in the middle of a line',
    weight: 15,
    run: async ({ proxy, random }) => {
      proxy.cutInTheMiddle();
      await delay(random.integer(100, 400));
      proxy.cutAll();
    },
  },
  {
    name: 'nothing flows for longer than a watch may be silent',
    weight: 10,
    run: async ({ proxy, longestSilence }) => {
      proxy.setMode({ kind: 'silent' });
      await delay(longestSilence * 1.3);
      proxy.setMode({ kind: 'pass' });
    },
  },
  {
    name: 'nothing flows for a moment',
    weight: 6,
    run: async ({ proxy, longestSilence }) => {
      proxy.setMode({ kind: 'silent' });
      await delay(longestSilence / 3);
      proxy.setMode({ kind: 'pass' });
    },
  },
  {
    name: 'the credentials are refused',
    weight: 10,
    run: (place) => refuseFor(place, { status: 401, reason: 'Unauthorized' }),
  },
  {
    name: 'the server is overloaded',
    weight: 6,
    run: (place) => refuseFor(place, { status: 429, reason: 'TooManyRequests', retryAfter: 1 }),
  },
  {
    name: 'a gateway answers with 503',
    weight: 6,
    run: (place) => refuseFor(place, { status: 503, reason: 'ServiceUnavailable' }),
  },
  {
    name: 'connections are refused',
    weight: 6,
    run: (place) => refuseFor(place, { status: 0, reason: '' }),
  },
  {
    name: 'answers come slowly, lists too',
    weight: 8,
    run: async ({ proxy, random }) => {
      proxy.setMode({ kind: 'slow', pauseMilliseconds: random.integer(2, 15) });
      proxy.inject(expired);
      await delay(random.integer(500, 1000));
      proxy.setMode({ kind: 'pass' });
    },
  },
  {
    name: 'every watch ends with 410',
    weight: 8,
    run: ({ proxy }) => {
      proxy.inject(expired);
      return Promise.resolve();
    },
  },
  {
    name: 'a line of every watch cannot be read',
    weight: 4,
    run: ({ proxy }) => {
      proxy.inject('<html>Bad Gateway</html>\n');
      return Promise.resolve();
    },
  },
  {
    name: 'the API server is killed and started again',
    weight: 3,
    run: (place) => killAndRestart(place),
  },
  {
    name: 'versions expire while cut off: changes, compaction, restart',
    weight: 3,
    run: async (place) => {
      const { proxy, cluster } = place;
      proxy.setMode({ kind: 'refuse', status: 0, reason: '' });
      proxy.cutAll();
      // What is written meanwhile is in no watch, and after compaction and restart in no history either.
      await delay(500);
      await killAndRestart(place, () => compactStore(cluster.storeUrl));
      proxy.setMode({ kind: 'pass' });
    },
  },
];

/** So many disturbances in an order that the random choices decide, each as often as its weight says. */
export function arrangeDisturbances(count: number, random: Random): readonly Disturbance[] {
  const hundred = disturbances.flatMap((each) => Array.from({ length: each.weight }, () => each));
  const arranged: Disturbance[] = [];
  while (arranged.length < count) {
    arranged.push(...random.sample(hundred, Math.min(hundred.length, count - arranged.length)));
  }
  return arranged;
}
