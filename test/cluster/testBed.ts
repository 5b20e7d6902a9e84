import { existsSync, rmSync } from 'node:fs';
import { addressPlan, maximumNodes } from './addresses.ts';
import { buildBinaries } from './binaries.ts';
import { clustersWithCgroups, destroyCgroups } from './cgroups.ts';
import { buildCilium } from './cilium.ts';
import { runCommand, type CommandOptions, type CommandResult } from './command.ts';
import { auditLogPath, endedDaemons, isApiServerReady, kubeconfigPath } from './controlPlane.ts';
import { destroyNetwork, inNetwork } from './fabric.ts';
import { withFileLock } from './fileLock.ts';
import { buildImages } from './images.ts';
import { kubectlFor, type Kubectl } from './kubectl.ts';
import { enterNode, runInNode } from './node.ts';
import { isRunning } from './processes.ts';
import type { Progress } from './progress.ts';
import { ensureRequirements } from './requirements.ts';
import { startCluster, startLogs, type ClusterParts, type WantedCluster } from './startCluster.ts';
import {
  clusterFolder,
  clusterLock,
  clustersWithFolder,
  readState,
  type ClusterState,
  type NetworkPlugin,
  type NodeState,
  type ProxyMode,
} from './state.ts';

export { TestBedUnavailable, whyUnavailable } from './requirements.ts';

/** What cluster is wanted. */
export interface ClusterOptions {
  /** Without it the cluster is called `default`. */
  readonly name?: string;
  /** How many nodes, called node1, node2, …; 2 unless given. */
  readonly nodes?: number;
  /** iptables unless given. */
  readonly proxyMode?: ProxyMode;
  /** bridge unless given. */
  readonly networkPlugin?: NetworkPlugin;
  /** Is told what happens; silent unless given. */
  readonly progress?: Progress;
  /** Ends the start and cleans up. */
  readonly signal?: AbortSignal;
}

/** A cluster that was seen working. */
export interface RunningCluster {
  readonly name: string;
  /** The administrator's kubeconfig. */
  readonly kubeconfigPath: string;
  /** A kubectl of the cluster's version. */
  readonly kubectlPath: string;
  /** The API server's audit log: one JSON event a line, level Metadata, written before a request is answered. */
  readonly auditLogPath: string;
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  /** Runs kubectl as administrator; throws for an exit code other than 0 unless `allowFailure`. */
  readonly kubectl: Kubectl;
  /** Runs a command inside of a node, as over ssh; throws as `kubectl` does. */
  readonly runOnNode: (
    node: string,
    argv: readonly string[],
    options?: CommandOptions,
  ) => Promise<CommandResult>;
  /** Runs a command in the network between the nodes, which routes what the nodes' own routes leave to it. */
  readonly runInFabric: (argv: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** Ends the cluster and everything that belongs to it. */
  down(): Promise<void>;
}

/** A wish that cannot be fulfilled as it was given; the message says why. */
export class InvalidClusterOptions extends Error {
  override readonly name = 'InvalidClusterOptions';
}

/**
 * Starts a cluster and awaits that it works, or finds the one of this name that does. One that exists and does not
 * work is removed first. When the start fails or is interrupted nothing stays behind.
 * @throws InvalidClusterOptions, TestBedUnavailable, or an error that contains the ends of the logs concerned
 */
export async function upCluster(options: ClusterOptions = {}): Promise<RunningCluster> {
  const { progress = () => undefined, signal } = options;
  const wanted = validate(options);
  await ensureRequirements(progress);
  const binaries = await buildBinaries(progress, signal);
  const parts: ClusterParts = {
    binaries,
    imageArchives: await buildImages(binaries, progress, signal),
    ciliumFolder: wanted.networkPlugin === 'cilium' ? await buildCilium(progress, signal) : undefined,
  };
  return raiseCluster(wanted, () => startCluster(wanted, parts, progress, signal), options);
}

/**
 * The cluster of this name if it works and is as wanted; else what is left of it is removed and `start` makes it.
 * @throws InvalidClusterOptions, or what `start` throws, after nothing of the cluster stays behind
 */
export async function raiseCluster(
  wanted: WantedCluster,
  start: () => Promise<ClusterState>,
  { progress = () => undefined, signal }: Pick<ClusterOptions, 'progress' | 'signal'>,
): Promise<RunningCluster> {
  const { name } = wanted;
  const onBusy = (): void => {
    progress(`Waiting for another process that starts or ends cluster ${name}`);
  };
  return withFileLock(clusterLock(name), { onBusy }, async () => {
    const existing = readState(name);
    if (existing && (await isHealthy(existing))) {
      refuseDifference(existing, wanted);
      progress(`Cluster ${name} exists and works`);
      return handle(existing);
    }
    if (existing || existsSync(clusterFolder(name)) || clustersWithCgroups().includes(name)) {
      progress(`Removing what is left of cluster ${name}`);
      await destroy(name);
    }
    try {
      const state = await start();
      progress(`Cluster ${name} works`);
      return handle(state);
    } catch (error) {
      progress(`Removing cluster ${name}, which did not come up`);
      const logs = signal?.aborted ? '' : startLogs(wanted);
      await destroy(name);
      if (logs === '' || !(error instanceof Error)) throw error;
      throw new Error(`${error.message}\n${logs}`, { cause: error });
    }
  });
}

/** Ends a cluster; one that does not exist, or only in part, is no error. */
export async function downCluster(name: string, progress: Progress = () => undefined): Promise<void> {
  const onBusy = (): void => {
    progress(`Waiting for another process that starts or ends cluster ${name}`);
  };
  await withFileLock(clusterLock(name), { onBusy }, async () => {
    await destroy(name);
    progress(`Cluster ${name} is gone`);
  });
}

/** The names of all clusters of which anything exists. */
export function clusterNames(): string[] {
  return [...new Set([...clustersWithFolder(), ...clustersWithCgroups()])].sort();
}

/** A handle on a cluster that was started before, or undefined when there is none that came up. */
export function findCluster(name: string): RunningCluster | undefined {
  const state = readState(name);
  return state?.complete === true ? handle(state) : undefined;
}

/** The command, changed so that it runs inside of a node, for whoever gives it a terminal. */
export function commandInNode(cluster: RunningCluster, node: string, argv: readonly string[]): string[] {
  return enterNode(cluster.name, nodeNamed(readState(cluster.name), node), argv);
}

/** What is not as it should be with a cluster, in words; empty when everything is. */
export async function clusterProblems(name: string): Promise<string[]> {
  const state = readState(name);
  if (!state) return ['only remains of it exist'];
  const problems = endedDaemons(state.daemons).map((daemon) => `${daemon} does not run`);
  for (const node of state.nodes) if (!isRunning(node.supervisor)) problems.push(`${node.name} does not run`);
  if (!state.complete) problems.push('its start was not completed');
  if (problems.length > 0) return problems;
  try {
    if (!(await isApiServerReady(name, addressPlan(state.index)))) return ['its API server is not ready'];
    const condition =
      '{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}';
    const { stdout } = await handle(state).kubectl([
      ...['get', 'nodes', '--request-timeout=5s', `--output=jsonpath=${condition}`],
    ]);
    for (const entry of stdout.trim().split(' ')) {
      if (!entry.endsWith('=True')) problems.push(`${entry.split('=')[0] ?? entry} is not ready`);
    }
  } catch (error) {
    problems.push(`its API server does not answer: ${(error as Error).message}`);
  }
  return problems;
}

async function isHealthy(state: ClusterState): Promise<boolean> {
  return (await clusterProblems(state.name)).length === 0;
}

function validate(options: ClusterOptions): WantedCluster {
  const { name = 'default', nodes = 2, proxyMode = 'iptables', networkPlugin = 'bridge' } = options;
  refuseBadName(name);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > maximumNodes) {
    throw new InvalidClusterOptions(`a cluster has 1 to ${maximumNodes} nodes, not ${nodes}`);
  }
  return { name, nodeCount: nodes, proxyMode, networkPlugin };
}

