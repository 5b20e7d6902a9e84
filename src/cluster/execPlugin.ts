import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConnectionError } from '../app/ports.ts';
import { isRecord, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import { redactSecrets } from '../core/text/redactSecrets.ts';
import type { ExecPlugin, KubeconfigTarget } from './kubeconfig.ts';

const run = promisify(execFile);

/** What a credential plugin gave. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly clientCertificate?: string;
  /** PEM. */
  readonly clientKey?: string;
  /** Milliseconds since the epoch; absent when it does not expire. */
  readonly expires?: number;
}

/** Logging in at an identity provider takes seconds; a plugin that waits for somebody to type would wait for ever. */
const timeoutMilliseconds = 60_000;

/** What the plugin learns of us, in the environment variable KUBERNETES_EXEC_INFO (client-go credential plugins). */
function execInfo({ apiVersion, provideClusterInfo }: ExecPlugin, { cluster }: KubeconfigTarget): string {
  const info = {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTLSVerify,
    'certificate-authority-data': cluster.caData,
    'proxy-url': cluster.proxyUrl,
  };
  return JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(provideClusterInfo ? { cluster: info } : {}) },
  });
}

function failure(message: string, advice: string): ConnectionError {
  return new ConnectionError({ kind: 'unauthorized', message, advice });
}

function explain(error: unknown, plugin: ExecPlugin, userName: string): ConnectionError {
  const who = `The credential program "${plugin.command}" of the user "${userName}"`;
  const { code, killed, stderr } = error as { code?: unknown; killed?: unknown; stderr?: unknown };
  if (code === 'ENOENT' || code === 'EACCES') {
    return new ConnectionError({
      kind: 'bad-kubeconfig',
      message: `${who} ${code === 'ENOENT' ? 'was not found' : 'may not be run'}.`,
      advice:
        plugin.installHint?.trim() ??
        'Install it, or see that it is on the PATH of the program that Podpath runs in.',
    });
  }
  if (killed === true) {
    return failure(
      `${who} did not end within ${timeoutMilliseconds / 1000} seconds.`,
      'Run it in a terminal: it may ask for something.',
    );
  }
  // What it printed to stdout may hold a token and is never shown.
  const said =
    typeof stderr === 'string' ? redactSecrets(stderr.trim()).split('\n').at(-1)?.slice(0, 300) : '';
  return failure(
    `${who} failed${typeof code === 'number' ? ` with exit code ${code}` : ''}${said === undefined || said === '' ? '' : `: ${said}`}.`,
    'Run `kubectl get --raw /version` with the same context: you may have to log in again.',
  );
}

function decode(stdout: string, plugin: ExecPlugin, userName: string): ExecCredential {
  let raw: unknown;
  try {
    raw = JSON.parse(stdout);
  } catch {
    raw = undefined;
  }
  const status = isRecord(raw) ? readRecord(raw, 'status') : {};
  const token = readNonEmptyText(status, 'token');
  const clientCertificate = readNonEmptyText(status, 'clientCertificateData');
  const clientKey = readNonEmptyText(status, 'clientKeyData');
  if (token === undefined && (clientCertificate === undefined || clientKey === undefined)) {
    throw failure(
      `The credential program "${plugin.command}" of the user "${userName}" gave neither a token nor a certificate.`,
      'Run `kubectl get --raw /version` with the same context: you may have to log in again.',
    );
  }
  const expires = Date.parse(readNonEmptyText(status, 'expirationTimestamp') ?? '');
  return {
    ...(token === undefined ? {} : { token }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
    ...(Number.isNaN(expires) ? {} : { expires }),
  };
}

/**
 * Runs a credential plugin. Own code rather than client-node's, which never ends a plugin that hangs, keeps a refused token
 * until it expires, does not say KUBERNETES_EXEC_INFO, and quotes the plugin's output in its errors.
 * Throws {@link ConnectionError}; its text holds nothing of what the plugin printed to stdout.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  target: KubeconfigTarget,
  signal: AbortSignal,
): Promise<ExecCredential> {
  const { name } = target.user.user;
  const given = Object.fromEntries(plugin.environment.map((variable) => [variable.name, variable.value]));
  let stdout: string;
  try {
    const running = run(plugin.command, plugin.args, {
      env: { ...process.env, ...given, KUBERNETES_EXEC_INFO: execInfo(plugin, target) },
      encoding: 'utf8',
      timeout: timeoutMilliseconds,
      maxBuffer: 1024 * 1024,
      signal,
    });
    // Nobody can answer a question.
    running.child.stdin?.end();
    ({ stdout } = await running);
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, plugin, name);
  }
  return decode(stdout, plugin, name);
}
