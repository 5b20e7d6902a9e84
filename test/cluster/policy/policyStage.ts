import { homedir } from 'node:os';
import { loadSnapshot } from '../../../src/app/session/loadSnapshot.ts';
import { systemClock } from '../../../src/app/systemClock.ts';
import { openKubernetesCluster, type KubernetesCluster } from '../../../src/cluster/kubernetesCluster.ts';
import type { ClusterSnapshot } from '../../../src/core/model/clusterSnapshot.ts';
import type { PolicyManifest } from '../../policy/arbitraries/policyManifest.ts';
import { worldAt, worldNamespaces, type World, type WorldNode } from '../../policy/arbitraries/world.ts';
import { ciliumVersion } from '../cilium.ts';
import type { Progress } from '../progress.ts';
import type { RunningCluster } from '../testBed.ts';
import { startApiProxy, type ApiProxy } from './apiProxy.ts';
import { awaitEnforcement } from './ciliumAgent.ts';
import { startOutsideServers, type OutsideServers } from './outsideHosts.ts';
import { startProber, type Prober } from './prober.ts';
import { buildProber, type ProberProgram } from './proberProgram.ts';
import { worldLabel, worldObjects } from './worldObjects.ts';

/** A world that exists, and whatever is needed to try policies on it. */
export interface PolicyStage {
  readonly world: World;
  /** What enforces the policies, with its version. */
  readonly enforcer: string;
  /** By the pod's `namespace/name`, and `outside` for the hosts outside. */
  readonly probers: ReadonlyMap<string, Prober>;
  /** Replaces all policies by these, and awaits that the nodes enforce them. */
  enforce(policies: readonly PolicyManifest[]): Promise<void>;
  /** What the product reads of the cluster now. */
  snapshot(): Promise<ClusterSnapshot>;
  /** Ends everything that was started, and deletes the world. Never interrupted. */
  close(): Promise<void>;
}

