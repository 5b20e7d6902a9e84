import { existsSync, globSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addressPlan } from './addresses.ts';
import { cgroupsOf } from './cgroups.ts';
import { identifyProcess } from './processes.ts';
import { clusterFolder, clustersWithFolder, readState } from './state.ts';

/** What of a cluster exists on this machine, found in the kernel's own lists and not in what the cluster wrote down. */
export interface Traces {
  /** `number command` of processes in its cgroups, in its network namespaces or with its folder on their command line. */
  readonly processes: readonly string[];
  /** Mount points in its folder, in any mount namespace: a copy in another one would keep what is mounted alive. */
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  readonly folders: readonly string[];
}

/** Nothing at all. */
export const noTraces: Traces = { processes: [], mounts: [], cgroups: [], folders: [] };

/** Network namespaces as /proc names them, and when they were looked up, in clock ticks since boot. */
export interface NamespaceRecord {
  readonly namespaces: ReadonlySet<string>;
  readonly recordedAt: number;
}

/** The network namespaces that a cluster has now: the fabric's, its nodes' and its pods'. */
export function networkNamespaces(cluster: string): NamespaceRecord {
  const held = globSync(join(clusterFolder(cluster), 'network', '*')).map(
    (file) => `net:[${statSync(file).ino}]`,
  );
  const used = processIds()
    .filter((id) => isInCgroup(id, cluster))
    .map((id) => link(`/proc/${id}/ns/net`))
    .filter((namespace) => namespace !== '' && namespace !== link('/proc/self/ns/net'));
  // proc_uptime(5) is in seconds; ticks are what it counts, at the 100 a second that Linux shows to every program.
  const recordedAt = Number.parseFloat(read('/proc/uptime')) * 100;
  return { namespaces: new Set([...held, ...used]), recordedAt };
}

/**
 * Looks for everything that belongs to a cluster, and for users of the network namespaces that it had. The kernel gives
 * the numbers of namespaces again, so only processes that lived at the time of the record count as users.
 */
export function findTraces(cluster: string, record?: NamespaceRecord): Traces {
  const folder = clusterFolder(cluster);
  const processes: string[] = [];
  const mounts = new Set<string>();
  for (const id of processIds()) {
    const identity = identifyProcess(id);
    // A process that has ended holds nothing any more; when its entry goes is up to its parent.
    if (!identity) continue;
    const isOld = record !== undefined && Number(identity.startTime) <= record.recordedAt;
    const hadNamespace = (namespace: string): boolean => isOld && record.namespaces.has(namespace);
    const command = read(`/proc/${id}/cmdline`).replaceAll('\0', ' ').trim();
    const isOurs =
      isInCgroup(id, cluster) || command.includes(`${folder}/`) || hadNamespace(link(`/proc/${id}/ns/net`));
    if (isOurs && id !== process.pid) processes.push(`${id} ${command}`);
    for (const line of read(`/proc/${id}/mountinfo`).split('\n')) {
      const place = line.split(' ')[4] ?? '';
      if (place.startsWith(`${folder}/`)) mounts.add(place);
    }
  }
  const cgroups = cgroupsOf(cluster);
  return { processes, mounts: [...mounts].sort(), cgroups, folders: existsSync(folder) ? [folder] : [] };
}

/** The network interfaces of this machine, without those of clusters that are known to exist. */
export function hostLinks(): string[] {
  const ofClusters = clustersWithFolder().flatMap((name) => {
    const state = readState(name);
    return state ? [addressPlan(state.index).uplinkName] : [];
  });
  return readdirSync('/sys/class/net')
    .filter((name) => !ofClusters.includes(name))
    .sort();
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isInCgroup(id: number, cluster: string): boolean {
  return new RegExp(`/podpath-${cluster}(/|$)`, 'm').test(read(`/proc/${id}/cgroup`));
}

/** A file of a process, or nothing when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
