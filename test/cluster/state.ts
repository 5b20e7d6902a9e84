import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from './processes.ts';

/** How Services are programmed on the nodes. */
export type ProxyMode = 'iptables' | 'nftables';

/** What connects the pods. */
export type NetworkPlugin = 'bridge' | 'cilium';

/** One node as it was started. */
export interface NodeState {
  readonly name: string;
  readonly address: string;
  /** The process outside of the node whose end is the node's end. */
  readonly supervisor: ProcessIdentity;
}

/** What is written down about a cluster, so that other processes can use, judge and end it. */
export interface ClusterState {
  readonly name: string;
  /** Which of the address ranges it uses. */
  readonly index: number;
  readonly proxyMode: ProxyMode;
  readonly networkPlugin: NetworkPlugin;
  readonly nodeCount: number;
  /** The kubectl that belongs to it. */
  readonly kubectlPath: string;
  readonly nodes: readonly NodeState[];
  /** Daemons of the control plane by name. */
  readonly daemons: Readonly<Record<string, ProcessIdentity>>;
  /** True once everything was seen working. */
  readonly complete: boolean;
}

const stateFolder = '/var/lib/podpath';

/** Taken while an index is chosen. */
export const allocationLock = join(stateFolder, 'allocation.lock');

/** Taken by whoever starts or ends the cluster. */
export function clusterLock(cluster: string): string {
  return join(stateFolder, 'locks', `${cluster}.lock`);
}

/** Everything that belongs to one cluster is in this folder: state, logs, certificates, the nodes' disks. */
export function clusterFolder(cluster: string): string {
  return join(stateFolder, 'clusters', cluster);
}

/** The names of all clusters of which a folder exists, in any condition. */
export function clustersWithFolder(): string[] {
  try {
    return readdirSync(join(stateFolder, 'clusters')).sort();
  } catch {
    return [];
  }
}

/** The written state, or undefined when there is none or it cannot be read. */
export function readState(cluster: string): ClusterState | undefined {
  try {
    return JSON.parse(readFileSync(join(clusterFolder(cluster), 'cluster.json'), 'utf8')) as ClusterState;
  } catch {
    return undefined;
  }
}

/** Writes the state so that a reader sees either the old or the new one. */
export function writeState(state: ClusterState): void {
  const folder = clusterFolder(state.name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'cluster.json');
  writeFileSync(`${file}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${file}.new`, file);
}
