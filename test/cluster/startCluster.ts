import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCoreDns, applyKubeProxy, connectPods, waitForAddons, waitForDns } from './addons.ts';
import { addressPlan, freeIndex } from './addresses.ts';
import type { Binaries } from './binaries.ts';
import { applyCilium, waitForCilium } from './cilium.ts';
import {
  endedDaemons,
  inwardServer,
  kubeconfigPath,
  startControlPlane,
  writeCredentials,
} from './controlPlane.ts';
import { createFabric } from './fabric.ts';
import { withFileLock } from './fileLock.ts';
import { kubectlFor } from './kubectl.ts';
import { nodeFolder, startNode } from './node.ts';
import { logTail, runForCluster } from './processes.ts';
import type { Progress } from './progress.ts';
import {
  allocationLock,
  clusterFolder,
  clustersWithFolder,
  readState,
  writeState,
  type ClusterState,
} from './state.ts';

/** What a cluster is made of: places in the cache. */
export interface ClusterParts {
  readonly binaries: Binaries;
  readonly imageArchives: readonly string[];
  readonly ciliumFolder: string | undefined;
}

/** What was asked for, with every default filled in. */
export type WantedCluster = Pick<ClusterState, 'name' | 'nodeCount' | 'proxyMode' | 'networkPlugin'>;

/**
 * Starts a cluster and awaits that it works. What exists when it throws is left for the caller to remove.
 * @throws the signal's reason, or an error that says what did not come up
 */
export async function startCluster(
  wanted: WantedCluster,
  parts: ClusterParts,
  progress: Progress,
  callerSignal: AbortSignal | undefined,
): Promise<ClusterState> {
  const { name } = wanted;
  const { binaries, ciliumFolder } = parts;
  allowManyWatches();
  const kubectlPath = join(binaries.kubernetes, 'kubectl');
  let state = await allocateCluster(wanted, kubectlPath);
  const record = (change: Partial<ClusterState>): void => {
    state = { ...state, ...change };
    writeState(state);
  };
  const plan = addressPlan(state.index);
  using watch = watchForEnd(() => state, callerSignal);
  const { signal } = watch;
  await createFabric(name, plan);
  await writeCredentials(name, plan);
  signal.throwIfAborted();

  progress(`Starting the control plane and ${wanted.nodeCount} nodes`);
  const controlPlane = startControlPlane({
    cluster: name,
    plan,
    binaries,
    signal,
    onStarted: (daemon, identity) => {
      record({ daemons: { ...state.daemons, [daemon]: identity } });
    },
  });
  const nodes = Array.from({ length: wanted.nodeCount }, async (_, index) => {
    const node = await startNode({
      cluster: name,
      plan,
      name: `node${index + 1}`,
      address: plan.node(index + 1),
      server: inwardServer(plan),
      ...parts,
    });
    record({ nodes: [...state.nodes, node].sort((one, other) => one.name.localeCompare(other.name)) });
  });
  // All of them, even when one fails: what is still starting could not be cleaned up.
  const outcomes = await Promise.allSettled([controlPlane, ...nodes]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

  progress('The API server is ready');
  const kubectl = kubectlFor(kubectlPath, kubeconfigPath(name), (argv, options) =>
    runForCluster(name, argv, { ...options, signal }),
  );
  await applyKubeProxy(kubectl, plan, wanted.proxyMode);
  if (ciliumFolder === undefined) {
    await connectPods(name, kubectl, state.nodes);
  } else {
    await applyCilium(name, kubectl, state.nodes, ciliumFolder);
    await waitForCilium(kubectl);
    progress('Cilium is available');
  }
  await kubectl(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=120s']);
  progress('The nodes are Ready');
  await applyCoreDns(kubectl);
  await waitForAddons(kubectl);
  progress('kube-proxy and CoreDNS are available');
  await waitForDns(name, state.nodes, signal);
  record({ complete: true });
  return state;
}

/** A signal that fires when the caller's does, or when something that was started has ended by itself. */
function watchForEnd(
  state: () => ClusterState,
  callerSignal: AbortSignal | undefined,
): Disposable & { readonly signal: AbortSignal } {
  const ended = new AbortController();
  const timer = setInterval(() => {
    const { daemons, nodes } = state();
    const supervisors = Object.fromEntries(nodes.map((node) => [node.name, node.supervisor]));
    const names = endedDaemons({ ...daemons, ...supervisors });
    if (names.length > 0) ended.abort(new Error(`${names.join(', ')} ended during the start`));
  }, 500);
  return {
    signal: AbortSignal.any([ended.signal, ...(callerSignal ? [callerSignal] : [])]),
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

/** Chooses a range of addresses and writes the cluster down, before anything of it exists. */
export function allocateCluster(wanted: WantedCluster, kubectlPath: string): Promise<ClusterState> {
  return withFileLock(allocationLock, { onBusy: () => undefined }, async () => {
    const taken = clustersWithFolder().flatMap((name) => readState(name)?.index ?? []);
    const index = freeIndex(taken);
    const state = { ...wanted, kubectlPath, index, nodes: [], daemons: {}, complete: false };
    writeState(state);
    return Promise.resolve(state);
  });
}

/** Every kubelet, containerd and CoreDNS needs instances; the kernel's default of 128 is spent by one cluster. */
function allowManyWatches(): void {
  const file = '/proc/sys/fs/inotify/max_user_instances';
  if (Number(readFileSync(file, 'utf8')) < 8192) writeFileSync(file, '8192');
}

/** The ends of the logs that tell why a start failed. */
export function startLogs(wanted: WantedCluster): string {
  const folder = clusterFolder(wanted.name);
  const ofNodes = Array.from({ length: wanted.nodeCount }, (_, index) =>
    ['init.log', 'var/log/kubelet.log'].map((log) => join(nodeFolder(wanted.name, `node${index + 1}`), log)),
  );
  const ofDaemons = ['etcd', 'kube-apiserver', 'kube-controller-manager'].map((daemon) =>
    join(folder, 'logs', `${daemon}.log`),
  );
  return [...ofDaemons, ...ofNodes.flat()].map((log) => `--- ${log}\n${logTail(log, 8)}`).join('\n');
}
