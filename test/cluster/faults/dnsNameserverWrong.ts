import { clusterDomain, dnsServiceAddress } from '../addresses.ts';
import {
  askHostname,
  deployment,
  service,
  webServer,
  type Fields,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { changingClient, upstreamResolver } from './changingClient.ts';
import { defineFault } from './defineFault.ts';

/** The pod asks a server that knows no name of the cluster: the node's own, or one that its dnsConfig names. */
export const dnsNameserverWrong = defineFault({
  code: 'dns-nameserver-wrong',
  findings: ['dns-nameserver-wrong'],
  prepare: (random) => {
    const [namespace, name, decoy] = [random.name(), random.name(), random.name()];
    const client = changingClient(random, namespace);
    const [port, targetPort] = [random.port(), random.port()];
    const host = random.pick([name, `${name}.${namespace}`, `${name}.${namespace}.svc.${clusterDomain}`]);
    const variant = random.pick(['node', 'upstream', 'upstream first', 'silent', 'another Service']);
    const searches = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
    const withServers = (...nameservers: string[]): Fields => ({
      dnsPolicy: 'None',
      dnsConfig: { nameservers, searches, options: [{ name: 'ndots', value: '5' }] },
    });
    const serve = (as: string): KubernetesObject[] => [
      deployment({
        namespace,
        name: as,
        labels: { app: as },
        containers: [webServer({ port: targetPort })],
      }),
      service(namespace, as, { selector: { app: as }, ports: [{ port, targetPort }] }),
    ];
    return {
      namespaces: [namespace],
      objects: [client.object, ...[serve(name), serve(decoy)].flat()],
      client: askHostname(namespace, client.pod, host, port, name),
      symptom: /resolv/i,
      question: [
        ...['--from', `${namespace}/pod/${client.pod}`, '--port', String(port)],
        // The node's own search list knows nothing of Services, so there the name itself has to be asked.
        ...['--to', variant === 'node' ? host : random.pick([host, `${namespace}/service/${name}`])],
      ],
      inject: async (cluster) => {
        const upstream = await upstreamResolver(cluster);
        const decoyAddress = [
          'get',
          'service',
          '-n',
          namespace,
          decoy,
          '--output=jsonpath={.spec.clusterIP}',
        ];
        const { stdout: other } = await cluster.kubectl(decoyAddress);
        const fields: Record<string, Fields> = {
          node: { dnsPolicy: 'Default' },
          upstream: withServers(upstream),
          'upstream first': withServers(upstream, dnsServiceAddress),
          silent: withServers('192.0.2.53'),
          'another Service': withServers(other.trim()),
        };
        await client.change(cluster, fields[variant] ?? {});
      },
    };
  },
});
