import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Context, User } from '@kubernetes/client-node';
import { ConnectionError } from '../app/ports.ts';
import { type RawObject } from '../core/model/readField.ts';
import type { ExecPlugin, Kubeconfig, KubeconfigCluster, KubeconfigUser } from './kubeconfig.ts';
import { type KubeconfigFields, kubeconfigFields } from './parseKubeconfigFields.ts';
import { parseKubeconfigText } from './parseKubeconfigText.ts';

/** A kubeconfig that cannot be used, and why. The reason never quotes the file: it may hold credentials. */
export function badKubeconfig(message: string, advice: string): ConnectionError {
  return new ConnectionError({ kind: 'bad-kubeconfig', message, advice });
}

const compareAdvice = 'Correct the file; `kubectl config view` reads the same one.';
/** The extension of a cluster that is told to credential plugins (client-go, clientcmd/client_config.go). */
const execExtension = 'client.authentication.k8s.io/exec';

/** Paths in a kubeconfig are relative to its own folder. */
function absolute(folder: string, path: string): string {
  return path === '' || isAbsolute(path) ? path : join(folder, path);
}

function without<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== '')) as Value;
}

function readExecPlugin(raw: KubeconfigFields, folder: string): ExecPlugin {
  const command = raw.text('command');
  const apiVersion = raw.text('apiVersion');
  const given = raw.text('interactiveMode');
  // client-go: older versions did not say.
  const usual = /^client\.authentication\.k8s\.io\/v1(?:alpha|beta)1$/.test(apiVersion) ? 'IfAvailable' : '';
  const installHint = raw.text('installHint').trim();
  return {
    apiVersion,
    // As client-go: a plain name is found on PATH, whatever has a separator starts at the kubeconfig.
    command: command.includes(sep) || command.includes('/') ? absolute(folder, command) : command,
    args: raw.texts('args'),
    environment: raw.list('env').map((entry) => ({ name: entry.text('name'), value: entry.text('value') })),
    ...(installHint === '' ? {} : { installHint }),
    provideClusterInfo: raw.boolean('provideClusterInfo'),
    interactiveMode: given === '' ? usual : given,
  };
}

/** What a header's name may hold (RFC 9110, token); client-go escapes all else, and the escape itself. */
const headerNameByte = /^[!#$&'*+\-.^_`|~0-9A-Za-z]$/;

function headerKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return headerNameByte.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function readImpersonation(raw: KubeconfigFields): KubeconfigUser['impersonation'] {
  const [as, uid] = [raw.text('as'), raw.text('as-uid')];
  return [
    ...(as === '' ? [] : [['Impersonate-User', as] as const]),
    ...(uid === '' ? [] : [['Impersonate-Uid', uid] as const]),
    ...raw.texts('as-groups').map((group) => ['Impersonate-Group', group] as const),
    ...Object.entries(raw.textLists('as-user-extra')).flatMap(([key, values]) =>
      values.map((value) => [`Impersonate-Extra-${headerKey(key)}`, value] as const),
    ),
  ];
}

/** Groups, a uid or extra fields, empty lists of them too, need a user that they belong to. */
function impersonatesNobody(raw: KubeconfigFields): boolean {
  if (raw.text('as') !== '') return false;
  const others = [raw.text('as-uid'), raw.texts('as-groups'), Object.keys(raw.textLists('as-user-extra'))];
  return others.some(({ length }) => length > 0);
}

function readUser(name: string, raw: KubeconfigFields, folder: string): KubeconfigUser {
  const provider = raw.optional('auth-provider');
  const user: User = without({
    name,
    token: raw.text('token'),
    username: raw.text('username'),
    password: raw.text('password'),
    certFile: absolute(folder, raw.text('client-certificate')),
    certData: raw.bytes('client-certificate-data'),
    keyFile: absolute(folder, raw.text('client-key')),
    keyData: raw.bytes('client-key-data'),
  });
  const tokenFile = absolute(folder, raw.text('tokenFile'));
  const plugin = raw.optional('exec');
  return {
    user: { ...user, name },
    impersonation: readImpersonation(raw),
    ...(tokenFile === '' ? {} : { tokenFile }),
    ...(impersonatesNobody(raw) ? { impersonatesNobody: true } : {}),
    ...(provider === undefined
      ? {}
      : { authProvider: { name: provider.text('name'), config: provider.textMap('config') } }),
    ...(plugin === undefined ? {} : { execPlugin: readExecPlugin(plugin, folder) }),
  };
}

function readCluster(name: string, raw: KubeconfigFields, folder: string): KubeconfigCluster {
  const extensions = raw
    .list('extensions')
    .map((entry) => [entry.text('name'), entry.raw('extension')] as const);
  const execConfig: RawObject | undefined = extensions.find(
    ([extension]) => extension === execExtension,
  )?.[1];
  const cluster = without({
    name,
    caFile: absolute(folder, raw.text('certificate-authority')),
    caData: raw.bytes('certificate-authority-data'),
    tlsServerName: raw.text('tls-server-name'),
    proxyUrl: raw.text('proxy-url'),
  });
  return {
    ...cluster,
    name,
    server: raw.text('server'),
    skipTLSVerify: raw.boolean('insecure-skip-tls-verify'),
    ...(execConfig === undefined ? {} : { execConfig }),
  };
}

function readContext(name: string, raw: KubeconfigFields): Context {
  const namespace = raw.text('namespace');
  return {
    name,
    cluster: raw.text('cluster'),
    user: raw.text('user'),
    ...(namespace === '' ? {} : { namespace }),
  };
}

/**
 * Reads one kubeconfig file as client-go decodes it (clientcmd.Load): a field of another type, base64 that is none and two
 * entries of one name make the file unreadable; an entry that lacks something does not, as long as nobody uses it.
 * Throws {@link ConnectionError} in plain words.
 */
export function parseKubeconfig(path: string, text: string): Kubeconfig {
  const fail = (problem: string): never => {
    throw badKubeconfig(`${path} ${problem}.`, compareAdvice);
  };
  const root = kubeconfigFields(parseKubeconfigText(text, fail), fail);
  // client-go finds these two whatever their case (apimachinery, SimpleMetaFactory); all other names are told apart by it.
  const [kind, apiVersion] = [root.textOfAnyCase('kind'), root.textOfAnyCase('apiVersion')];
  if ((kind !== '' && kind !== 'Config') || (apiVersion !== '' && apiVersion !== 'v1')) {
    fail('is no kubeconfig: its kind and apiVersion are not Config and v1');
  }
  // The folder as it is now: a plugin beside the kubeconfig is never looked for on PATH.
  const folder = resolve(dirname(path));
  const entries = <Value>(
    list: string,
    entry: string,
    read: (name: string, raw: KubeconfigFields, folder: string) => Value,
  ): Map<string, Value> => {
    const values = new Map<string, Value>();
    for (const element of root.list(list)) {
      const name = element.text('name');
      if (values.has(name)) fail(`holds two entries of the same name in ${list}`);
      values.set(name, read(name, element.object(entry), folder));
    }
    return values;
  };
  const currentContext = root.text('current-context');
  return {
    files: [path],
    ...(currentContext === '' ? {} : { currentContext }),
    clusters: entries('clusters', 'cluster', readCluster),
    users: entries('users', 'user', readUser),
    contexts: entries('contexts', 'context', readContext),
  };
}
