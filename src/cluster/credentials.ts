import type { RequestOptions } from 'node:https';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';
import { ConnectionError } from '../app/ports.ts';
import { type ExecCredential, runExecPlugin } from './execPlugin.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { badKubeconfig } from './parseKubeconfig.ts';
import { readRegularFile, whyUnreadable } from './readRegularFile.ts';

/** What a request needs to be let in. Never logged. */
export interface Credentials {
  /** Values are bytes, as HTTP has them: each character stands for one. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;
}

/** Tokens in files are replaced on disk from time to time; client-go reads them again after a minute. */
const maximumAgeMilliseconds = 60_000;
/** A token that ends while the request is on its way is of no use. */
const expiryMarginMilliseconds = 10_000;

const loginAdvice = 'Log in again as you do for kubectl, or choose another context.';

function checkSecureContext(tls: Credentials['tls'], target: KubeconfigTarget): void {
  const fail = (what: string): ConnectionError =>
    badKubeconfig(
      `The ${what} cannot be read as PEM.`,
      'Take it from the cluster again; `kubectl` needs it too.',
    );
  const authority = `certificate-authority of the cluster "${target.cluster.name}"`;
  // Node takes any text for an authority.
  if (tls.ca !== undefined && !String(tls.ca).includes('-----BEGIN CERTIFICATE-----')) throw fail(authority);
  try {
    createSecureContext({ ca: tls.ca });
  } catch {
    throw fail(authority);
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

/**
 * One header as it may be sent: in UTF-8, as client-go does, and without line breaks and other controls (RFC 9110 §5.5), which
 * would begin another header. The value is not in the error.
 */
function headerOf(name: string, value: string, userName: string): readonly [string, string] {
  // eslint-disable-next-line no-control-regex -- controls are what it looks for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    const what =
      name === 'Authorization' ? 'token' : 'name to impersonate (as, as-uid, as-groups or as-user-extra)';
    throw badKubeconfig(
      `The ${what} of the user "${userName}" holds a line break or another control character.`,
      'No header may hold it. Correct the kubeconfig, or what its credential program prints.',
    );
  }
  return [name, Buffer.from(value, 'utf8').toString('latin1')];
}

/** The credentials of one context, kept as long as they are good. */
export class CredentialSource {
  readonly #target: KubeconfigTarget;
  /** Where an auth-provider makes the token. */
  #provider: KubeConfig | undefined;
  #execCredential: ExecCredential | undefined;
  #kept: { readonly credentials: Credentials; readonly until: number } | undefined;
  /** Requests that start together ask once. */
  #pending: Promise<Credentials> | undefined;

  constructor(target: KubeconfigTarget) {
    this.#target = target;
  }

  /** Throws {@link ConnectionError}. */
  current(signal: AbortSignal): Promise<Credentials> {
    if (this.#kept !== undefined && this.#kept.until > Date.now()) {
      return Promise.resolve(this.#kept.credentials);
    }
    if (this.#pending !== undefined) return this.#pending;
    const pending = this.#make(signal).finally(() => {
      this.#pending = undefined;
    });
    // Whoever asked may have given up meanwhile: a failure that nobody waits for must not end the process.
    pending.catch(() => undefined);
    this.#pending = pending;
    return pending;
  }

  /** The server refused these: the next request asks for new ones. */
  forget(refused: Credentials): void {
    // Several requests may be refused for one reason; the first has brought new ones already.
    if (this.#kept?.credentials !== refused) return;
    this.#kept = undefined;
    this.#execCredential = undefined;
    // Its authenticators cache by user name and cannot be told to forget.
    this.#provider = undefined;
  }

  async #make(signal: AbortSignal): Promise<Credentials> {
    const { user, cluster } = this.#target;
    const userName = user.user.name;
    const plugin = await this.#pluginCredential(signal);
    const authorization = await this.#authorization(plugin);
    signal.throwIfAborted();
    const headers = [
      ...user.impersonation,
      ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
    ].map(([name, value]) => headerOf(name, value, userName));
    const ca = await this.#bytes(cluster.caFile, cluster.caData);
    const cert = plugin?.clientCertificate ?? (await this.#bytes(user.user.certFile, user.user.certData));
    const key = plugin?.clientKey ?? (await this.#bytes(user.user.keyFile, user.user.keyData));
    const tls: Credentials['tls'] = {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined || cert === undefined ? {} : { key }),
      ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
      ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    };
    checkSecureContext(tls, this.#target);
    const credentials = { headers, tls };
    const expires = (plugin?.expires ?? Infinity) - expiryMarginMilliseconds;
    this.#kept = { credentials, until: Math.min(Date.now() + maximumAgeMilliseconds, expires) };
    return credentials;
  }

  async #authorization(plugin: ExecCredential | undefined): Promise<string | undefined> {
    const { user, tokenFile, authProvider } = this.#target.user;
    if (plugin?.token !== undefined) return `Bearer ${plugin.token}`;
    const token = (tokenFile === undefined ? undefined : await this.#tokenOf(tokenFile)) ?? user.token;
    if (token !== undefined && token !== '') return `Bearer ${token}`;
    // As client-go: a password alone is no login.
    if (user.username !== undefined) {
      return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
    }
    return authProvider === undefined ? undefined : this.#fromProvider();
  }

  /** The token of a file; as client-go, one that is given beside it steps in when there is none. */
  async #tokenOf(path: string): Promise<string | undefined> {
    const { token, name } = this.#target.user.user;
    try {
      const text = (await readRegularFile(path)).toString('utf8').trim();
      if (text !== '' || token !== undefined) return text === '' ? token : text;
    } catch (error) {
      if (token !== undefined) return token;
      throw this.#unreadable(path, error);
    }
    throw badKubeconfig(`The token file ${path} of the user "${name}" is empty.`, loginAdvice);
  }

  async #bytes(path: string | undefined, data: string | undefined): Promise<Buffer | undefined> {
    if (data !== undefined && data !== '') return Buffer.from(data, 'base64');
    if (path === undefined || path === '') return undefined;
    try {
      return await readRegularFile(path);
    } catch (error) {
      throw this.#unreadable(path, error);
    }
  }

  #unreadable(path: string, error: unknown): ConnectionError {
    const { user, cluster } = this.#target;
    return badKubeconfig(
      `The file ${path}, which the kubeconfig names, cannot be read: ${whyUnreadable(error)}.`,
      `Check the cluster "${cluster.name}" and the user "${user.user.name}".`,
    );
  }

  async #pluginCredential(signal: AbortSignal): Promise<ExecCredential | undefined> {
    const { execPlugin } = this.#target.user;
    if (execPlugin === undefined) return undefined;
    const kept = this.#execCredential;
    if (kept !== undefined && (kept.expires ?? Infinity) - expiryMarginMilliseconds > Date.now()) return kept;
    this.#execCredential = await runExecPlugin(execPlugin, this.#target, signal);
    return this.#execCredential;
  }

