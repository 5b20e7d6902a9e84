import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ConnectionError } from '../app/ports.ts';
import { inClusterKubeconfig } from './inClusterKubeconfig.ts';
import type { Kubeconfig, KubeconfigTarget } from './kubeconfig.ts';
import { badKubeconfig, parseKubeconfig } from './parseKubeconfig.ts';

/** Where a kubeconfig is looked for, in the order of kubectl. */
export interface KubeconfigSource {
  /** Replaces KUBECONFIG; each of them has to exist. */
  readonly paths?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Where a pod finds its service account; the usual place when absent. */
  readonly serviceAccountFolder?: string;
}

const chooseAdvice = 'Set KUBECONFIG, pass --kubeconfig, or choose a file in the settings of Podpath.';

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** `undefined`: there is no such file. */
async function readKubeconfigFile(path: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why =
      code === 'EACCES' || code === 'EPERM'
        ? 'you may not read it'
        : code === 'EISDIR'
          ? 'it is a folder'
          : `the system says ${code}`;
    throw badKubeconfig(`The kubeconfig ${path} cannot be read: ${why}.`, chooseAdvice);
  }
  return parseKubeconfig(path, text);
}

function firstWins<Value>(maps: readonly ReadonlyMap<string, Value>[]): Map<string, Value> {
  const merged = new Map<string, Value>();
  for (const map of maps) {
    for (const [name, value] of map) if (!merged.has(name)) merged.set(name, value);
  }
  return merged;
}

/** As kubectl merges: the first file that says something wins (client-go, ClientConfigLoadingRules). */
function merge(kubeconfigs: readonly Kubeconfig[]): Kubeconfig {
  const currentContext = kubeconfigs.map((each) => each.currentContext).find((name) => name !== undefined);
  return {
    files: kubeconfigs.flatMap(({ files }) => files),
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: firstWins(kubeconfigs.map(({ contexts }) => contexts)),
    clusters: firstWins(kubeconfigs.map(({ clusters }) => clusters)),
    users: firstWins(kubeconfigs.map(({ users }) => users)),
  };
}

/**
 * Reads the kubeconfig as kubectl would find it: the given paths, else the files of KUBECONFIG, else ~/.kube/config, else
 * the service account of the pod that we run in. Throws {@link ConnectionError} in plain words.
 */
export async function loadKubeconfig(source: KubeconfigSource): Promise<Kubeconfig> {
  const listed = (source.environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const given = source.paths !== undefined && source.paths.length > 0 ? source.paths : undefined;
  const paths = given ?? (listed.length > 0 ? listed : [join(source.homeFolder, '.kube', 'config')]);
  const found = await Promise.all(paths.map(readKubeconfigFile));
  const missing = paths.filter((_, index) => found[index] === undefined);
  if (given !== undefined && missing.length > 0) {
    throw new ConnectionError({
      kind: 'no-kubeconfig',
      message: `There is no kubeconfig ${missing.join(', ')}.`,
      advice: chooseAdvice,
    });
  }
  const kubeconfigs = found.filter((each) => each !== undefined);
  if (kubeconfigs.some(({ contexts }) => contexts.size > 0)) return merge(kubeconfigs);
  const inCluster = given === undefined ? await inClusterKubeconfig(source) : undefined;
  if (inCluster !== undefined) return inCluster;
  if (kubeconfigs.length > 0) return merge(kubeconfigs);
  throw new ConnectionError({
    kind: 'no-kubeconfig',
    message:
      listed.length > 0
        ? `None of the files in KUBECONFIG exists: ${missing.join(', ')}.`
        : `There is no kubeconfig: ${missing.join(', ')} does not exist, and KUBECONFIG is not set.`,
    advice: chooseAdvice,
  });
}

/** A few names for a message; hundreds of contexts are not rare. */
function someNames(names: Iterable<string>): string {
  const all = [...names];
  return all.length <= 10 ? all.join(', ') : `${all.slice(0, 10).join(', ')} and ${all.length - 10} more`;
}

/**
 * The context that was asked for, or the current one, with its cluster and user. Throws {@link ConnectionError} when the
 * kubeconfig has none, or refers to what it does not hold.
 */
export function selectTarget(kubeconfig: Kubeconfig, contextName?: string): KubeconfigTarget {
  const { contexts, clusters, users, files } = kubeconfig;
  const name = contextName ?? kubeconfig.currentContext;
  if (name === undefined) {
    throw new ConnectionError({
      kind: 'no-kubeconfig',
      message:
        contexts.size === 0
          ? `The kubeconfig ${files.join(', ')} holds no context.`
          : `The kubeconfig ${files.join(', ')} has no current context; it holds ${someNames(contexts.keys())}.`,
      advice:
        contexts.size === 0
          ? chooseAdvice
          : 'Choose one: `kubectl config use-context NAME`, --context, or "Podpath: Select Context".',
    });
  }
  const context = contexts.get(name);
  if (context === undefined) {
    throw badKubeconfig(
      `There is no context "${name}"; the kubeconfig holds ${contexts.size === 0 ? 'none' : someNames(contexts.keys())}.`,
      'Check its spelling: `kubectl config get-contexts` lists them.',
    );
  }
  const cluster = clusters.get(context.cluster);
  if (cluster === undefined) {
    throw badKubeconfig(
      `The context "${name}" names the cluster "${context.cluster}", which the kubeconfig does not hold.`,
      'Add the cluster, or choose another context.',
    );
  }
  if (!/^https?:\/\/[^/]/.test(cluster.server) || !URL.canParse(cluster.server)) {
    throw badKubeconfig(
      `The server of the cluster "${cluster.name}" is no address such as https://host:6443.`,
      'Correct `server` in the kubeconfig.',
    );
  }
  // A context may name no user at all: then requests are anonymous.
  const userName = (context.user as string | undefined) ?? '';
  const user = userName === '' ? { user: { name: '' }, impersonation: [] } : users.get(userName);
  if (user === undefined) {
    throw badKubeconfig(
      `The context "${name}" names the user "${userName}", which the kubeconfig does not hold.`,
      'Add the user, or choose another context.',
    );
  }
  return {
    context,
    cluster,
    user,
    namespace: context.namespace === undefined || context.namespace === '' ? 'default' : context.namespace,
  };
}

/** The contexts of a kubeconfig, for a choice. No cluster is touched. */
export function describeContexts(kubeconfig: Kubeconfig): {
  current?: string;
  contexts: { name: string; cluster: string; namespace?: string }[];
} {
  const { currentContext, contexts } = kubeconfig;
  return {
    ...(currentContext === undefined ? {} : { current: currentContext }),
    contexts: [...contexts.values()].map(({ name, cluster, namespace }) => ({
      name,
      cluster,
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    })),
  };
}
