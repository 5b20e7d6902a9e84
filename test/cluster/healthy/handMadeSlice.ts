import { images } from '../images.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** A Service without a selector, and an EndpointSlice that somebody made for it. */
export const handMadeSlice = defineHealthySetUp({
  name: 'hand-made-slice',
  prepare: (random) => {
    const [namespace, client, name, workload] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const portName = random.pick([undefined, 'http']);
    const named = portName === undefined ? {} : { name: portName };
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name: workload,
          labels: { app: workload },
          containers: [webServer({ port: targetPort, image: images.bare })],
        }),
        service(namespace, name, { ports: [{ ...named, port }] }),
      ],
      complete: async ({ kubectl }) => {
        const pods = ['get', 'pod', '-n', namespace, '-l', `app=${workload}`];
        const { stdout: address } = await kubectl([...pods, '--output=jsonpath={.items[0].status.podIP}']);
        const slice = {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            namespace,
            name: `${name}-by-hand`,
            labels: { 'kubernetes.io/service-name': name },
          },
          addressType: 'IPv4',
          ports: [{ ...named, port: targetPort, protocol: 'TCP' }],
          // Conditions that are not said mean ready.
          endpoints: [{ addresses: [address], ...(random.chance() ? { conditions: { ready: true } } : {}) }],
        };
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(slice) });
      },
      client: askHostname(namespace, client, name, port, workload),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});