  /** Renewing an OIDC token is client-node's. Its messages may quote what it read, so none of them is told. */
  async #fromProvider(): Promise<string | undefined> {
    const { context, cluster, user } = this.#target;
    const options: RequestOptions = {};
    try {
      this.#provider ??= this.#newProvider();
      await this.#provider.applyToHTTPSOptions(options);
    } catch {
      throw new ConnectionError({
        kind: 'unauthorized',
        message: `The credentials of the user "${user.user.name}" (context "${context.name}", cluster "${cluster.name}") could not be obtained.`,
        advice: loginAdvice,
      });
    }
    const { headers } = options;
    if (headers === undefined || Array.isArray(headers) || !('Authorization' in headers)) return undefined;
    return String(headers['Authorization']).trim();
  }

  #newProvider(): KubeConfig {
    const { context, cluster, user } = this.#target;
    const config = new KubeConfig();
    config.loadFromOptions({
      contexts: [{ ...context, user: user.user.name }],
      clusters: [{ name: context.cluster, server: cluster.server, skipTLSVerify: cluster.skipTLSVerify }],
      // client-node notes new tokens in the configuration that it is given.
      users: [{ name: user.user.name, authProvider: structuredClone(user.authProvider) }],
      currentContext: context.name,
    });
    return config;
  }
}
