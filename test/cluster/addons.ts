import { clusterDomain, dnsServiceAddress, podNetwork, type AddressPlan } from './addresses.ts';
import { inwardServer } from './controlPlane.ts';
import { addPodRoute, inNetwork } from './fabric.ts';
import { images } from './images.ts';
import { writeNetworkConfiguration } from './node.ts';
import type { Kubectl } from './kubectl.ts';
import type { NodeState, ProxyMode } from './state.ts';
import { runForCluster } from './processes.ts';
import { renderTemplate } from './template.ts';
import { waitFor } from './waitFor.ts';

/** Creates kube-proxy, laid out as kubeadm's addon. */
export async function applyKubeProxy(
  kubectl: Kubectl,
  plan: AddressPlan,
  proxyMode: ProxyMode,
): Promise<void> {
  const values = { podNetwork, proxyMode, server: inwardServer(plan), image: images.kubeProxy };
  await kubectl(['apply', '--filename', '-'], { input: renderTemplate('kubeProxy.yaml', values) });
}

/** Creates CoreDNS, laid out as kubeadm's addon; before the nodes are Ready both replicas may land on one. */
export async function applyCoreDns(kubectl: Kubectl): Promise<void> {
  const values = { clusterDomain, dnsAddress: dnsServiceAddress, image: images.coredns };
  await kubectl(['apply', '--filename', '-'], { input: renderTemplate('coredns.yaml', values) });
}

/** Awaits that kube-proxy and CoreDNS are available. */
export async function waitForAddons(kubectl: Kubectl): Promise<void> {
  const rollout = ['--namespace=kube-system', 'rollout', 'status', '--timeout=120s'];
  await kubectl([...rollout, 'daemonset/kube-proxy']);
  await kubectl([...rollout, 'deployment/coredns']);
}

/**
 * Connects the pods through the bridge plugin: each node gets the configuration of its own range, and every other
 * node and the fabric a route to it (what a pod sends to the API server is not masqueraded, so its answer needs one).
 */
export async function connectPods(
  cluster: string,
  kubectl: Kubectl,
  nodes: readonly NodeState[],
): Promise<void> {
  for (const node of nodes) {
    await kubectl(['wait', '--for=create', `node/${node.name}`, '--timeout=60s']);
    await kubectl(['wait', '--for=jsonpath={.spec.podCIDR}', `node/${node.name}`, '--timeout=60s']);
    const podRange = (await kubectl(['get', 'node', node.name, '--output=jsonpath={.spec.podCIDR}'])).stdout;
    for (const other of [
      'fabric',
      ...nodes.filter(({ name }) => name !== node.name).map(({ name }) => name),
    ]) {
      await addPodRoute(cluster, other, podRange, node.address);
    }
    writeNetworkConfiguration(cluster, node.name, renderTemplate('bridge.conflist', { podRange }));
  }
}

/** Awaits that the cluster's DNS answers on every node. */
export async function waitForDns(
  cluster: string,
  nodes: readonly NodeState[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const query = [
    `const resolver = new (require('node:dns').promises.Resolver)({ timeout: 1000, tries: 1 });`,
    `resolver.setServers(['${dnsServiceAddress}']);`,
    `resolver.resolve4('kubernetes.default.svc.${clusterDomain}').then(console.log);`,
  ].join('\n');
  for (const { name } of nodes) {
    const answers = async (): Promise<boolean> => {
      await runForCluster(cluster, inNetwork(cluster, name, [process.execPath, '--eval', query]));
      return true;
    };
    await waitFor(`an answer of the cluster's DNS on ${name}`, answers, { timeout: 60_000, signal });
  }
}
