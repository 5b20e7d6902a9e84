import { isAbsolute, join, relative, resolve } from 'node:path';

/** What decides which kubeconfig files are read, strongest first. */
export interface KubeconfigSources {
  /** Chosen by the user for this workspace. */
  readonly chosen: readonly string[];
  /** The setting podpath.kubeconfig. */
  readonly setting: readonly string[];
  /** The variable KUBECONFIG; a list joined by the platform's path delimiter. */
  readonly environment: string | undefined;
  readonly home: string;
  /** `:`, on Windows `;`. */
  readonly delimiter: string;
}

/** The files to read, and whether they were named by the user here (and so replace what kubectl would find by itself). */
export interface KubeconfigPaths {
  readonly paths: readonly string[];
  readonly explicit: boolean;
}

function expandHome(path: string, home: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path;
}

/** Finds the files as kubectl does, unless the user names others. */
export function resolveKubeconfigPaths(sources: KubeconfigSources): KubeconfigPaths {
  const { chosen, setting, environment, home, delimiter } = sources;
  for (const named of [chosen, setting]) {
    const paths = named.map((path) => expandHome(path.trim(), home)).filter((path) => path !== '');
    if (paths.length > 0) return { paths, explicit: true };
  }
  const listed = (environment ?? '').split(delimiter).filter((path) => path !== '');
  return { paths: listed.length > 0 ? listed : [join(home, '.kube', 'config')], explicit: false };
}

/**
 * The paths that lie inside one of the folders. A kubeconfig can run programs (credential plugins), so those of a
 * workspace that is not trusted are not read.
 */
export function pathsInside(paths: readonly string[], folders: readonly string[]): string[] {
  return paths.filter((path) =>
    folders.some((folder) => {
      const way = relative(folder, resolve(path));
      return way === '' || (!way.startsWith('..') && !isAbsolute(way));
    }),
  );
}
