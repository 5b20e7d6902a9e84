import { ConnectionError } from '../app/ports.ts';
import { isRecord, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import { plainLine } from '../core/text/escape.ts';
import { findProgram, type ProcessEnd, runBoundedProcess } from './execPluginProcess.ts';
import type { ExecPlugin, KubeconfigTarget } from './kubeconfig.ts';
import { readRegularFile } from './readRegularFile.ts';

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
const usualTimeoutMilliseconds = 60_000;
const loginAdvice = 'Run `kubectl get --raw /version` with the same context: you may have to log in again.';

/** The bytes of the cluster's authority; what cannot be read is missed when the connection is made. */
async function authorityData({ cluster }: KubeconfigTarget): Promise<string | undefined> {
  if (cluster.caData !== undefined || cluster.caFile === undefined) return cluster.caData;
  return (await readRegularFile(cluster.caFile).catch(() => undefined))?.toString('base64');
}

/** What the plugin learns of us, in the environment variable KUBERNETES_EXEC_INFO (client-go credential plugins). */
async function execInfo(
  { apiVersion, provideClusterInfo }: ExecPlugin,
  target: KubeconfigTarget,
): Promise<string> {
  const { cluster } = target;
  const info = provideClusterInfo
    ? {
        server: cluster.server,
        'tls-server-name': cluster.tlsServerName,
        'insecure-skip-tls-verify': cluster.skipTLSVerify,
        'certificate-authority-data': await authorityData(target),
        'proxy-url': cluster.proxyUrl,
        config: cluster.execConfig,
      }
    : undefined;
  return JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(info === undefined ? {} : { cluster: info }) },
  });
}

function nameOf(plugin: ExecPlugin, userName: string): string {
  return `The credential program "${plugin.command}" of the user "${userName}"`;
}

function failure(message: string, advice: string): ConnectionError {
  return new ConnectionError({ kind: 'unauthorized', message, advice });
}

function notStarted(plugin: ExecPlugin, userName: string, why: string): ConnectionError {
  const hint = plainLine(plugin.installHint ?? '').slice(0, 300);
  return new ConnectionError({
    kind: 'bad-kubeconfig',
    message: `${nameOf(plugin, userName)} ${why}.`,
    advice:
      hint === '' ? 'Install it, or see that it is on the PATH of the program that Podpath runs in.' : hint,
  });
}

/**
 * What a plugin says may hold the very token that it was about to print, in any form, so none of it is ever shown; only
 * whether it is about a login that has ended.
 */
function meaningOf(stderr: string): string {
  return /expired|log ?in\b|logged (?:in|out)|re-?auth|sso|unauthori[sz]ed|invalid_grant/i.test(stderr)
    ? ': it says that the login has expired or is missing'
    : '';
}

function explain(end: ProcessEnd, plugin: ExecPlugin, userName: string, timeout: number): ConnectionError {
  const who = nameOf(plugin, userName);
  switch (end.kind) {
    case 'not-started':
      return notStarted(
        plugin,
        userName,
        end.code === 'ENOENT' ? 'was not found' : `cannot be run (${end.code})`,
      );
    case 'timeout':
      return failure(
        `${who} did not end within ${timeout / 1000} seconds.`,
        'Run it in a terminal: it may ask for something.',
      );
    case 'too-much-output':
      return failure(
        `${who} printed more than a credential.`,
        'Run it in a terminal, and see what it prints.',
      );
    case 'ended':
      return failure(
        `${who} failed${end.exitCode === null ? '' : ` with exit code ${end.exitCode}`}${meaningOf(end.stderr)}.`,
        loginAdvice,
      );
  }
}

/** Reads an ExecCredential as client-go does (plugin/pkg/client/auth/exec/exec.go). */
function decode(stdout: string, plugin: ExecPlugin, userName: string): ExecCredential {
  let raw: unknown;
  try {
    raw = JSON.parse(stdout);
  } catch {
    raw = undefined;
  }
  const who = nameOf(plugin, userName);
  const answer = isRecord(raw) ? raw : {};
  const apiVersion = readNonEmptyText(answer, 'apiVersion');
  if (apiVersion !== undefined && apiVersion !== plugin.apiVersion) {
    throw failure(
      `${who} answers in another apiVersion than the kubeconfig says.`,
      'Set the apiVersion of exec in the kubeconfig to the one that the program prints.',
    );
  }
  const status = readRecord(answer, 'status');
  const token = readNonEmptyText(status, 'token');
  const clientCertificate = readNonEmptyText(status, 'clientCertificateData');
  const clientKey = readNonEmptyText(status, 'clientKeyData');
  if (token === undefined && clientCertificate === undefined && clientKey === undefined) {
    throw failure(`${who} gave neither a token nor a certificate.`, loginAdvice);
  }
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    throw failure(`${who} gave only one of a certificate and its key.`, loginAdvice);
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
 * Throws {@link ConnectionError}; its text holds nothing of what the plugin printed.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  target: KubeconfigTarget,
  signal: AbortSignal,
  timeoutMilliseconds = usualTimeoutMilliseconds,
): Promise<ExecCredential> {
  const { name } = target.user.user;
  if (plugin.interactiveMode === 'Always') {
    throw failure(
      `${nameOf(plugin, name)} asks somebody at a terminal, which Podpath has not got for it.`,
      'Set interactiveMode of exec to IfAvailable, or choose a context whose program need not ask.',
    );
  }
  const program = await findProgram(plugin.command, process.env);
  if (program === undefined) throw notStarted(plugin, name, 'was not found');
  const given = Object.fromEntries(plugin.environment.map((variable) => [variable.name, variable.value]));
  const end = await runBoundedProcess(
    program,
    plugin.args,
    { ...process.env, ...given, KUBERNETES_EXEC_INFO: await execInfo(plugin, target) },
    timeoutMilliseconds,
    signal,
  );
  signal.throwIfAborted();
  if (end.kind !== 'ended' || end.exitCode !== 0) throw explain(end, plugin, name, timeoutMilliseconds);
  return decode(end.stdout, plugin, name);
}
