import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AddressPlan } from './addresses.ts';
import { runCommand } from './command.ts';
import { runForCluster } from './processes.ts';
import { clusterFolder } from './state.ts';

/** The file that holds a network namespace of a cluster: `fabric`, or a node's name. */
export function namespaceFile(cluster: string, namespace: string): string {
  return join(clusterFolder(cluster), 'network', namespace);
}

/** The command, changed so that it runs in a network namespace of the cluster (and otherwise on the host). */
export function inNetwork(cluster: string, namespace: string, argv: readonly string[]): string[] {
  return ['nsenter', `--net=${namespaceFile(cluster, namespace)}`, ...argv];
}

/**
 * Makes the fabric: a network namespace with a bridge that joins the nodes, where the control plane lives too. It
 * forwards between nodes and has no way out; a link of its own lets the host reach the API server.
 */
export async function createFabric(cluster: string, plan: AddressPlan): Promise<void> {
  const file = await createNamespace(cluster, 'fabric');
  await inShell(cluster, 'fabric', [
    'ip link add nodes type bridge',
    `ip address add ${plan.fabric}/24 dev nodes`,
    'ip link set nodes up',
  ]);
  await runForCluster(cluster, [
    'ip',
    'link',
    'add',
    plan.uplinkName,
    'type',
    'veth',
    'peer',
    'name',
    'uplink',
    'netns',
    file,
  ]);
  await runForCluster(cluster, ['ip', 'address', 'add', `${plan.uplinkHost}/30`, 'dev', plan.uplinkName]);
  await runForCluster(cluster, ['ip', 'link', 'set', plan.uplinkName, 'up']);
  await inShell(cluster, 'fabric', [
    `ip address add ${plan.uplinkFabric}/30 dev uplink`,
    'ip link set uplink up',
  ]);
}

/** Makes a node's network namespace, with an interface eth0 on the fabric's bridge and the fabric as its gateway. */
export async function createNodeNetwork(
  cluster: string,
  plan: AddressPlan,
  node: string,
  address: string,
): Promise<void> {
  const file = await createNamespace(cluster, node);
  await inShell(cluster, 'fabric', [
    `ip link add ${node} type veth peer name eth0 netns ${file}`,
    `ip link set ${node} master nodes up`,
  ]);
  await inShell(cluster, node, [
    `ip address add ${address}/24 dev eth0`,
    'ip link set eth0 up',
    `ip route add default via ${plan.fabric}`,
  ]);
}

/** Tells a node (or the fabric) that the pods of a range are behind another node. */
export async function addPodRoute(
  cluster: string,
  namespace: string,
  podRange: string,
  nodeAddress: string,
): Promise<void> {
  await runForCluster(
    cluster,
    inNetwork(cluster, namespace, ['ip', 'route', 'replace', podRange, 'via', nodeAddress]),
  );
}

/** Removes the cluster's link from the host and lets go of its network namespaces. */
export async function destroyNetwork(cluster: string, plan: AddressPlan | undefined): Promise<void> {
  if (plan && existsSync(`/sys/class/net/${plan.uplinkName}`)) {
    await runCommand(['ip', 'link', 'delete', plan.uplinkName]);
  }
  const folder = `${clusterFolder(cluster)}/`;
  const mounted = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((place) => place.startsWith(folder));
  // The last mount first: mounts may lie inside of each other.
  for (const place of mounted.reverse()) await runCommand(['umount', '--lazy', place]);
}

async function createNamespace(cluster: string, namespace: string): Promise<string> {
  const file = namespaceFile(cluster, namespace);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  await runForCluster(cluster, ['unshare', `--net=${file}`, 'true']);
  await inShell(cluster, namespace, ['ip link set lo up', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  return file;
}

async function inShell(cluster: string, namespace: string, lines: readonly string[]): Promise<void> {
  await runForCluster(cluster, inNetwork(cluster, namespace, ['sh', '-e', '-c', lines.join('\n')]));
}
