import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** An ExternalName Service that leads to a Service of the same cluster. */
export const externalNameInside = defineHealthySetUp({
  name: 'external-name-inside',
  prepare: (random) => {
    const [namespace, elsewhere] = [random.name(), random.name()];
    const [client, alias, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const externalName = `${name}.${elsewhere}.svc.cluster.local`;
    return {
      namespaces: [namespace, elsewhere],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace: elsewhere,
          name,
          labels: { app: name },
          containers: [webServer({ port: targetPort })],
        }),
        service(elsewhere, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
        // Neither a selector nor ports: it is nothing but a name.
        service(namespace, alias, { type: 'ExternalName', externalName }),
      ],
      client: askHostname(namespace, client, alias, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${alias}`, alias])],
      ],
    };
  },
});
