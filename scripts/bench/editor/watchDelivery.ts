import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { epochMilliseconds } from '../../../test/cluster/scale/churn.ts';

/** When a bare watch of one path saw what: the part of a latency that no client can do anything about. */
export interface WatchDelivery {
  /** Milliseconds since the epoch of each event, by `TYPE NAME`, in order. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
  readonly close: () => void;
}

/** How many events a bare watch of one path saw. */
export interface EventCounter {
  readonly count: () => number;
  readonly close: () => void;
}

/** Sends a request with nothing but Node's own HTTPS client. */
function openRequest(
  kubeconfigPath: string,
  path: string,
): Promise<{ readonly response: IncomingMessage; readonly close: () => void }> {
  const config = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      `${cluster['server'] ?? ''}${path}`,
      {
        ca: decode(cluster['certificate-authority-data']),
        cert: decode(user['client-certificate-data']),
        key: decode(user['client-key-data']),
      },
      (response) => {
        // Closing it ends the connection in the middle of an answer.
        response.on('error', () => undefined);
        resolve({
          response,
          close: () => {
            sent.destroy();
          },
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

/** Watches a collection from what is in it now, and notes when each event came. */
export async function watchDelivery(kubeconfigPath: string, path: string): Promise<WatchDelivery> {
  const { response, close } = await openRequest(kubeconfigPath, `${path}?watch=1`);
  const seen = new Map<string, number[]>();
  const lines = createInterface({ input: response });
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    const at = epochMilliseconds();
    const { type, object } = JSON.parse(line) as { type: string; object: { metadata: { name: string } } };
    const key = `${type} ${object.metadata.name}`;
    const times = seen.get(key);
    if (times === undefined) seen.set(key, [at]);
    else times.push(at);
  });
  return { seen, close };
}

const endOfLine = 10;

/** Counts the events of a collection from now on. They are not read, so that this costs next to nothing. */
export async function countEvents(kubeconfigPath: string, path: string): Promise<EventCounter> {
  const list = await openRequest(kubeconfigPath, `${path}?limit=1`);
  const { metadata } = (await json(list.response)) as { metadata: { resourceVersion: string } };
  const from = `watch=1&resourceVersion=${metadata.resourceVersion}`;
  const { response, close } = await openRequest(kubeconfigPath, `${path}?${from}`);
  let count = 0;
  response.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === endOfLine) count += 1;
  });
  return { count: () => count, close };
}
