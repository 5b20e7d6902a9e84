import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Pods of two workloads behind a named targetPort, which is another number in each (as during a migration). */
export const onePortNameTwoNumbers = defineHealthySetUp({
  name: 'one-port-name-two-numbers',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const port = random.port();
    const version = (number: number): KubernetesObject =>
      deployment({
        namespace,
        name: `${name}-v${String(number)}`,
        labels: { app: name, version: `v${String(number)}` },
        containers: [webServer({ port: random.port(), declared: 'web' })],
      });
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        version(1),
        version(2),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort: 'web' }] }),
      ],
      client: askHostname(namespace, client, name, port, `${name}-v[12]`),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', `${namespace}/service/${name}`],
      ],
    };
  },
});
