import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressPlan } from '../addresses.ts';
import { buildBinaries, buildKwok, type Binaries } from '../binaries.ts';
import { issueCertificate, writeKubeconfig } from '../certificates.ts';
import { giveWay } from '../cgroups.ts';
import {
  credential,
  hostServer,
  inwardServer,
  isApiServerReady,
  kubeconfigPath,
  startApiServer,
  startControllerManager,
  startInFabric,
  startStore,
  writeCredentials,
  type ControlPlaneOptions,
} from '../controlPlane.ts';
import { createFabric } from '../fabric.ts';
import { isRunning, type ProcessIdentity } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { ensureRequirements } from '../requirements.ts';
import { allocateCluster, type WantedCluster } from '../startCluster.ts';
import { clusterFolder, readState, writeState, type ClusterState } from '../state.ts';
import { renderTemplate } from '../template.ts';
import { InvalidClusterOptions, downCluster, raiseCluster, refuseBadName } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';
import { planWorld, type WorldPlan } from './objects/worldPlan.ts';
import { populate } from './populate.ts';
import { openScaleApi } from './scaleApi.ts';

/** What cluster of fake nodes is wanted. */
export interface ScaleOptions {
  readonly name: string;
  /** 0: the control plane and no objects; whoever wants some makes them. */
  readonly pods: number;
  /** Decides every choice in what is made; 1 unless given. */
  readonly seed?: number;
  /**
   * For measurements: in life the cluster has machines of its own, so here its daemons take only the time of the processors that
   * its clients leave, and collect their garbage less often.
   */
  readonly givesWay?: boolean;
  readonly progress?: Progress;
  /** Ends the start and cleans up. */
  readonly signal?: AbortSignal;
}

/** A real API server with nodes and pods that only it believes in. */
export interface ScaleCluster {
  readonly name: string;
  /** The administrator's kubeconfig. */
  readonly kubeconfigPath: string;
  /** The API server's address for the host. */
  readonly server: string;
  /** What was made when the cluster came up. */
  readonly world: WorldPlan;
  /** Where etcd answers to the host, for who wants to compact it. */
  readonly storeUrl: string;
  /** Ends the API server with SIGKILL; resolves when it is gone. */
  killApiServer(): Promise<void>;
  /** Starts it again on the same data unless it runs; resolves when it is ready. */
  startApiServer(): Promise<void>;
  /** Ends the cluster and everything that belongs to it. */
  down(): Promise<void>;
}

/** What is written down beside the state of any cluster. */
interface ScaleNotes {
  readonly pods: number;
  readonly seed: number;
  readonly givesWay: boolean;
}

/** Starts the daemons of a cluster that gives way to its clients. */
const wayGivingLauncher = ['env', 'GOGC=400'];

/** Nothing queues: what is measured is the client, and the controllers shall keep up with a storm of changes. */
const apiServerFlags = [
  '--enable-priority-and-fairness=false',
  '--max-requests-inflight=3000',
  '--max-mutating-requests-inflight=1000',
  '--enable-aggregator-routing=false',
];

/** Only what acts on pods, Services and namespaces: pods are made by us and bound already. */
const controllerFlags = [
  '--controllers=endpointslice-controller,namespace-controller,serviceaccount-controller',
  '--allocate-node-cidrs=false',
  '--kube-api-qps=2000',
  '--kube-api-burst=4000',
  '--concurrent-service-endpoint-syncs=20',
  '--concurrent-namespace-syncs=20',
];

/**
 * Starts an API server with fake nodes and pods, or finds the one of this name. It is a cluster of the test bed without
 * nodes of its own, so that `down`, `status` and `kubeconfig` of the bed's command line work on it too.
 * @throws as upCluster does
 */
export async function startScaleCluster(options: ScaleOptions): Promise<ScaleCluster> {
  const { name, pods, seed = 1, givesWay = false, progress = () => undefined, signal } = options;
  refuseBadName(name);
  await ensureRequirements(progress);
  const binaries = await buildBinaries(progress, signal);
  const kwok = await buildKwok(progress, signal);
  const wanted: WantedCluster = { name, nodeCount: 0, proxyMode: 'iptables', networkPlugin: 'bridge' };
  const world = planWorld(pods, seed);
  await raiseCluster(
    wanted,
    async () => {
      const state = await startDaemons(wanted, binaries, kwok, givesWay, signal);
      writeFileSync(notesFile(name), JSON.stringify({ pods, seed, givesWay } satisfies ScaleNotes));
      if (givesWay) giveWay(name);
      if (pods > 0) {
        const api = openScaleApi(kubeconfigPath(name));
        await populate(api, world, progress, signal);
        await api.close();
      }
      const complete = { ...state, complete: true };
      writeState(complete);
      return complete;
    },
    options,
  );
  const notes = readNotes(name);
  if (notes?.pods !== pods || notes.seed !== seed) {
    throw new InvalidClusterOptions(
      `cluster ${name} runs with other pods: end it first, or choose another name`,
    );
  }
  return handle(name, world, binaries, givesWay);
}

