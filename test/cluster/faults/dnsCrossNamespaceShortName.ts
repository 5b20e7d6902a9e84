import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** An application moves to a namespace of its own, and its client goes on asking for it by the short name. */
export const dnsCrossNamespaceShortName = defineFault({
  code: 'dns-cross-namespace-short-name',
  findings: ['dns-cross-namespace-short-name', 'service-missing'],
  prepare: (random) => {
    const [namespace, moved, third] = [random.name(), random.name(), random.name()];
    const [client, name] = [random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const serve = (place: string, as: string): KubernetesObject[] => [
      deployment({
        namespace: place,
        name: as,
        labels: { app: as },
        containers: [webServer({ port: targetPort, declared: 'http' })],
      }),
      service(place, as, { selector: { app: as }, ports: [{ port, targetPort: 'http' }] }),
    ];
    return {
      namespaces: [namespace, moved, third],
      objects: [
        clientPod(namespace, client),
        ...[serve(namespace, name), serve(moved, name)].flat(),
        // Similar names, here and in a namespace that does not matter.
        ...[serve(namespace, `${name}-v2`), serve(third, `${name}s`)].flat(),
      ],
      client: askHostname(namespace, client, name, port, name),
      symptom: /resolve host/i,
      question: ['--from', `${namespace}/pod/${client}`, '--to', name, '--port', String(port)],
      inject: async ({ kubectl }) => {
        await kubectl(['delete', '-n', namespace, `service/${name}`, `deployment/${name}`]);
      },
    };
  },
});
