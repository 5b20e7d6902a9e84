import {
  Agent,
  type Dispatcher,
  EnvHttpProxyAgent,
  fetch,
  ProxyAgent,
  type Response,
  Socks5ProxyAgent,
} from 'undici';
import { ConnectionError } from '../app/ports.ts';
import { CredentialSource, type Credentials } from './credentials.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { readApiError } from './apiError.ts';
import { OwnSecrets } from './ownSecrets.ts';
import { badKubeconfig } from './parseKubeconfig.ts';
import { ApiError, networkErrorOf, RequestTimeout, UnusableAnswer } from './problems.ts';
import { readStart, readWhole } from './readAnswer.ts';
import { serverAddressOf } from './serverAddress.ts';
import { serverText } from './serverText.ts';

/** What a request may ask for beside its path. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** For {@link Transport.json}: until the whole answer is there; the default is that of a list page. */
  readonly timeoutMilliseconds?: number;
  /** For {@link Transport.json}: an answer of more bytes, decompressed, is not read to its end. */
  readonly maximumBytes?: number;
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
/** Beyond what anything but a list says: the discovery of an API server with thousands of kinds is below a tenth. */
const defaultMaximumBytes = 32 * 1024 * 1024;
const maximumErrorBody = 64 * 1024;
/** The status of an error has come by then; its words come with it or not at all. */
const errorBodyMilliseconds = 3_000;

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
  readonly #secrets: OwnSecrets;
  readonly #closing = new AbortController();
  /** The server without user information and without a slash at its end; it may have a path, behind a gateway of several clusters. */
  readonly server: string;
  /** What a URL with user information means when there are no other credentials, as in Go's HTTP client. */
  readonly #basic: string | undefined;
  #current: { readonly tls: Tls; readonly dispatcher: Dispatcher } | undefined;

  /** Throws {@link ConnectionError} when the server of the target is no URL. */
  constructor(target: KubeconfigTarget, environment: NodeJS.ProcessEnv = process.env) {
    const { server, basic } = serverAddressOf(target.cluster);
    this.server = server;
    this.#basic = basic;
    this.#target = target;
    this.#environment = environment;
    this.#credentials = new CredentialSource(target);
    this.#secrets = new OwnSecrets(target);
  }

  /** Text of the server as it may be shown: see {@link serverText}. */
  clean(text: string): string {
    return serverText(text, this.#secrets);
  }

  /** Output of a program without our own credentials; all else stays as it is. */
  withoutSecrets(text: string): string {
    return this.#secrets.cut(text);
  }

  /**
   * Sends a request; new credentials are tried once when the server refuses them. Throws {@link ApiError} when the answer is
   * no success, {@link NetworkError}, ConnectionError of the credentials, or the reason of the signal.
   */
  async request(path: string, options: RequestOptions): Promise<Response> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const credentials = await this.#currentCredentials(signal);
    try {
      return await this.#send(path, options, signal, credentials);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.#credentials.forget(credentials);
      const renewed = await this.#currentCredentials(signal);
      return this.#send(path, options, signal, renewed);
    }
  }

  /**
   * Any request that is answered with JSON. Throws as {@link request} does, {@link RequestTimeout}, and {@link UnusableAnswer} for
   * what is no JSON or too much.
   */
  async json(path: string, options: RequestOptions): Promise<unknown> {
    const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
    const signal = AbortSignal.any([options.signal, timeout]);
    // Without its query, which may hold a server's token of any length.
    const [place = ''] = path.split('?');
    try {
      const response = await this.request(path, { ...options, signal });
      const text = await readWhole(response, place, options.maximumBytes ?? defaultMaximumBytes);
      try {
        return JSON.parse(text);
      } catch {
        throw new UnusableAnswer(`the answer to ${place} is no JSON`);
      }
    } catch (error) {
      const ours = error instanceof ApiError || error instanceof UnusableAnswer;
      if (timeout.aborted && !options.signal.aborted && !ours) {
        throw new RequestTimeout(`no answer in time to ${place}`);
      }
      throw error;
    }
  }

  /** For WebSockets: the dispatcher and headers of this moment. */
  async connection(signal: AbortSignal): Promise<{ dispatcher: Dispatcher; credentials: Credentials }> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const credentials = await this.#currentCredentials(either);
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

  async #currentCredentials(signal: AbortSignal): Promise<Credentials> {
    const credentials = await orAborted(this.#credentials.current(this.#closing.signal), signal);
    this.#secrets.learn(this.headersOf(credentials));
    return credentials;
  }

  /** Every header that says who asks. */
  headersOf({ headers }: Credentials): [name: string, value: string][] {
    const named = headers.some(([name]) => name.toLowerCase() === 'authorization');
    return [
      ...headers.map(([name, value]): [string, string] => [name, value]),
      ...(named || this.#basic === undefined ? [] : [['Authorization', this.#basic] as [string, string]]),
      ['User-Agent', userAgent],
    ];
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
    let response: Response;
    try {
      response = await fetch(`${this.server}${path}`, {
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: [
          ...this.headersOf(credentials),
          ['Accept', options.accept ?? 'application/json'],
          ...(body === undefined ? [] : ([['Content-Type', contentType]] as [string, string][])),
        ],
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // To follow would carry the credentials to somebody else.
        redirect: 'manual',
        dispatcher: this.#dispatcherFor(credentials.tls),
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ConnectionError ? error : networkErrorOf(error);
    }
    if (response.ok) return response;
    const text = await readStart(response, maximumErrorBody, errorBodyMilliseconds);
    signal.throwIfAborted();
    throw readApiError(response.status, text, response.headers.get('retry-after'), (said) =>
      this.clean(said),
    );
  }
}
