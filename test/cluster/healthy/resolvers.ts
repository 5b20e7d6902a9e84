import { clusterDomain, dnsServiceAddress } from '../addresses.ts';
import { images } from '../images.ts';
import type { Random } from '../suite/random.ts';
import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type Fields,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineHealthySetUp, type HealthyScene } from './defineHealthySetUp.ts';

interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP: string;
  readonly searches: readonly string[];
}

interface Oddity {
  /** Fields of the client's pod. */
  readonly pod: (place: Place) => Fields;
  readonly objects?: (place: Place) => readonly KubernetesObject[];
  /** What the client dials; the short name unless given. */
  readonly dial?: (place: Place) => string;
  readonly ask?: 'what it dials' | 'reference';
}

/** An address of the Service network that nobody else has, known before the Service exists. */
function freeClusterIP(random: Random): string {
  return ['10', random.integer(97, 110), random.integer(0, 255), random.integer(1, 254)].join('.');
}

function prepareWith(random: Random, { pod, objects, dial, ask }: Oddity): HealthyScene {
  const [namespace, client, name] = [random.name(), random.name(), random.name()];
  const [port, targetPort] = [random.port(), random.port()];
  const searches = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  const place = { namespace, name, clusterIP: freeClusterIP(random), searches };
  const host = dial?.(place) ?? name;
  const reference = `${namespace}/service/${name}`;
  const target = ask === 'reference' ? reference : ask === undefined ? random.pick([host, reference]) : host;
  return {
    namespaces: [namespace],
    objects: [
      ...(objects?.(place) ?? []),
      clientPod(namespace, client, pod(place)),
      deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
      service(namespace, name, {
        clusterIP: place.clusterIP,
        selector: { app: name },
        ports: [{ port, targetPort }],
      }),
    ],
    client: askHostname(namespace, client, host, port, name),
    question: ['--from', `${namespace}/pod/${client}`, '--to', target, '--port', String(port)],
  };
}

/** A DNS server that forwards everything to the cluster's DNS. */
function forwarder(namespace: string, clusterIP: string): readonly KubernetesObject[] {
  const name = 'forwarder';
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name },
      data: { Corefile: `.:53 {\n  forward . ${dnsServiceAddress}\n}\n` },
    },
    deployment({
      namespace,
      name,
      labels: { app: name },
      containers: [
        {
          name,
          image: images.coredns,
          args: ['-conf', '/etc/coredns/Corefile'],
          volumeMounts: [{ name: 'corefile', mountPath: '/etc/coredns' }],
        },
      ],
      pod: { volumes: [{ name: 'corefile', configMap: { name } }] },
    }),
    service(namespace, name, {
      clusterIP,
      selector: { app: name },
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      ],
    }),
  ];
}

/** A client with a DNS server of its own, which forwards to the cluster's. */
export const nameserverThatForwards = defineHealthySetUp({
  name: 'nameserver-that-forwards',
  prepare: (random) => {
    const address = freeClusterIP(random);
    return prepareWith(random, {
      objects: ({ namespace }) => forwarder(namespace, address),
      pod: ({ searches }) => ({
        dnsPolicy: 'None',
        dnsConfig: { nameservers: [address], searches, options: [{ name: 'ndots', value: '5' }] },
      }),
    });
  },
});

/** A small ndots: dotted names are asked as they are first, and then by the search list all the same. */
export const smallNdots = defineHealthySetUp({
  name: 'small-ndots',
  prepare: (random) =>
    prepareWith(random, {
      dial: ({ name, namespace }) => random.pick([name, `${name}.${namespace}`, `${name}.${namespace}.svc`]),
      pod: ({ searches }) =>
        random.chance()
          ? { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } }
          : { dnsPolicy: 'None', dnsConfig: { nameservers: [dnsServiceAddress], searches } },
    }),
});

/** No search list at all, and a client that uses absolute names. */
export const absoluteNamesOnly = defineHealthySetUp({
  name: 'absolute-names-only',
  prepare: (random) =>
    prepareWith(random, {
      dial: ({ name, namespace }) => `${name}.${namespace}.svc.${clusterDomain}`,
      pod: () => ({ dnsPolicy: 'None', dnsConfig: { nameservers: [dnsServiceAddress] } }),
    }),
});

/** A client that asks the node's servers and dials the Service's address, which was told to it otherwise. */
export const nodeResolverByReference = defineHealthySetUp({
  name: 'node-resolver-by-reference',
  prepare: (random) =>
    prepareWith(random, {
      dial: ({ clusterIP }) => clusterIP,
      ask: random.pick(['reference', 'what it dials']),
      pod: () => ({ dnsPolicy: 'Default' }),
    }),
});

/** A line of /etc/hosts with the address that the Service has. */
export const hostAliasThatIsRight = defineHealthySetUp({
  name: 'host-alias-that-is-right',
  prepare: (random) =>
    prepareWith(random, {
      pod: ({ name, clusterIP }) => ({
        hostAliases: [
          { ip: clusterIP, hostnames: [name, `${name}.example.com`] },
          { ip: '192.0.2.3', hostnames: [`${name}-old`] },
        ],
      }),
    }),
});

/** A second container with an /etc/hosts of its own, which is wrong; the client's container has the pod's. */
export const hostsOfAnotherContainer = defineHealthySetUp({
  name: 'hosts-of-another-container',
  prepare: (random) =>
    prepareWith(random, {
      objects: ({ namespace, name }) => [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { namespace, name: 'hosts' },
          data: { hosts: `127.0.0.1 localhost\n192.0.2.8 ${name}\n` },
        },
      ],
      pod: () => {
        const common = { image: images.tools, command: ['/agnhost', 'pause'] };
        return {
          containers: [
            { ...common, name: 'client' },
            {
              ...common,
              name: 'other',
              volumeMounts: [{ name: 'hosts', mountPath: '/etc/hosts', subPath: 'hosts' }],
            },
          ],
          volumes: [{ name: 'hosts', configMap: { name: 'hosts' } }],
        };
      },
    }),
});
