import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Looks like dns-cross-namespace-short-name: the name exists in another namespace, and in the client's own too. */
export const shortNameInBothNamespaces = defineHealthySetUp({
  name: 'short-name-in-both-namespaces',
  prepare: (random) => {
    const [namespace, elsewhere, client] = [random.name(), random.name(), random.name()];
    const name = random.name();
    const [port, targetPort, otherPort] = [random.port(), random.port(), random.port()];
    return {
      namespaces: [namespace, elsewhere],
      objects: [
        clientPod(namespace, client),
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
        // The other one has no pods: a client that was given it would fail.
        service(elsewhere, name, { selector: { app: name }, ports: [{ port: otherPort, targetPort }] }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: ['--from', `${namespace}/pod/${client}`, '--to', name, '--port', String(port)],
    };
  },
});
