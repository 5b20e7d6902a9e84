import { dirname, isAbsolute, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parseDocument } from 'yaml';
import { ConnectionError } from '../app/ports.ts';
import {
  isRecord,
  type RawObject,
  readBoolean,
  readEach,
  readList,
  readNonEmptyText,
  readRecord,
  readText,
  readTexts,
} from '../core/model/readField.ts';
import { findYamlLimitProblem } from '../core/text/yamlLimits.ts';
import type { ExecPlugin, Kubeconfig, KubeconfigUser } from './kubeconfig.ts';

/** A kubeconfig that cannot be used, and why. The reason never quotes the file: it may hold credentials. */
export function badKubeconfig(message: string, advice: string): ConnectionError {
  return new ConnectionError({ kind: 'bad-kubeconfig', message, advice });
}

const compareAdvice = 'Correct the file; `kubectl config view` reads the same one.';

function parseText(path: string, text: string): RawObject {
  const limit = findYamlLimitProblem(text);
  if (limit !== undefined) {
    throw badKubeconfig(`${path} is not read: ${limit.message} (line ${limit.line}).`, compareAdvice);
  }
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true, uniqueKeys: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    // The message of the parser quotes the line, which may hold a key or token; its code does not.
    const line = problem.linePos?.[0].line;
    throw badKubeconfig(
      `${path} is no valid YAML${line === undefined ? '' : ` (line ${line})`}: ${problem.code.toLowerCase().replaceAll('_', ' ')}.`,
      compareAdvice,
    );
  }
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 });
  } catch {
    throw badKubeconfig(`${path} cannot be read: too many YAML aliases.`, compareAdvice);
  }
  // An empty file is what `kubectl config unset` leaves behind.
  if (raw === null || raw === undefined) return {};
  if (isRecord(raw)) return raw;
  throw badKubeconfig(`${path} is no kubeconfig.`, compareAdvice);
}

/** Paths in a kubeconfig are relative to its own folder. */
function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function readExecPlugin(user: RawObject, folder: string): ExecPlugin | undefined {
  const raw = readRecord(user, 'exec');
  const command = readNonEmptyText(raw, 'command');
  if (command === undefined) return undefined;
  const installHint = readNonEmptyText(raw, 'installHint');
  return {
    apiVersion: readNonEmptyText(raw, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    // As client-go: a plain name is found on PATH, a relative path starts at the kubeconfig.
    command: /[/\\]/.test(command) ? absolute(folder, command) : command,
    args: readTexts(raw, 'args'),
    environment: readEach(
      raw,
      'env',
      () => undefined,
      (entry) => {
        const name = readNonEmptyText(entry, 'name');
        return name === undefined ? undefined : { name, value: readText(entry, 'value') ?? '' };
      },
    ),
    ...(installHint === undefined ? {} : { installHint }),
    provideClusterInfo: readBoolean(raw, 'provideClusterInfo') ?? false,
  };
}

function readImpersonation(user: RawObject): KubeconfigUser['impersonation'] {
  const as = readNonEmptyText(user, 'as');
  const uid = readNonEmptyText(user, 'as-uid');
  const extra = readRecord(user, 'as-user-extra');
  return [
    ...(as === undefined ? [] : [['Impersonate-User', as] as const]),
    ...(uid === undefined ? [] : [['Impersonate-Uid', uid] as const]),
    ...readTexts(user, 'as-groups').map((group) => ['Impersonate-Group', group] as const),
    ...Object.keys(extra).flatMap((key) =>
      readTexts(extra, key).map((value) => [`Impersonate-Extra-${encodeURIComponent(key)}`, value] as const),
    ),
  ];
}

/**
 * What client-node gets to see of a user: exec plugins and impersonation are ours (credentials.ts says why), and the field
 * tokenFile, which it does not know, becomes its provider of the same meaning.
 */
function userForClientNode(user: RawObject, folder: string): RawObject {
  const { exec: _exec, as: _as, tokenFile, 'token-file': _tokenFile, ...rest } = user;
  if (typeof tokenFile !== 'string' || tokenFile === '') return rest;
  const provider = { name: 'tokenFile', config: { tokenFile: absolute(folder, tokenFile) } };
  // client-go: the file wins over a token given beside it.
  return { ...rest, token: undefined, 'auth-provider': provider };
}

function namedEntries(raw: RawObject, list: string, entry: string, path: string): [string, RawObject][] {
  return readList(raw, list).map((element, index) => {
    const name = isRecord(element) ? readNonEmptyText(element, 'name') : undefined;
    if (!isRecord(element) || name === undefined) {
      throw badKubeconfig(`${path}: ${list}[${index}] has no name.`, compareAdvice);
    }
    return [name, readRecord(element, entry)];
  });
}

function firstOfEachName<Value extends { readonly name: string }>(
  values: readonly Value[],
): Map<string, Value> {
  const map = new Map<string, Value>();
  for (const value of values) if (!map.has(value.name)) map.set(value.name, value);
  return map;
}

/** Reads one kubeconfig file. Throws {@link ConnectionError} in plain words. */
export function parseKubeconfig(path: string, text: string): Kubeconfig {
  const raw = parseText(path, text);
  const folder = dirname(path);
  for (const list of ['clusters', 'users', 'contexts']) {
    if (!Array.isArray(raw[list] ?? [])) throw badKubeconfig(`${path}: ${list} is no list.`, compareAdvice);
  }
  const users = namedEntries(raw, 'users', 'user', path);
  for (const [name, cluster] of namedEntries(raw, 'clusters', 'cluster', path)) {
    if (readNonEmptyText(cluster, 'server') === undefined) {
      throw badKubeconfig(`${path}: the cluster "${name}" has no server.`, compareAdvice);
    }
  }
  for (const [name, context] of namedEntries(raw, 'contexts', 'context', path)) {
    if (readNonEmptyText(context, 'cluster') === undefined) {
      throw badKubeconfig(`${path}: the context "${name}" names no cluster.`, compareAdvice);
    }
  }
  const config = new KubeConfig();
  try {
    config.loadFromString(
      JSON.stringify({
        ...raw,
        users: users.map(([name, user]) => ({ name, user: userForClientNode(user, folder) })),
      }),
    );
  } catch {
    throw badKubeconfig(`${path} is no kubeconfig that client-go would read.`, compareAdvice);
  }
  config.makePathsAbsolute(folder);
  const rawUsers = new Map(users.toReversed());
  const currentContext = readNonEmptyText(raw, 'current-context');
  return {
    files: [path],
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: firstOfEachName(config.contexts),
    clusters: firstOfEachName(config.clusters),
    users: new Map(
      [...firstOfEachName(config.users)].map(([name, user]) => {
        const rawUser = rawUsers.get(name) ?? {};
        const execPlugin = readExecPlugin(rawUser, folder);
        return [
          name,
          {
            user,
            impersonation: readImpersonation(rawUser),
            ...(execPlugin === undefined ? {} : { execPlugin }),
          },
        ];
      }),
    ),
  };
}