/** @throws InvalidClusterOptions for a name that could not be part of folders, interfaces and certificates */
export function refuseBadName(name: string): void {
  if (/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) return;
  throw new InvalidClusterOptions(`${name} is no name for a cluster: up to 20 of a-z, 0-9 and -`);
}

function refuseDifference(existing: ClusterState, wanted: WantedCluster): void {
  for (const key of ['nodeCount', 'proxyMode', 'networkPlugin'] as const) {
    if (existing[key] === wanted[key]) continue;
    throw new InvalidClusterOptions(
      `cluster ${wanted.name} runs with ${key} ${existing[key]}, not ${wanted[key]}: end it first, or choose another name`,
    );
  }
}

async function destroy(name: string): Promise<void> {
  const state = readState(name);
  await destroyCgroups(name);
  const recorded = [
    ...Object.values(state?.daemons ?? {}),
    ...(state?.nodes ?? []).map((node) => node.supervisor),
  ];
  for (const identity of recorded) if (isRunning(identity)) process.kill(identity.id, 'SIGKILL');
  await destroyNetwork(name, state && addressPlan(state.index));
  rmSync(clusterFolder(name), { recursive: true, force: true });
}

function handle(state: ClusterState): RunningCluster {
  const { name, kubectlPath } = state;
  return {
    name,
    kubeconfigPath: kubeconfigPath(name),
    kubectlPath,
    auditLogPath: auditLogPath(name),
    nodes: state.nodes.map((node) => ({ name: node.name, address: node.address })),
    kubectl: kubectlFor(kubectlPath, kubeconfigPath(name)),
    runOnNode: async (node, argv, options) => runInNode(name, nodeNamed(state, node), argv, options),
    runInFabric: (argv, options) => runCommand(inNetwork(name, 'fabric', argv), options ?? {}),
    down: () => downCluster(name),
  };
}

function nodeNamed(state: ClusterState | undefined, node: string): NodeState {
  const nodes = state?.nodes ?? [];
  const found = nodes.find(({ name }) => name === node);
  if (found) return found;
  throw new InvalidClusterOptions(
    `there is no node ${node}; the nodes are ${nodes.map(({ name }) => name).join(', ')}`,
  );
}
