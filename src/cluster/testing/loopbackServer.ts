import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KubeconfigTarget, KubeconfigUser } from '../kubeconfig.ts';

/** One request as a test's API server sees it, and the ways to answer. */
export interface Exchange {
  /** `GET /api/v1/pods`, without the query. */
  readonly line: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Answers with JSON. */
  json(body: unknown, status?: number): void;
  /** Answers with any text. */
  text(body: string, status?: number): void;
  /** Answers with the Status object of an API server's error. */
  fail(status: number, reason: string, message: string, headers?: Readonly<Record<string, string>>): void;
  /** Begins a watch. */
  stream(): WatchConnection;
  /** Sends the same piece again and again, as fast as it is taken, until the other side has enough. */
  endless(piece: Uint8Array | string, answer?: EndlessAnswer): EndlessConnection;
}

/** What comes before the first piece of an answer without end. */
export interface EndlessAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly beginning?: string;
}

export interface EndlessConnection {
  /** How many pieces were given to the connection. */
  readonly pieces: () => number;
  readonly closed: Promise<void>;
}

export interface WatchConnection {
  /** Sends one event; text and bytes go out as they are. */
  send(event: object | string | Uint8Array): void;
  end(): void;
  /** As when a cable is pulled: no end of the answer. */
  drop(): void;
  readonly closed: Promise<void>;
}

/** An exec connection that the test's server has accepted. */
export interface ExecConnection {
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  send(channel: number, text: string): void;
  /** Says that a message of so many bytes comes, and sends none of them. */
  announce(bytes: number): void;
  /** Ends with a close frame. */
  close(): void;
  readonly closed: Promise<void>;
}

export interface LoopbackServer {
  readonly url: string;
  /** Every request line in order. */
  readonly requests: readonly string[];
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export interface Handlers {
  readonly request?: (exchange: Exchange) => void;
  /** Accepts an exec, refuses it with a status, or does as it likes with its connection. */
  readonly exec?: (
    line: string,
    accept: () => ExecConnection,
    refuse: (status: number, body: object) => void,
    raw: Duplex,
  ) => void;
}

function statusObject(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}

function sendEndlessly(
  response: ServerResponse,
  piece: Uint8Array | string,
  { status = 200, headers = {}, beginning = '' }: EndlessAnswer,
): EndlessConnection {
  let pieces = 0;
  const closed = new Promise<void>((resolve) => {
    response.on('close', () => {
      resolve();
    });
  });
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  if (beginning !== '') response.write(beginning);
  const send = (): void => {
    if (response.destroyed) return;
    pieces += 1;
    if (response.write(piece)) setImmediate(send);
    else response.once('drain', send);
  };
  send();
  return { pieces: () => pieces, closed };
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, url: URL, body: string): Exchange {
  const text = (content: string, status = 200, headers: object = { 'Content-Type': 'text/plain' }): void => {
    response.writeHead(status, { ...headers }).end(content);
  };
  const json = (content: unknown, status = 200, headers: object = {}): void => {
    text(JSON.stringify(content), status, { 'Content-Type': 'application/json', ...headers });
  };
  return {
    line: `${request.method ?? ''} ${url.pathname}`,
    query: url.searchParams,
    headers: request.headers,
    body,
    json,
    text,
    fail: (status, reason, message, headers) => {
      json(statusObject(status, reason, message), status, headers);
    },
    endless: (piece, answer = {}) => sendEndlessly(response, piece, answer),
    stream: () => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      const closed = new Promise<void>((resolve) => {
        response.on('close', () => {
          resolve();
        });
      });
      return {
        send: (event) =>
          response.write(
            typeof event === 'string' || event instanceof Uint8Array ? event : `${JSON.stringify(event)}\n`,
          ),
        end: () => response.end(),
        drop: () => response.destroy(),
        closed,
      };
    },
  };
}

/** A WebSocket frame of a server: never masked (RFC 6455, 5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([0x80 | opcode, payload.length]) : Buffer.alloc(10);
  if (payload.length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([head, payload]);
}

function acceptExec(request: IncomingMessage, socket: Duplex, query: URLSearchParams): ExecConnection {
  const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
      'Sec-WebSocket-Protocol: v5.channel.k8s.io',
      '\r\n',
    ].join('\r\n'),
  );
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });
  socket.on('error', () => undefined);
  // Node's HTTP server leaves its half of an upgraded connection open.
  socket.on('end', () => socket.end());
  socket.resume();
  return {
    query,
    headers: request.headers,
    send: (channel, text) =>
      socket.write(frame(2, Buffer.concat([Buffer.from([channel]), Buffer.from(text)]))),
    announce: (bytes) => {
      const head = Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
      head.writeBigUInt64BE(BigInt(bytes), 2);
      socket.write(head);
    },
    close: () => {
      socket.end(frame(8, Buffer.from([0x03, 0xe8])));
    },
    closed,
  };
}

/** A real HTTP server on loopback that plays an API server. */
export async function startLoopbackServer(handlers: Handlers): Promise<LoopbackServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      handlers.request?.(exchangeOf(request, response, url, Buffer.concat(chunks).toString()));
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    requests.push(`UPGRADE ${url.pathname}`);
    handlers.exec?.(
      url.pathname,
      () => acceptExec(request, socket, url.searchParams),
      (status, body) => {
        const text = JSON.stringify(body);
        socket.end(
          `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
        );
      },
      socket,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () =>
      new Promise((resolve) => {
        server.getConnections((_error, count) => {
          resolve(count);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** What a kubeconfig would say of the server. */
export function targetOf(url: string, user: Partial<KubeconfigUser> = {}): KubeconfigTarget {
  return {
    context: { name: 'test', cluster: 'loopback', user: 'tester', namespace: 'shop' },
    cluster: { name: 'loopback', server: url, skipTLSVerify: false },
    user: { user: { name: 'tester' }, impersonation: [], ...user },
    namespace: 'shop',
  };
}
