import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/**
 * Looks like service-selector-matches-nothing: the selector has the name of no workload, and fits pods of two by a
 * label that neither uses for itself.
 */
export const selectorAcrossWorkloads = defineHealthySetUp({
  name: 'selector-across-workloads',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [blue, green, role] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const serve = (workload: string): KubernetesObject =>
      deployment({
        namespace,
        name: workload,
        labels: { app: workload, 'traffic-role': role },
        selectorKeys: ['app'],
        containers: [webServer({ port: targetPort, declared: random.chance() })],
      });
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        serve(blue),
        serve(green),
        service(namespace, name, { selector: { 'traffic-role': role }, ports: [{ port, targetPort }] }),
        // A workload with the Service's own name that it rightly does not select.
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
      ],
      client: askHostname(namespace, client, name, port, `(${blue}|${green})`),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--to', `${namespace}/service/${name}`],
        ...(random.chance() ? ['--port', String(port)] : []),
      ],
    };
  },
});