/** The cluster of fake nodes that runs under this name, or undefined when there is none. */
export async function findScaleCluster(name: string): Promise<ScaleCluster | undefined> {
  const notes = readNotes(name);
  if (readState(name)?.complete !== true || notes === undefined) return undefined;
  const world = planWorld(notes.pods, notes.seed);
  return handle(name, world, await buildBinaries(() => undefined), notes.givesWay);
}

function notesFile(name: string): string {
  return join(clusterFolder(name), 'scale.json');
}

function readNotes(name: string): ScaleNotes | undefined {
  try {
    return JSON.parse(readFileSync(notesFile(name), 'utf8')) as ScaleNotes;
  } catch {
    return undefined;
  }
}

function record(cluster: string, daemon: string, identity: ProcessIdentity): void {
  const state = readState(cluster);
  if (state !== undefined) writeState({ ...state, daemons: { ...state.daemons, [daemon]: identity } });
}

function controlPlaneOf(
  name: string,
  binaries: Binaries,
  givesWay: boolean,
  signal?: AbortSignal,
): ControlPlaneOptions {
  const onStarted = (daemon: string, identity: ProcessIdentity): void => {
    record(name, daemon, identity);
  };
  const launcher = givesWay ? wayGivingLauncher : undefined;
  const plan = addressPlan(readState(name)?.index ?? 0);
  return { cluster: name, plan, binaries, signal, launcher, onStarted };
}

async function startDaemons(
  wanted: WantedCluster,
  binaries: Binaries,
  kwok: string,
  givesWay: boolean,
  signal: AbortSignal | undefined,
): Promise<ClusterState> {
  const { name } = wanted;
  const { index } = await allocateCluster(wanted, join(binaries.kubernetes, 'kubectl'));
  const plan = addressPlan(index);
  await createFabric(name, plan);
  await writeCredentials(name, plan);
  signal?.throwIfAborted();
  const controlPlane = controlPlaneOf(name, binaries, givesWay, signal);
  // The host may ask it to compact, as an operator's job would.
  await startStore(controlPlane, [
    `--listen-client-urls=http://127.0.0.1:2379,http://${plan.uplinkFabric}:2379`,
    '--quota-backend-bytes=8589934592',
  ]);
  await startApiServer(controlPlane, apiServerFlags);
  await startControllerManager(controlPlane, controllerFlags);
  await startKwok(controlPlane, kwok);
  const state = readState(name);
  if (state === undefined) throw new Error(`the notes on cluster ${name} are gone`);
  return state;
}

async function startKwok(options: ControlPlaneOptions, kwok: string): Promise<void> {
  const { cluster, plan } = options;
  const user = 'kwok';
  const folder = join(clusterFolder(cluster), 'pki');
  const pair = await issueCertificate(folder, user, { commonName: user, organization: 'system:masters' });
  const kubeconfig = credential(cluster, 'kwok.kubeconfig');
  const authority = credential(cluster, 'ca.crt');
  writeKubeconfig(kubeconfig, { context: user, server: inwardServer(plan), authority, user, pair });
  const stages = join(clusterFolder(cluster), 'kwokStages.yaml');
  writeFileSync(stages, renderTemplate('kwokStages.yaml', {}));
  await startInFabric(options, user, [
    kwok,
    `--kubeconfig=${kubeconfig}`,
    `--config=${stages}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=0',
    '--v=WARN',
  ]);
}

function handle(name: string, world: WorldPlan, binaries: Binaries, givesWay: boolean): ScaleCluster {
  const controlPlane = controlPlaneOf(name, binaries, givesWay);
  return {
    name,
    kubeconfigPath: kubeconfigPath(name),
    server: hostServer(controlPlane.plan),
    world,
    storeUrl: `http://${controlPlane.plan.uplinkFabric}:2379`,
    killApiServer: async () => {
      const identity = readState(name)?.daemons['kube-apiserver'];
      if (identity === undefined) return;
      if (isRunning(identity)) process.kill(identity.id, 'SIGKILL');
      await waitFor('the API server to end', () => !isRunning(identity), { timeout: 10_000, interval: 5 });
    },
    startApiServer: async () => {
      const identity = readState(name)?.daemons['kube-apiserver'];
      if (identity === undefined || !isRunning(identity)) {
        await startApiServer(controlPlane, apiServerFlags);
        return;
      }
      const ready = (): Promise<boolean> => isApiServerReady(name, controlPlane.plan);
      await waitFor('the API server to be ready', ready, { timeout: 180_000 });
    },
    down: () => downCluster(name),
  };
}
