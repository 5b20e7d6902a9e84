import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './waitFor.ts';

/** One mounted cgroup hierarchy. */
export interface Hierarchy {
  readonly mountPoint: string;
  /** Controllers of a version 1 hierarchy, as its mount option names them; empty for version 2. */
  readonly controllers: readonly string[];
  /** The folder of the cgroup that this process is in. */
  readonly ownFolder: string;
}

/** Every cgroup hierarchy that is mounted, once each, with our own place in it. */
export function hierarchies(): Hierarchy[] {
  const ownPaths = new Map<string, string>();
  for (const line of readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    ownPaths.set(controllers, path);
  }
  const found = new Map<string, Hierarchy>();
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n')) {
    // See proc_pid_mountinfo(5): fields before the dash, then type, source and the options of the superblock.
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '/', mountPoint = ''] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const names = type === 'cgroup2' ? '' : controllerNames(options, ownPaths);
    const path = names === undefined ? undefined : ownPaths.get(names);
    if (names === undefined || path === undefined || found.has(names)) continue;
    const below = root === '/' ? path : path.startsWith(root) ? path.slice(root.length) : '';
    found.set(names, {
      mountPoint,
      controllers: names === '' ? [] : names.split(','),
      ownFolder: join(mountPoint, below),
    });
  }
  return [...found.values()];
}

/** The hierarchy's name in /proc/self/cgroup, out of mount options such as `rw,cpu,cpuacct`. */
function controllerNames(options: string, known: ReadonlyMap<string, string>): string | undefined {
  const given = new Set(options.split(','));
  return [...known.keys()].find((names) => names !== '' && names.split(',').every((name) => given.has(name)));
}

const prefix = 'podpath-';

/** The cgroup folders of one part of a cluster, one in each hierarchy; a process is put into all of them. */
export type CgroupFolders = readonly string[];

/** Makes a cluster's cgroups below our own place in every hierarchy, with one child for the given part. */
export function createCgroups(cluster: string, part: string): CgroupFolders {
  return hierarchies().map((hierarchy) => {
    const parent = join(hierarchy.ownFolder, prefix + cluster);
    const child = join(parent, part);
    for (const folder of [parent, child]) {
      if (existsSync(folder)) continue;
      mkdirSync(folder);
      if (!hierarchy.controllers.includes('cpuset')) continue;
      // A cpuset without CPUs or memory nodes takes no process. Clone: the ones that are made inside get theirs alone.
      for (const file of ['cpuset.cpus', 'cpuset.mems']) {
        writeFileSync(join(folder, file), readFileSync(join(folder, '..', file)));
      }
      writeFileSync(join(folder, 'cgroup.clone_children'), '1');
    }
    return child;
  });
}

/** Shares of a cluster that gives way: a sixteenth of what every other program has (cgroup-v1/cpu: 1024 unless set). */
const fewShares = 64;

/**
 * Lets a cluster's processes have the processors only where nobody else wants them. Niceness would not do: it weighs processes
 * within a cgroup, and a cgroup counts as much as any process beside it.
 */
export function giveWay(cluster: string): void {
  for (const { mountPoint, controllers, ownFolder } of hierarchies()) {
    if (!controllers.includes('cpu')) continue;
    const folder = join(ownFolder, prefix + cluster);
    if (!existsSync(folder)) throw new Error(`cluster ${cluster} has no cgroup in ${mountPoint}`);
    writeFileSync(join(folder, 'cpu.shares'), String(fewShares));
  }
}

/** The names of all clusters that have a cgroup somewhere. */
export function clustersWithCgroups(): string[] {
  const names = hierarchies().flatMap(({ mountPoint }) =>
    clusterFolders(mountPoint).map((folder) => folder.slice(folder.lastIndexOf('/') + 1 + prefix.length)),
  );
  return [...new Set(names)];
}

/** The topmost cgroup folder of a cluster in each hierarchy, wherever it is there. */
export function cgroupsOf(cluster: string): string[] {
  return hierarchies().flatMap(({ mountPoint }) =>
    clusterFolders(mountPoint).filter((folder) => folder.endsWith(`/${prefix}${cluster}`)),
  );
}

/**
 * Kills every process in the cluster's cgroups, wherever in the hierarchies these are, and removes the cgroups.
 * Membership says which processes are the cluster's: nothing leaves a cgroup by forking, and a number that the kernel
 * gave to another process later is not in it.
 */
export async function destroyCgroups(cluster: string): Promise<void> {
  const folders = cgroupsOf(cluster);
  await waitFor(
    `the processes of cluster ${cluster} to end`,
    () => {
      const processes = new Set(folders.flatMap(processesBelow));
      processes.delete(process.pid);
      for (const id of processes) {
        try {
          process.kill(id, 'SIGKILL');
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
        }
      }
      return processes.size === 0;
    },
    { timeout: 30_000, interval: 20 },
  );
  // The kernel lets go of a cgroup only some moments after its last process was reaped.
  await waitFor(
    `the cgroups of cluster ${cluster} to be removable`,
    () => {
      folders.forEach(removeBelow);
      return true;
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** Clusters' cgroup folders below a folder; what is inside of one is not looked at. */
function clusterFolders(folder: string): string[] {
  return childFolders(folder).flatMap((child) =>
    child.slice(folder.length + 1).startsWith(prefix) ? [child] : clusterFolders(child),
  );
}

function processesBelow(folder: string): number[] {
  let own: number[] = [];
  try {
    own = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return [...own, ...childFolders(folder).flatMap(processesBelow)];
}

function removeBelow(folder: string): void {
  childFolders(folder).forEach(removeBelow);
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function childFolders(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/** Cgroups come and go while they are read. ENODEV is what reading a file of a removed one gives. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '');
}
