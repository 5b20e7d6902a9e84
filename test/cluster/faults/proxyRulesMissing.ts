import { images } from '../images.ts';
import { continueKubeProxy, nodeOfPod, stopKubeProxy } from '../suite/kubeProxyProcess.ts';
import { awaitFailing } from '../suite/runClient.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import type { RunningCluster } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';
import { defineFault } from './defineFault.ts';

const nameOf = (port: number): string => `port-${String(port)}`;

/**
 * Awaits that kube-proxy keeps no chain of a Service port that is gone. Its nftables mode empties such chains at once and
 * deletes them with a later change only (staleChains in pkg/proxy/nftables/proxier.go); a kube-proxy that starts between
 * the two takes the empty chain for one that is written, so a restart would not heal.
 */
async function awaitForgotten(
  { runOnNode }: RunningCluster,
  node: string,
  portName: string,
  change: () => Promise<void>,
): Promise<void> {
  await waitFor(
    `kube-proxy to delete the chains of ${portName}`,
    async () => {
      await change();
      const { stdout } = await runOnNode(node, ['sh', '-c', 'nft list chains ip 2>/dev/null || :']);
      return !stdout.includes(portName);
    },
    { timeout: 60_000, interval: 1500 },
  );
}

/** kube-proxy hangs on the client's node, and then the Service gets another port. */
export const proxyRulesMissing = defineFault({
  code: 'proxy-rules-missing',
  findings: ['proxy-rules-missing'],
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort, oldPort] = [random.port(), random.port(), random.port()];
    const plainClient = askHostname(namespace, client, name, port, name);
    let node: string | undefined;
    const withPorts = (...ports: number[]): object => ({
      selector: { app: name },
      ports: ports.map((each) => ({ name: nameOf(each), port: each, targetPort })),
    });
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas: random.integer(1, 2),
          containers: [webServer({ port: targetPort, image: random.pick([images.agnhost, images.bare]) })],
        }),
        service(namespace, name, { ...withPorts(oldPort, port) }),
      ],
      client: plainClient,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
      inject: async (cluster) => {
        const { kubectl } = cluster;
        node = await nodeOfPod(cluster, namespace, client);
        const replacePorts = async (...ports: number[]): Promise<void> => {
          const patch = JSON.stringify([
            { op: 'replace', path: '/spec/ports', value: (withPorts(...ports) as { ports: object[] }).ports },
          ]);
          await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'json', '-p', patch]);
        };
        await replacePorts(oldPort);
        // The rule goes before kube-proxy stands still, and does not come back with the port.
        await awaitFailing(cluster, plainClient, undefined, new AbortController().signal);
        await awaitForgotten(cluster, node, nameOf(port), () => replacePorts(oldPort, random.port()));
        await stopKubeProxy(cluster, node);
        await replacePorts(oldPort, port);
      },
      heal: async (cluster) => {
        if (node !== undefined) await continueKubeProxy(cluster, node);
      },
    };
  },
});
