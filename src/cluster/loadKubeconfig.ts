import { delimiter, join } from 'node:path';
import { ConnectionError } from '../app/ports.ts';
import { inClusterKubeconfig } from './inClusterKubeconfig.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { badKubeconfig, parseKubeconfig } from './parseKubeconfig.ts';
import { readRegularFile, whyUnreadable } from './readRegularFile.ts';

/** Where a kubeconfig is looked for, in the order of kubectl. */
export interface KubeconfigSource {
  /** Replaces KUBECONFIG; each of them has to exist. */
  readonly paths?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Where a pod finds its service account; the usual place when absent. */
  readonly serviceAccountFolder?: string;
}

/** What to do where no usable kubeconfig was found. */
export const chooseAdvice = 'Set KUBECONFIG, pass --kubeconfig, or choose a file in the settings of Podpath.';

/** `undefined`: there is no such file. */
async function readKubeconfigFile(path: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw badKubeconfig(`The kubeconfig ${path} cannot be read: ${whyUnreadable(error)}.`, chooseAdvice);
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
  const listed = [
    ...new Set((source.environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')),
  ];
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
