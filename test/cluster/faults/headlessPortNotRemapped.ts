import { askHostname, clientPod, deployment, service, webServer, type Fields } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** A Service whose port differs from its pods' is made headless, and its clients go on dialing its port. */
export const headlessPortNotRemapped = defineFault({
  code: 'headless-port-not-remapped',
  findings: ['headless-port-not-remapped', 'port-not-listening'],
  prepare: (random) => {
    const [namespace, client, name, decoy] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const target = random.pick([targetPort, 'http']);
    const spec: Fields = {
      selector: { app: name },
      ports: [
        { name: 'http', port, targetPort: target },
        ...(random.chance() ? [{ name: 'other', port: targetPort, targetPort: target }] : []),
      ],
    };
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas: random.integer(1, 2),
          containers: [webServer({ port: targetPort, declared: 'http' })],
        }),
        service(namespace, name, spec),
        // A neighbour that does listen on the Service's port.
        deployment({
          namespace,
          name: decoy,
          labels: { app: decoy },
          containers: [webServer({ port, declared: 'http' })],
        }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name, `${name}.${namespace}`])],
      ],
      inject: async ({ kubectl }) => {
        const headless = service(namespace, name, { ...spec, clusterIP: 'None' });
        await kubectl(['replace', '--force', '-f', '-'], { input: JSON.stringify(headless) });
      },
    };
  },
});
