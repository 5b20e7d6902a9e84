import type { RequestOptions } from 'node:https';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';
import { ConnectionError } from '../app/ports.ts';
import { type ExecCredential, runExecPlugin } from './execPlugin.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { badKubeconfig } from './parseKubeconfig.ts';

/** What a request needs to be let in. Never logged. */
export interface Credentials {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;
}

/** Tokens in files are replaced on disk from time to time; client-go reads them again after a minute. */
const maximumAgeMilliseconds = 60_000;
/** A token that ends while the request is on its way is of no use. */
const expiryMarginMilliseconds = 10_000;

function checkSecureContext(tls: Credentials['tls'], target: KubeconfigTarget): void {
  const fail = (what: string): ConnectionError =>
    badKubeconfig(
      `The ${what} cannot be read as PEM.`,
      'Take it from the cluster again; `kubectl` needs it too.',
    );
  try {
    createSecureContext({ ca: tls.ca });
  } catch {
    throw fail(`certificate-authority of the cluster "${target.cluster.name}"`);
  }
  if (tls.cert !== undefined && tls.key === undefined) {
    throw badKubeconfig(
      `The user "${target.user.user.name}" has a client certificate without its key.`,
      'Add client-key or client-key-data.',
    );
  }
  try {
    createSecureContext({ cert: tls.cert, key: tls.key });
  } catch {
    throw fail(`client certificate or key of the user "${target.user.user.name}"`);
  }
}

/** The credentials of one context, kept as long as they are good. */
export class CredentialSource {
  readonly #target: KubeconfigTarget;
  #config: KubeConfig;
  #execCredential: ExecCredential | undefined;
  #kept: { readonly credentials: Credentials; readonly until: number } | undefined;
  /** Requests that start together ask once. */
  #pending: Promise<Credentials> | undefined;

  constructor(target: KubeconfigTarget) {
    this.#target = target;
    this.#config = this.#newConfig();
  }

  /** Throws {@link ConnectionError}. */
  async current(signal: AbortSignal): Promise<Credentials> {
    if (this.#kept !== undefined && this.#kept.until > Date.now()) return this.#kept.credentials;
    this.#pending ??= this.#make(signal).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** The server refused these: the next request asks for new ones. */
  forget(refused: Credentials): void {
    // Several requests may be refused for one reason; the first has brought new ones already.
    if (this.#kept?.credentials !== refused) return;
    this.#kept = undefined;
    this.#execCredential = undefined;
    // Its authenticators cache by user name and cannot be told to forget.
    this.#config = this.#newConfig();
  }

  #newConfig(): KubeConfig {
    const { context, cluster, user } = this.#target;
    const config = new KubeConfig();
    const insecure = cluster.server.startsWith('http:');
    config.loadFromOptions({
      contexts: [{ ...context, user: user.user.name }],
      // client-node refuses plain http unless told not to verify, which has no meaning there; kubectl allows it.
      clusters: [insecure ? { ...cluster, skipTLSVerify: true } : cluster],
      users: [user.user],
      currentContext: context.name,
    });
    return config;
  }

  async #make(signal: AbortSignal): Promise<Credentials> {
    const { user, cluster } = this.#target;
    const options: RequestOptions = {};
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (error) {
      signal.throwIfAborted();
      throw this.#explain(error);
    }
    const plugin = await this.#pluginCredential(signal);
    const headers: (readonly [string, string])[] = [...user.impersonation];
    const authorization =
      plugin?.token === undefined
        ? typeof options.auth === 'string'
          ? `Basic ${Buffer.from(options.auth).toString('base64')}`
          : this.#authorizationOf(options)
        : `Bearer ${plugin.token}`;
    if (authorization !== undefined) headers.push(['Authorization', authorization]);
    const cert = plugin?.clientCertificate ?? options.cert;
    const key = plugin?.clientKey ?? options.key;
    const tls: Credentials['tls'] = {
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
      ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    };
    checkSecureContext(tls, this.#target);
    const credentials = { headers, tls };
    const expires = (plugin?.expires ?? Infinity) - expiryMarginMilliseconds;
    this.#kept = { credentials, until: Math.min(Date.now() + maximumAgeMilliseconds, expires) };
    return credentials;
  }

  async #pluginCredential(signal: AbortSignal): Promise<ExecCredential | undefined> {
    const { execPlugin } = this.#target.user;
    if (execPlugin === undefined) return undefined;
    const kept = this.#execCredential;
    if (kept !== undefined && (kept.expires ?? Infinity) - expiryMarginMilliseconds > Date.now()) return kept;
    this.#execCredential = await runExecPlugin(execPlugin, this.#target, signal);
    return this.#execCredential;
  }

  #authorizationOf({ headers }: RequestOptions): string | undefined {
    if (headers === undefined || Array.isArray(headers) || !('Authorization' in headers)) return undefined;
    // A token from a file ends with a line break, which no header may hold.
    return String(headers['Authorization']).trim();
  }

  /** Messages of authenticators may quote what they read, so only the kind of error is told. */
  #explain(error: unknown): ConnectionError {
    const { user, cluster } = this.#target;
    if (error instanceof Error && 'code' in error && 'path' in error) {
      return badKubeconfig(
        `The file ${String(error.path)}, which the kubeconfig names, cannot be read (${String(error.code)}).`,
        `Check the cluster "${cluster.name}" and the user "${user.user.name}".`,
      );
    }
    return new ConnectionError({
      kind: 'unauthorized',
      message: `The credentials of the user "${user.user.name}" could not be obtained.`,
      advice: 'Log in again as you do for kubectl, or choose another context.',
    });
  }
}
