import { inspect } from 'node:util';
import { afterEach } from 'vitest';
import type { KubeconfigTarget, KubeconfigUser } from '../kubeconfig.ts';
import { problemOf } from '../problems.ts';
import { Transport } from '../transport.ts';
import { type Handlers, type LoopbackServer, startLoopbackServer, targetOf } from './loopbackServer.ts';

/** A server of a test, and the product's connection to it. */
export interface Connection {
  readonly server: LoopbackServer;
  readonly transport: Transport;
}

/**
 * Gives a function that connects to a server which answers as the handlers say; what is open is closed after each test.
 * @returns with `change` a function of the target that the kubeconfig would give
 */
export function connectionsOfTests(): (
  handlers: Handlers,
  user?: Partial<KubeconfigUser>,
  change?: (target: KubeconfigTarget) => KubeconfigTarget,
) => Promise<Connection> {
  let open: Connection[] = [];
  afterEach(async () => {
    for (const { server, transport } of open) {
      transport.close();
      await server.close();
    }
    open = [];
  });
  return async (handlers, user = {}, change = (target) => target) => {
    const server = await startLoopbackServer(handlers);
    const connection = { server, transport: new Transport(change(targetOf(server.url, user)), {}) };
    open.push(connection);
    return connection;
  };
}

/** A failed request: what was thrown, everything that anybody could print of it, and what people are told. */
export interface FailedRequest {
  readonly error: Error;
  readonly printed: string;
  readonly message: string;
}

/** Fails when the request does not. */
export async function failureOf(
  transport: Transport,
  request: Promise<unknown> = transport.json('/a', { signal: new AbortController().signal }),
): Promise<FailedRequest> {
  const thrown: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Error)) throw new TypeError('the request did not fail');
  const problem = problemOf(thrown, transport.server);
  return {
    error: thrown,
    printed: `${inspect(thrown, { depth: 10, showHidden: true })}${JSON.stringify(problem)}`,
    message: problem.message,
  };
}
