import { type Dispatcher, WebSocket } from 'undici';
import { readApiError } from './apiError.ts';
import { ExecOutput } from './execOutput.ts';
import { type ApiError, NetworkError, networkErrorOf, RequestTimeout } from './problems.ts';
import type { Transport } from './transport.ts';

/** Channels of the remote command protocol: the first byte of each message (k8s.io/apimachinery remotecommand). */
const channels = { stdout: 1, stderr: 2, status: 3 } as const;

/** v5 adds closing of stdin, which we do not open; API servers before 1.29 speak v4. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const maximumRefusal = 64 * 1024;
/** A Status object, with room for the longest message of a container runtime. */
const maximumStatus = 64 * 1024;

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
  failure?: NetworkError;
  socket?: { destroy(): void };
}

/**
 * Keeps the answer to a WebSocket handshake that the server refuses: undici's WebSocket tells neither its status nor its
 * body, which say why. Keeps the socket too, so that it can be closed without waiting for the other side.
 */
function observeHandshake(
  handshake: Handshake,
  clean: Transport['clean'],
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let status = 0;
    let headers: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2] = {};
    let retryAfter: string | undefined;
    let body = '';
    const keepRefusal = (): void => {
      handshake.refusal ??= readApiError(status, body, retryAfter, clean);
    };
    return dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestUpgrade: (controller, statusCode, upgradeHeaders, socket) => {
        handshake.socket = socket;
        return handler.onRequestUpgrade?.(controller, statusCode, upgradeHeaders, socket);
      },
      onResponseStart: (_controller, statusCode, responseHeaders) => {
        status = statusCode;
        headers = responseHeaders;
        const wait = responseHeaders['retry-after'];
        retryAfter = typeof wait === 'string' ? wait : undefined;
      },
      onResponseData: (controller, chunk) => {
        body += chunk.toString('utf8', 0, maximumRefusal - body.length);
        if (body.length < maximumRefusal) return;
        // A refusal without end says what it has to say at its beginning.
        keepRefusal();
        controller.abort(new NetworkError(''));
      },
      onResponseEnd: (controller, trailers) => {
        keepRefusal();
        handler.onResponseStart?.(controller, status, headers, '');
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError: (controller, error) => {
        handshake.failure = networkErrorOf(error);
        handler.onResponseError?.(controller, error);
      },
    });
  };
}

/** undici inflates and keeps a message of 128 MB unless it is told otherwise, and not every dispatcher can be told. */
function withLimit(dispatcher: Dispatcher, maximumBytes: number): Dispatcher {
  return new Proxy(dispatcher, {
    get: (target, key) =>
      key === 'webSocketOptions' ? { maxPayloadSize: maximumBytes } : (Reflect.get(target, key) as unknown),
  });
}

/** Opens the WebSocket. Throws {@link NetworkError}: a message of undici would quote a header that it refuses. */
function openSocket(
  transport: Transport,
  path: string,
  dispatcher: Dispatcher,
  headers: [name: string, value: string][],
): WebSocket {
  try {
    const url = `${transport.server.replace(/^http/, 'ws')}${path}`;
    const socket = new WebSocket(url, { protocols, headers, dispatcher });
    socket.binaryType = 'arraybuffer';
    return socket;
  } catch (error) {
    throw networkErrorOf(error);
  }
}

/**
 * Opens an exec connection and reads until it ends. Rejects with {@link ApiError} when the server refuses it, with
 * {@link RequestTimeout}, with {@link NetworkError} when the server cannot be reached, and at once when the signal aborts.
 * @param path with its query
 * @param maximumOutput bytes of all that comes, whatever its channel
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
  const observed = dispatcher.compose(observeHandshake(handshake, (text) => transport.clean(text)));
  const socket = openSocket(
    transport,
    path,
    withLimit(observed, maximumOutput),
    transport.headersOf(credentials),
  );
  const stdout = new ExecOutput();
  const stderr = new ExecOutput();
  let received = 0;
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
        received += content.length;
        // Also what comes on channels that do not exist is work without end.
        overflow =
          received > maximumOutput || (message[0] === channels.status && content.length > maximumStatus);
        if (overflow) resolve();
        else if (message[0] === channels.stdout) stdout.add(content);
        else if (message[0] === channels.stderr) stderr.add(content);
        else if (message[0] === channels.status) status = content.toString('utf8');
        // The status comes last (k8s.io/client-go remotecommand waits for it too); the server closes after it.
        if (status !== undefined) resolve();
      });
      socket.addEventListener('close', () => {
        const opened = handshake.socket !== undefined;
        if (opened) resolve();
        else reject(handshake.refusal ?? handshake.failure ?? new NetworkError('UND_ERR_SOCKET'));
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
