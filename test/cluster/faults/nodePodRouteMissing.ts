import { images } from '../images.ts';
import { breakRoute, restoreRoutes, routedNodes } from '../suite/podRoutes.ts';
import { clientPod, webServer } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** A node loses its route to the pods of the other one, on the way there or on the way back. */
export const nodePodRouteMissing = defineFault({
  code: 'node-pod-route-missing',
  findings: ['node-pod-route-missing'],
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, server] = [random.name(), random.name(), random.name()];
    const port = random.port();
    const [clientNode, serverNode] = random.sample(['node1', 'node2'], 2) as [string, string];
    const way = random.pick(['there', 'back']);
    const how = random.pick(['gone', 'blackhole', 'unreachable', 'wrong next hop', 'pod alone'] as const);
    const argv = ['curl', '--silent', '--show-error', '--max-time', '3'];
    let serverAddress = '';
    let clientAddress = '';
    const containers = [
      webServer({ port, image: random.pick([images.agnhost, images.bare]), declared: random.chance() }),
    ];
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client, { nodeName: clientNode }),
        clientPod(namespace, server, { nodeName: serverNode, containers }),
      ],
      complete: async ({ kubectl }) => {
        const addressOf = async (pod: string): Promise<string> =>
          (
            await kubectl(['get', 'pod', '-n', namespace, pod, '--output=jsonpath={.status.podIP}'])
          ).stdout.trim();
        [serverAddress, clientAddress] = [await addressOf(server), await addressOf(client)];
        argv.push(`http://${serverAddress}:${String(port)}/hostname`);
      },
      client: { namespace, pod: client, argv, success: new RegExp(`^${server}\\s*$`) },
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', `${namespace}/pod/${server}`],
      ],
      inject: async (cluster) => {
        const nodes = await routedNodes(cluster);
        const [near, far] = [clientNode, serverNode].map((name) => nodes.find((node) => node.name === name));
        const [from, to] = way === 'there' ? [near, far] : [far, near];
        if (from === undefined || to === undefined)
          throw new Error('the nodes of the test bed have other names');
        const address = way === 'there' ? serverAddress : clientAddress;
        const gateway = from.address.replace(/\d+$/, '1');
        const commands = {
          gone: ['del', to.podRange],
          blackhole: ['replace', 'blackhole', to.podRange],
          unreachable: ['replace', 'unreachable', to.podRange],
          'wrong next hop': ['replace', to.podRange, 'via', gateway],
          'pod alone': ['add', 'blackhole', address],
        };
        await breakRoute(cluster, from, to, ['ip', 'route', ...commands[how]]);
      },
      heal: (cluster) =>
        restoreRoutes(
          cluster,
          [serverAddress, clientAddress].filter((address) => address !== ''),
        ),
    };
  },
});
