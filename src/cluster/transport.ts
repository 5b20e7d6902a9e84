import {
  Agent,
  type Dispatcher,
  EnvHttpProxyAgent,
  fetch,
  ProxyAgent,
  type Response,
  Socks5ProxyAgent,
} from 'undici';
import { isRecord, readNonEmptyText } from '../core/model/readField.ts';
import { CredentialSource, type Credentials } from './credentials.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { badKubeconfig } from './parseKubeconfig.ts';
import { ApiError, RequestTimeout } from './problems.ts';

/** What a request may ask for beside its path. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Until the whole answer is there, or for a stream until it begins; the default is that of a list page. */
  readonly timeoutMilliseconds?: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** POST when there is a body, else GET. */
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** What kind of JSON is asked for; all of each object when absent. */
  readonly accept?: string;
  /** What kind of JSON the body is; for a PATCH it says how the server shall merge it. */
  readonly contentType?: string;
}

/** A page of 500 large objects over a slow line. */
const defaultTimeoutMilliseconds = 60_000;
const connectTimeoutMilliseconds = 10_000;
/** Below the 60 s after which cloud load balancers drop what is silent; as client-go. */
const keepAliveDelayMilliseconds = 30_000;
const maximumErrorBody = 64 * 1024;

/** By this name an audit log tells our requests from those of others. */
export const userAgent = 'podpath';

type Tls = Credentials['tls'];

function makeDispatcher(target: KubeconfigTarget, tls: Tls, environment: NodeJS.ProcessEnv): Dispatcher {
  const { proxyUrl } = target.cluster;
  const connect = {
    ...tls,
    timeout: connectTimeoutMilliseconds,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveDelayMilliseconds,
  };
  // HTTP/1.1: watches are streams of their own either way, and exec needs an upgrade that the API server has for it alone.
  const options = { allowH2: false, bodyTimeout: 0, keepAliveTimeout: keepAliveDelayMilliseconds } as const;
  if (proxyUrl === undefined || proxyUrl === '') {
    const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = environment;
    const proxied = [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].some((value) => (value ?? '') !== '');
    // client-go honours these too, and NO_PROXY.
    return proxied
      ? new EnvHttpProxyAgent({ ...options, connect, requestTls: tls })
      : new Agent({ ...options, connect });
  }
  const scheme = URL.canParse(proxyUrl) ? new URL(proxyUrl).protocol : '';
  switch (scheme) {
    case 'http:':
    case 'https:':
      return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: tls });
    case 'socks5:':
      return new Socks5ProxyAgent(proxyUrl, { ...options, requestTls: tls });
    default:
      throw badKubeconfig(
        `The proxy-url of the cluster "${target.cluster.name}" is none of http://, https:// and socks5://.`,
        'Correct proxy-url in the kubeconfig.',
      );
  }
}

function sameTls(left: Tls, right: Tls): boolean {
  const text = ({ ca, cert, key }: Tls): string => [ca, cert, key].map(String).join('\n');
  return text(left) === text(right);
}

/** Makes an error of an answer that is none; its text is the server's own. */
async function apiErrorOf(response: Response): Promise<ApiError> {
  const text = (await response.text()).slice(0, maximumErrorBody);
  return makeApiError(response.status, text, response.headers.get('retry-after'));
}

/** Reads the Status object (meta/v1) that the API server sends with an error; proxies in between send anything. */
export function makeApiError(status: number, body: string, retryAfter?: string | null): ApiError {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    raw = undefined;
  }
  const fields = isRecord(raw) ? raw : {};
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ApiError(
    status,
    readNonEmptyText(fields, 'reason') ?? '',
    readNonEmptyText(fields, 'message') ??
      (isRecord(raw) ? `HTTP status ${status}` : body.trim().slice(0, 200)),
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
  );
}

/** Resolves as the promise does, or rejects at once when the signal aborts. */
async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

