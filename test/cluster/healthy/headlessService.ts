import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** A headless Service has no address of its own: its name gives the pods', and clients dial the pods' port. */
export const headlessService = defineHealthySetUp({
  name: 'headless-service',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const port = random.port();
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas: 2,
          containers: [webServer({ port, declared: 'http' })],
        }),
        service(namespace, name, {
          clusterIP: 'None',
          selector: { app: name },
          // Nobody translates the port of a headless Service, so it says the same as the target.
          ports: [{ name: 'http', port, targetPort: random.pick([port, 'http']) }],
        }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});
