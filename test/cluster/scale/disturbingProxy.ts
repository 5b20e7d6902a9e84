import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the proxy does to whatever passes through it. */
export type ProxyMode =
  | { readonly kind: 'pass' }
  /** Connections stay open and nothing comes. */
  | { readonly kind: 'silent' }
  /** Every answer arrives in small parts with pauses between. */
  | { readonly kind: 'slow'; readonly pauseMilliseconds: number }
  /** Requests are answered with this status and Status object; connections close without an answer for 0. */
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly reason: string;
      readonly retryAfter?: number;
    };

/** A gateway in front of an API server, on loopback without TLS, that can misbehave. */
export interface DisturbingProxy {
  readonly url: string;
  setMode(mode: ProxyMode): void;
  /** Ends every open connection, as a load balancer that restarts. */
  cutAll(): void;
  /** The next part of each answer that is open arrives by half, then its connection ends. */
  cutInTheMiddle(): void;
  /** Writes a line into every watch that is open. */
  inject(line: string): void;
  /** Requests that have arrived. */
  requests(): number;
  close(): Promise<void>;
}

/** Credentials as the test bed writes them into a kubeconfig. */
export interface Upstream {
  readonly server: string;
  readonly kubeconfigPath: string;
}

interface Exchange {
  readonly response: ServerResponse;
  readonly isWatch: boolean;
  cutNext: boolean;
}

const sliceBytes = 8 * 1024;

function upstreamAgent({ kubeconfigPath }: Upstream): Agent {
  const config = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  return new Agent({
    keepAlive: true,
    ca: decode(config.clusters[0].cluster['certificate-authority-data']),
    cert: decode(config.users[0].user['client-certificate-data']),
    key: decode(config.users[0].user['client-key-data']),
  });
}

class Proxy {
  mode: ProxyMode = { kind: 'pass' };
  requests = 0;
  readonly exchanges = new Set<Exchange>();
  readonly #upstream: Upstream;
  readonly #agent: Agent;
  /** Fires when the mode changes. */
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
    this.#agent = upstreamAgent(upstream);
  }

  setMode(mode: ProxyMode): void {
    this.mode = mode;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  close(): void {
    this.setMode({ kind: 'refuse', status: 0, reason: 'closed' });
    this.#agent.destroy();
  }

  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    incoming.resume();
    const { mode } = this;
    if (mode.kind === 'refuse') {
      refuse(response, mode);
      return;
    }
    const exchange = { response, isWatch: (incoming.url ?? '').includes('watch=1'), cutNext: false };
    this.exchanges.add(exchange);
    try {
      const answer = await this.#ask(incoming, response);
      await this.#unlessSilent();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      for await (const chunk of answer) await this.#pass(chunk as Buffer, exchange);
      response.end();
    } catch {
      // Whatever fails behind a gateway reaches its client as a connection that ends.
      response.destroy();
    } finally {
      this.exchanges.delete(exchange);
    }
  }

  #ask(incoming: IncomingMessage, response: ServerResponse): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { authorization: _unused, host: _host, ...headers } = incoming.headers;
      const options = { method: incoming.method, headers, agent: this.#agent };
      const sent = request(`${this.#upstream.server}${incoming.url ?? '/'}`, options, resolve);
      sent.on('error', reject);
      response.on('close', () => {
        sent.destroy();
        reject(new Error('the client is gone'));
      });
      sent.end();
    });
  }

  async #unlessSilent(): Promise<void> {
    while (this.mode.kind === 'silent') await this.#changed.promise;
  }

  async #pass(chunk: Buffer, exchange: Exchange): Promise<void> {
    const { response } = exchange;
    await this.#unlessSilent();
    if (exchange.cutNext) {
      await new Promise((resolve) => response.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), resolve));
      throw new Error('cut');
    }
    for (let start = 0; start < chunk.length;) {
      const slow = this.mode.kind === 'slow' ? this.mode : undefined;
      const end = slow === undefined ? chunk.length : start + sliceBytes;
      if (slow !== undefined) await delay(slow.pauseMilliseconds);
      if (response.destroyed) throw new Error('the client is gone');
      response.write(chunk.subarray(start, end));
      start = end;
    }
  }
}

function refuse(
  response: ServerResponse,
  { status, reason, retryAfter }: ProxyMode & { kind: 'refuse' },
): void {
  if (status === 0) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
  });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason,
      message: reason,
      code: status,
    }),
  );
}

/** Starts the proxy on a free port of loopback; it asks the API server with the kubeconfig's credentials. */
export async function startDisturbingProxy(upstream: Upstream): Promise<DisturbingProxy> {
  const proxy = new Proxy(upstream);
  const server = createServer((incoming, response) => void proxy.handle(incoming, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setMode: (mode) => {
      proxy.setMode(mode);
    },
    cutAll: () => {
      server.closeAllConnections();
    },
    cutInTheMiddle: () => {
      for (const exchange of proxy.exchanges) exchange.cutNext = true;
    },
    inject: (line) => {
      for (const { isWatch, response } of proxy.exchanges)
        if (isWatch && response.headersSent) response.write(line);
    },
    requests: () => proxy.requests,
    close: async () => {
      proxy.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
