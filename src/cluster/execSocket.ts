import { type Dispatcher, WebSocket } from 'undici';
import { RequestTimeout, type ApiError } from './problems.ts';
import { makeApiError, type Transport, userAgent } from './transport.ts';

/** Channels of the remote command protocol: the first byte of each message (k8s.io/apimachinery remotecommand). */
const channels = { stdout: 1, stderr: 2, status: 3 } as const;

/** v5 adds closing of stdin, which we do not open; API servers before 1.29 speak v4. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const maximumRefusal = 64 * 1024;

/** Everything that came over one exec connection until it ended. */
export interface ExecTranscript {
  readonly stdout: string;
  readonly stderr: string;
  /** The text of the status message; absent when the connection ended without one. */
  readonly status?: string;
  /** More came than was wanted, and the connection was ended. */
  readonly overflow: boolean;
}

interface Handshake {
  /** The server's answer, when it is a refusal. */
  refusal?: ApiError;
  /** What went wrong below HTTP; the events of the WebSocket do not say. */
  failure?: Error;
  socket?: { destroy(): void };
}

/**
 * Keeps the answer to a WebSocket handshake that the server refuses: undici's WebSocket tells neither its status nor its
 * body, which say why. Keeps the socket too, so that it can be closed without waiting for the other side.
 */
function observeHandshake(handshake: Handshake): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let status = 0;
    let headers: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2] = {};
    let body = '';
    return dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestUpgrade: (controller, statusCode, upgradeHeaders, socket) => {
        handshake.socket = socket;
        return handler.onRequestUpgrade?.(controller, statusCode, upgradeHeaders, socket);
      },
      onResponseStart: (_controller, statusCode, responseHeaders) => {
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData: (_controller, chunk) => {
        if (body.length < maximumRefusal) body += chunk.toString('utf8');
      },
      onResponseEnd: (controller, trailers) => {
        handshake.refusal = makeApiError(status, body);
        handler.onResponseStart?.(controller, status, headers, '');
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError: (controller, error) => {
        handshake.failure = error;
        handler.onResponseError?.(controller, error);
      },
    });
  };
}

/** Output of one stream, put together at its end: a character may be cut between two messages. */
class Output {
  readonly #chunks: Buffer[] = [];
  size = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/**
 * Opens an exec connection and reads until it ends. Rejects with {@link ApiError} when the server refuses it, with
 * {@link RequestTimeout}, with what undici says when the server cannot be reached, and at once when the signal aborts.
 * @param path with its query
 * @param maximumOutput bytes of stdout and stderr together
 */
export async function runExecSocket(
  transport: Transport,
  path: string,
  maximumOutput: number,
  timeoutMilliseconds: number,
  signal: AbortSignal,
): Promise<ExecTranscript> {
  const { dispatcher, credentials } = await transport.connection(signal);
  signal.throwIfAborted();
  const handshake: Handshake = {};
  const socket = new WebSocket(`${transport.server.replace(/^http/, 'ws')}${path}`, {
    protocols,
    headers: [
      ...credentials.headers.map(([name, value]): [string, string] => [name, value]),
      ['User-Agent', userAgent],
    ],
    dispatcher: dispatcher.compose(observeHandshake(handshake)),
  });
  socket.binaryType = 'arraybuffer';
  const stdout = new Output();
  const stderr = new Output();
  let status: string | undefined;
  let overflow = false;
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new RequestTimeout(`no end within ${timeoutMilliseconds / 1000} seconds`));
      }, timeoutMilliseconds);
      abort = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      socket.addEventListener('message', ({ data }: { data: unknown }) => {
        const message = data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(String(data));
        const content = message.subarray(1);
        if (message[0] === channels.stdout) stdout.add(content);
        else if (message[0] === channels.stderr) stderr.add(content);
        else if (message[0] === channels.status) status = content.toString('utf8');
        overflow = stdout.size + stderr.size > maximumOutput;
        // The status comes last (k8s.io/client-go remotecommand waits for it too); the server closes after it.
        if (overflow || status !== undefined) resolve();
      });
      socket.addEventListener('close', () => {
        const opened = handshake.socket !== undefined;
        if (opened) resolve();
        else reject(handshake.refusal ?? handshake.failure ?? new Error('the connection was closed'));
      });
    });
  } catch (error) {
    if (error === handshake.refusal && handshake.refusal?.status === 401) transport.forget(credentials);
    throw error;
  } finally {
    clearTimeout(timer);
    if (abort !== undefined) signal.removeEventListener('abort', abort);
    socket.close();
    handshake.socket?.destroy();
  }
  return {
    stdout: stdout.text(),
    stderr: stderr.text(),
    ...(status === undefined ? {} : { status }),
    overflow,
  };
}
