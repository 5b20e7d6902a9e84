import { readFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { epochMilliseconds } from '../../../test/cluster/scale/churn.ts';

/** When a bare watch of one path saw what: the part of a latency that no client can do anything about. */
export interface WatchDelivery {
  /** Milliseconds since the epoch of each event, by `TYPE NAME`, in order. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
  close(): void;
}

/** Watches a collection with nothing but Node's own HTTPS client. */
export function watchDelivery(kubeconfigPath: string, path: string): Promise<WatchDelivery> {
  const config = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const seen = new Map<string, number[]>();
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      `${cluster['server'] ?? ''}${path}?watch=1`,
      {
        ca: decode(cluster['certificate-authority-data']),
        cert: decode(user['client-certificate-data']),
        key: decode(user['client-key-data']),
      },
      (response) => {
        const lines = createInterface({ input: response });
        // Closing it ends the connection in the middle of an answer.
        lines.on('error', () => undefined);
        lines.on('line', (line) => {
          const at = epochMilliseconds();
          const { type, object } = JSON.parse(line) as {
            type: string;
            object: { metadata: { name: string } };
          };
          const key = `${type} ${object.metadata.name}`;
          const times = seen.get(key);
          if (times === undefined) seen.set(key, [at]);
          else times.push(at);
        });
        resolve({
          seen,
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