const policiesPath = (namespace: string): string =>
  `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;

/** Makes the world on a cluster whose network plugin is Cilium; when that fails nothing of it stays. */
export async function openPolicyStage(
  cluster: RunningCluster,
  progress: Progress,
  signal: AbortSignal,
): Promise<PolicyStage> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const program = await buildProber(progress, signal);
    const outside = await startOutsideServers(cluster, progress);
    closers.push(() => outside.end());
    const api = await startApiProxy(cluster, signal);
    closers.push(() => api.end());
    closers.push(() => deleteWorld(cluster));
    const world = await createWorld(cluster, program, outside, signal);
    progress('The pods of the policy world are ready');
    const probers = startProbers(cluster, world, program, outside);
    for (const prober of probers.values()) closers.push(() => prober.end());
    const product = await openProduct(cluster);
    closers.push(() => {
      product.close();
      return Promise.resolve();
    });
    let round = 0;
    return {
      world,
      enforcer: `Cilium ${ciliumVersion}`,
      probers,
      enforce: (policies) => {
        round += 1;
        return enforce(cluster, api, policies.map(named(round)), signal);
      },
      snapshot: () => loadSnapshot(product, {}, systemClock, { info: () => undefined, warn: fail }, signal),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A name that no policy had before: where one is deleted and made again at once, an agent of Cilium 1.15 may see one change
 * only and keep the rules of the first for good (pkg/k8s/watchers/network_policy.go finds them by the uid).
 */
function named(round: number): (policy: PolicyManifest) => PolicyManifest {
  return (policy) => ({
    ...policy,
    metadata: { ...policy.metadata, name: `${policy.metadata.name}-of-${String(round)}` },
  });
}

function fail(line: string): never {
  throw new Error(line);
}

async function deleteWorld({ kubectl }: RunningCluster): Promise<void> {
  const names = worldNamespaces.map(({ name }) => name);
  await kubectl(['delete', 'namespace', ...names, '--ignore-not-found', '--timeout=90s'], {
    allowFailure: true,
  });
}

async function createWorld(
  cluster: RunningCluster,
  program: ProberProgram,
  { hosts }: OutsideServers,
  signal: AbortSignal,
): Promise<World> {
  const { kubectl } = cluster;
  const present = await kubectl(['get', 'namespaces', `--selector=${worldLabel}`, '--output=name'], {
    signal,
  });
  if (present.stdout.trim() !== '') await deleteWorld(cluster);
  // What others leave behind has port names, which count in the whole cluster.
  const scenes = ['namespace', '--selector=podpath.test/scene'];
  await kubectl(['wait', '--for=delete', ...scenes, '--timeout=90s'], { allowFailure: true, signal });
  const nodes = await readNodes(cluster, signal);
  const planned = worldAt({ nodes, outside: hosts, podAddress: () => '' });
  const objects = worldObjects(planned, program);
  const apply = async (items: readonly unknown[]): Promise<void> => {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await kubectl(['create', '--filename', '-'], { input, signal });
  };
  await apply(objects.filter(({ kind }) => kind === 'Namespace'));
  for (const { name } of planned.namespaces) {
    const own = ['--namespace', name, '--timeout=60s'];
    await kubectl(['wait', '--for=create', 'serviceaccount/default', ...own], { signal });
  }
  await apply(objects.filter(({ kind }) => kind === 'Pod'));
  const addresses = new Map<string, string>();
  for (const { name } of planned.namespaces) {
    const own = ['--namespace', name];
    await kubectl(['wait', '--for=condition=Ready', 'pod', '--all', ...own, '--timeout=120s'], { signal });
    const format = '--output=jsonpath={range .items[*]}{.metadata.name}={.status.podIP} {end}';
    const { stdout } = await kubectl(['get', 'pods', ...own, format], { signal });
    for (const entry of stdout.trim().split(' ')) {
      const [pod = '', address = ''] = entry.split('=');
      addresses.set(`${name}/${pod}`, address);
    }
  }
  const podAddress = (namespace: string, name: string): string => {
    const address = addresses.get(`${namespace}/${name}`);
    if (address === undefined || address === '') throw new Error(`${namespace}/${name} has no address`);
    return address;
  };
  return worldAt({ nodes, outside: hosts, podAddress });
}

async function readNodes({ kubectl, nodes }: RunningCluster, signal: AbortSignal): Promise<WorldNode[]> {
  const format = '--output=jsonpath={range .items[*]}{.metadata.name}={.spec.podCIDR} {end}';
  const { stdout } = await kubectl(['get', 'nodes', format], { signal });
  const ranges = new Map(
    stdout
      .trim()
      .split(' ')
      .map((entry) => entry.split('=') as [string, string]),
  );
  return nodes.map(({ name, address }) => ({ name, address, podRange: ranges.get(name) ?? '' }));
}

function startProbers(
  cluster: RunningCluster,
  world: World,
  program: ProberProgram,
  outside: OutsideServers,
): Map<string, Prober> {
  const probers = new Map<string, Prober>();
  for (const { namespace, name } of world.pods) {
    const where = ['exec', '--stdin', `--namespace=${namespace}`, name, '--container=client'];
    const argv = [cluster.kubectlPath, `--kubeconfig=${cluster.kubeconfigPath}`, ...where];
    const what = `${namespace}/${name}`;
    const env = { ...process.env, KUBERC: 'off' };
    probers.set(what, startProber(what, [...argv, '--', `/prober/${program.name}`], env));
  }
  probers.set('outside', startProber('outside', outside.run([program.onHost])));
  return probers;
}

function openProduct(cluster: RunningCluster): Promise<KubernetesCluster> {
  const source = { paths: [cluster.kubeconfigPath], environment: {}, homeFolder: homedir() };
  return openKubernetesCluster(source, systemClock);
}

async function enforce(
  cluster: RunningCluster,
  api: ApiProxy,
  policies: readonly PolicyManifest[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(worldNamespaces.map(({ name }) => api.request('DELETE', policiesPath(name))));
  const created = await Promise.all(
    policies.map((policy) => api.request('POST', policiesPath(policy.metadata.namespace), policy)),
  );
  const uids = new Set(created.map((object) => (object as { metadata: { uid: string } }).metadata.uid));
  await Promise.all(cluster.nodes.map(({ name }) => awaitEnforcement(cluster.name, name, uids, signal)));
}
