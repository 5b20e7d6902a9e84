import { images } from '../images.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/**
 * Looks like service-target-port-wrong: the targetPort is declared by no container, while another one is; the server
 * listens all the same, since declared ports are no more than a description.
 */
export const undeclaredTargetPort = defineHealthySetUp({
  name: 'undeclared-target-port',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort, declaredPort] = [random.port(), random.port(), random.port()];
    const image = random.pick([images.agnhost, images.tools, images.bare]);
    const misleading = { ports: [{ name: 'http', containerPort: declaredPort }] };
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          containers: [{ ...webServer({ port: targetPort, image }), ...misleading }],
        }),
        service(namespace, name, { selector: { app: name }, ports: [{ name: 'http', port, targetPort }] }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', random.pick([String(port), 'http'])],
        ...['--to', `${namespace}/service/${name}`],
      ],
    };
  },
});
