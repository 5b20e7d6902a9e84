import type { PlainClient } from '../suite/scene.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { upstreamResolver } from '../faults/changingClient.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Where the API server listens: outside of the pods' network, known to the resolver outside as a name. */
const outside = { name: 'outside.example.com', port: 6443 };

function askVersion(namespace: string, pod: string, host: string, port: number): PlainClient {
  return {
    namespace,
    pod,
    argv: ['curl', '-sS', '--insecure', '--max-time', '5', `https://${host}:${String(port)}/version`],
    success: /gitVersion/,
  };
}

/** A headless Service whose port is not its pods', and a client that dials the pods'. */
export const headlessOtherPort = defineHealthySetUp({
  name: 'headless-other-port',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas: 2,
          containers: [webServer({ port: targetPort, declared: 'http' })],
        }),
        service(namespace, name, {
          clusterIP: 'None',
          selector: { app: name },
          ports: [{ name: 'http', port, targetPort: 'http' }],
        }),
      ],
      client: askHostname(namespace, client, name, targetPort, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(targetPort)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});

/** An ExternalName Service that leads out of the cluster. */
export const externalNameOutside = defineHealthySetUp({
  name: 'external-name-outside',
  prepare: (random) => {
    const [namespace, client, alias] = [random.name(), random.name(), random.name()];
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        service(namespace, alias, { type: 'ExternalName', externalName: outside.name }),
      ],
      client: askVersion(namespace, client, alias, outside.port),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(outside.port)],
        ...['--to', random.pick([`${namespace}/service/${alias}`, alias])],
      ],
    };
  },
});

/** A hand-made slice that leads out of the cluster, to an address of no pod, beside one that belongs to no Service. */
export const handMadeSliceOutside = defineHealthySetUp({
  name: 'hand-made-slice-outside',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const port = random.port();
    return {
      namespaces: [namespace],
      objects: [clientPod(namespace, client), service(namespace, name, { ports: [{ port }] })],
      complete: async (cluster) => {
        const slice = (own: string, address: string, labels: object): object => ({
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { namespace, name: own, labels },
          addressType: 'IPv4',
          ports: [{ port: outside.port, protocol: 'TCP' }],
          endpoints: [{ addresses: [address] }],
        });
        const address = await upstreamResolver(cluster);
        const items = [
          slice(`${name}-1`, address, { 'kubernetes.io/service-name': name }),
          slice(`${name}-old`, '192.0.2.9', {}),
        ];
        const list = { apiVersion: 'v1', kind: 'List', items };
        await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(list) });
      },
      client: askVersion(namespace, client, name, port),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});
