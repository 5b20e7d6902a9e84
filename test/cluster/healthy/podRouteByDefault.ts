import { restoreRoutes, routedNodes } from '../suite/podRoutes.ts';
import { clientPod, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** A node without a route of its own to the other's pods: the network between them knows the way, as clouds' do. */
export const podRouteByDefault = defineHealthySetUp({
  name: 'pod-route-by-default',
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, server] = [random.name(), random.name(), random.name()];
    const port = random.port();
    const [clientNode, serverNode] = random.sample(['node1', 'node2'], 2) as [string, string];
    const argv = ['curl', '--silent', '--show-error', '--max-time', '5'];
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client, { nodeName: clientNode }),
        clientPod(namespace, server, { nodeName: serverNode, containers: [webServer({ port })] }),
      ],
      complete: async (cluster) => {
        const status = ['get', 'pod', '-n', namespace, server, '--output=jsonpath={.status.podIP}'];
        argv.push(`http://${(await cluster.kubectl(status)).stdout.trim()}:${String(port)}/hostname`);
        const target = (await routedNodes(cluster)).find(({ name }) => name === serverNode);
        if (target !== undefined)
          await cluster.runOnNode(clientNode, ['ip', 'route', 'del', target.podRange]);
      },
      heal: (cluster) => restoreRoutes(cluster),
      client: { namespace, pod: client, argv, success: new RegExp(`^${server}\\s*$`) },
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', `${namespace}/pod/${server}`],
      ],
    };
  },
});