/**
 * The one way to the API server: one undici Agent a session, so that connections are kept and TLS is shaken hands once.
 * (client-node makes an Agent for each call, and Node's own fetch refuses Agents of another undici.)
 */
export class Transport {
  readonly #target: KubeconfigTarget;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #credentials: CredentialSource;
  readonly #closing = new AbortController();
  #current: { readonly tls: Tls; readonly dispatcher: Dispatcher } | undefined;

  constructor(target: KubeconfigTarget, environment: NodeJS.ProcessEnv = process.env) {
    this.#target = target;
    this.#environment = environment;
    this.#credentials = new CredentialSource(target);
  }

  /** The server without a slash at its end; it may have a path, behind a gateway of several clusters. */
  get server(): string {
    return this.#target.cluster.server.replace(/\/+$/, '');
  }

  /**
   * Sends a request; new credentials are tried once when the server refuses them. Throws {@link ApiError} when the answer is
   * no success, {@link RequestTimeout}, ConnectionError of the credentials, or what undici throws.
   */
  async request(path: string, options: RequestOptions): Promise<Response> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const credentials = await orAborted(this.#credentials.current(this.#closing.signal), signal);
    try {
      return await this.#send(path, options, signal, credentials);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.#credentials.forget(credentials);
      const renewed = await orAborted(this.#credentials.current(this.#closing.signal), signal);
      return this.#send(path, options, signal, renewed);
    }
  }

  /** Any request that is answered with JSON. Throws as {@link request} does; what is no JSON is an {@link ApiError} too. */
  async json(path: string, options: RequestOptions): Promise<unknown> {
    const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
    const signal = AbortSignal.any([options.signal, timeout]);
    try {
      const response = await this.request(path, { ...options, signal });
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch {
        throw new ApiError(response.status, 'NotJson', `the answer to ${path} is no JSON`);
      }
    } catch (error) {
      if (timeout.aborted && !options.signal.aborted && !(error instanceof ApiError)) {
        throw new RequestTimeout(`no answer in time to ${path}`);
      }
      throw error;
    }
  }

  /** For WebSockets: the dispatcher and headers of this moment. */
  async connection(signal: AbortSignal): Promise<{ dispatcher: Dispatcher; credentials: Credentials }> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const credentials = await orAborted(this.#credentials.current(this.#closing.signal), either);
    return { dispatcher: this.#dispatcherFor(credentials.tls), credentials };
  }

  /** The server refused these credentials. */
  forget(credentials: Credentials): void {
    this.#credentials.forget(credentials);
  }

  /** Ends every request at once and leaves no socket open. */
  close(): void {
    this.#closing.abort();
    this.#discard();
  }

  #discard(): void {
    // Only its own close can fail, after which nothing is open either.
    void this.#current?.dispatcher.destroy().catch(() => undefined);
    this.#current = undefined;
  }

  #dispatcherFor(tls: Tls): Dispatcher {
    if (this.#current !== undefined && sameTls(this.#current.tls, tls)) return this.#current.dispatcher;
    const previous = this.#current?.dispatcher;
    this.#current = { tls, dispatcher: makeDispatcher(this.#target, tls, this.#environment) };
    // Watches that run on the old certificate end by themselves; new ones take the new.
    void previous?.close().catch(() => undefined);
    return this.#current.dispatcher;
  }

  async #send(
    path: string,
    options: RequestOptions,
    signal: AbortSignal,
    credentials: Credentials,
  ): Promise<Response> {
    const { body, contentType = 'application/json' } = options;
    const response = await fetch(`${this.server}${path}`, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: [
        ...credentials.headers.map(([name, value]): [string, string] => [name, value]),
        ['Accept', options.accept ?? 'application/json'],
        ['User-Agent', userAgent],
        ...(body === undefined ? [] : ([['Content-Type', contentType]] as [string, string][])),
      ],
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the credentials to somebody else.
      redirect: 'error',
      dispatcher: this.#dispatcherFor(credentials.tls),
      signal,
    });
    if (response.ok) return response;
    throw await apiErrorOf(response);
  }
}
