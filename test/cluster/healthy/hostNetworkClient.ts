import type { Random } from '../suite/random.ts';
import { askHostname, clientPod, deployment, service, webServer, type Fields } from '../suite/workloads.ts';
import { defineHealthySetUp, type HealthyScene } from './defineHealthySetUp.ts';

interface HostNetworkClient {
  readonly pod: Fields;
  readonly dial: 'name' | 'address';
  readonly ask: 'name' | 'address' | 'reference';
}

function prepareWith(random: Random, { pod, dial, ask }: HostNetworkClient): HealthyScene {
  const [namespace, client, name] = [random.name(), random.name(), random.name()];
  const [port, targetPort] = [random.port(), random.port()];
  // Chosen here, so that the client knows it; among a million addresses nobody else has it.
  const parts = [random.integer(97, 110), random.integer(0, 255), random.integer(1, 254)];
  const clusterIP = ['10', ...parts].join('.');
  // A host-network pod asks the node's resolver unless told otherwise; it knows no name of the cluster.
  const host = dial === 'name' ? `${name}.${namespace}` : clusterIP;
  const target = { name: host, address: clusterIP, reference: `${namespace}/service/${name}` }[ask];
  return {
    namespaces: [namespace],
    objects: [
      clientPod(namespace, client, { hostNetwork: true, ...pod }),
      deployment({
        namespace,
        name,
        labels: { app: name },
        replicas: 2,
        containers: [webServer({ port: targetPort })],
      }),
      service(namespace, name, { clusterIP, selector: { app: name }, ports: [{ port, targetPort }] }),
    ],
    client: askHostname(namespace, client, host, port, name),
    question: ['--from', `${namespace}/pod/${client}`, '--to', target, '--port', String(port)],
  };
}

/** A client on the node's own network that was given the cluster's DNS. */
export const hostNetworkClientWithClusterDns = defineHealthySetUp({
  name: 'host-network-client-with-cluster-dns',
  prepare: (random) =>
    prepareWith(random, {
      pod: { dnsPolicy: 'ClusterFirstWithHostNet' },
      dial: 'name',
      ask: random.pick(['name', 'reference']),
    }),
});

/** A client on the node's own network that knows the Service's address. */
export const hostNetworkClientByAddress = defineHealthySetUp({
  name: 'host-network-client-by-address',
  prepare: (random) => prepareWith(random, { pod: {}, dial: 'address', ask: 'address' }),
});

/** The same, asked about by the Service's reference: that its name does not resolve there is beside the question. */
export const hostNetworkClientByReference = defineHealthySetUp({
  name: 'host-network-client-by-reference',
  prepare: (random) => prepareWith(random, { pod: {}, dial: 'address', ask: 'reference' }),
});
