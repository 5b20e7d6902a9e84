import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import { isRecord } from '../../../src/core/model/readField.ts';
import type { ApiObject } from './objects/podObject.ts';

/** Sends requests to an API server as its administrator, over kept connections: what a crowd of controllers does. */
export interface ScaleApi {
  /**
   * Sends one request and resolves with the object of the answer.
   * @throws ApiRefusal for any answer but success; see {@link isLost} for the rest
   */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options?: SendOptions,
  ): Promise<ApiObject>;
  close(): Promise<void>;
}

/** What a request has beside its path. */
export interface SendOptions {
  readonly body?: ApiObject;
  /** Who the API server writes down in managedFields. */
  readonly manager?: string;
  /** How a PATCH is merged; strategic unless given. */
  readonly patch?: 'strategic' | 'merge' | 'apply';
  /** Asks for names, labels and owners alone. */
  readonly metadataOnly?: boolean;
}

/** Far longer than any answer takes, also on a busy machine. */
const longestRequestMilliseconds = 30_000;

/** The API server said no. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;

  constructor(status: number, text: string) {
    super(`${status}: ${text.slice(0, 300)}`);
    this.status = status;
  }
}

/** Whether a request failed because the server was not there, or did not answer in time. */
export function isLost(error: unknown): boolean {
  // The first is what fetch throws for anything below HTTP, the second its timeout.
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
}

const metadataList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

const patchTypes = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** What a kubeconfig as certificates.ts writes it says. */
interface WrittenKubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
}

/** Opens the API server of a kubeconfig that the test bed wrote; `server` is asked instead of the one it names. */
export function openScaleApi(kubeconfigPath: string, server?: string): ScaleApi {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as WrittenKubeconfig;
  const { cluster } = clusters[0];
  const { user } = users[0];
  const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  const agent = new Agent({
    // One connection a request under way, as the product: streams of one HTTP/2 connection fail together.
    allowH2: false,
    connect: {
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
    },
  });
  const base = server ?? cluster['server'] ?? '';
  return {
    send: async (method, path, { body, manager, patch = 'strategic', metadataOnly } = {}) => {
      const query =
        manager === undefined ? '' : `?fieldManager=${manager}${patch === 'apply' ? '&force=true' : ''}`;
      const contentType = method === 'PATCH' ? patchTypes[patch] : 'application/json';
      const response = await fetch(`${base}${path}${query}`, {
        method,
        dispatcher: agent,
        // A connection that a killed server leaves behind may never say that it is dead.
        signal: AbortSignal.timeout(longestRequestMilliseconds),
        headers: {
          Accept: metadataOnly === true ? metadataList : 'application/json',
          'Content-Type': contentType,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new ApiRefusal(response.status, text);
      const answer: unknown = JSON.parse(text);
      return isRecord(answer) ? answer : {};
    },
    close: () => agent.close(),
  };
}

/** Works on all items with so many at once. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** The uid that the API server gave to an object. */
export function uidOf(object: ApiObject): string {
  const { metadata } = object as { metadata?: { uid?: string } };
  return metadata?.uid ?? '';
}
