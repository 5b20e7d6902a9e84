import type { RunningCluster } from '../testBed.ts';
import { hasCondition, type PodObject } from './podObject.ts';
import { watchPods } from './watchPods.ts';

/** Prints the ids of a node's kube-proxy processes, as the node counts them. */
const findProcesses =
  'for folder in /proc/[0-9]*; do read -r name 2>/dev/null <$folder/comm && [ "$name" = kube-proxy ] && echo "${folder#/proc/}"; done; :';

async function signalProcesses(
  { runOnNode }: RunningCluster,
  node: string,
  signal: 'STOP' | 'CONT',
): Promise<number> {
  const { stdout } = await runOnNode(node, ['sh', '-c', findProcesses]);
  const ids = stdout.split('\n').filter((line) => /^\d+$/.test(line));
  for (const id of ids) await runOnNode(node, ['kill', `-${signal}`, id]);
  return ids.length;
}

/** Stops kube-proxy on a node as a hang would: the process stays, and does nothing any more. */
export async function stopKubeProxy(cluster: RunningCluster, node: string): Promise<void> {
  if ((await signalProcesses(cluster, node, 'STOP')) === 0) throw new Error(`no kube-proxy runs on ${node}`);
}

/** Lets kube-proxy go on, where it still stands still, and awaits that it is available everywhere. */
export async function continueKubeProxy(cluster: RunningCluster, node: string): Promise<void> {
  await signalProcesses(cluster, node, 'CONT');
  await cluster.kubectl(['rollout', 'status', '-n', 'kube-system', 'daemonset/kube-proxy', '--timeout=90s']);
}

/** The node that a pod runs on. */
export async function nodeOfPod(
  { kubectl }: RunningCluster,
  namespace: string,
  pod: string,
): Promise<string> {
  const { stdout } = await kubectl([
    'get',
    'pod',
    '-n',
    namespace,
    pod,
    '--output=jsonpath={.spec.nodeName}',
  ]);
  return stdout.trim();
}

/** Awaits that the pods of a selector are exactly these many, and all ready. */
export async function awaitReadyPods(
  cluster: RunningCluster,
  namespace: string,
  selector: string,
  count: number,
): Promise<void> {
  if (count === 0) {
    // A watch of nothing tells nothing.
    const gone = ['pod', '-l', selector, '--for=delete', '--timeout=120s'];
    await cluster.kubectl(['wait', '-n', namespace, ...gone]);
    return;
  }
  const areReady = (pods: readonly PodObject[]): boolean =>
    pods.length === count && pods.every((pod) => hasCondition(pod, 'Ready', 'True'));
  const what = `${String(count)} ready pods of ${selector}`;
  await watchPods(cluster, namespace, selector, areReady, { what, timeout: 120_000 });
}

/** Chains as an earlier kube-proxy leaves them behind, which nothing calls, and a rule that is nobody's of Kubernetes. */
const leftovers = [
  '*nat',
  ':KUBE-SERVICES - [0:0]',
  ':KUBE-SVC-LEFTOVER - [0:0]',
  '-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-SVC-LEFTOVER',
  '-A KUBE-SVC-LEFTOVER -p tcp -m tcp -j DNAT --to-destination 192.0.2.7:6443',
  'COMMIT',
  '*filter',
  '-A FORWARD -s 192.0.2.0/24 -m comment --comment "a \\"quoted\\" rule" -j DROP',
  'COMMIT',
  '',
].join('\n');

/** Puts leftovers of another backend of iptables on a node. */
export async function addForeignRules({ runOnNode }: RunningCluster, node: string): Promise<void> {
  await runOnNode(node, ['iptables-legacy-restore', '--noflush'], { input: leftovers });
}

/** Takes them away. */
export async function removeForeignRules({ runOnNode }: RunningCluster, node: string): Promise<void> {
  const empty = '*nat\nCOMMIT\n*filter\nCOMMIT\n';
  await runOnNode(node, ['iptables-legacy-restore'], { input: empty, allowFailure: true });
}
