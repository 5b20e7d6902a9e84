import { clusterDomain, dnsServiceAddress } from '../addresses.ts';
import { askHostname, deployment, service, webServer, type Fields } from '../suite/workloads.ts';
import { changingClient, upstreamResolver } from './changingClient.ts';
import { defineFault } from './defineFault.ts';

/** A dnsConfig that leaves out the cluster's search list, or everything of the cluster. */
export const dnsConfigBad = defineFault({
  code: 'dns-config-bad',
  findings: ['dns-config-bad'],
  prepare: (random) => {
    const [namespace, elsewhere, name] = [random.name(), random.name(), random.name()];
    const client = changingClient(random, namespace);
    const [port, targetPort] = [random.port(), random.port()];
    const variant = random.pick([
      'no search list',
      'another search list',
      'another namespace',
      'another world',
    ]);
    const host = variant === 'another namespace' ? name : random.pick([name, `${name}.${namespace}`]);
    const options = random.pick([[], [{ name: 'ndots', value: '5' }], [{ name: 'ndots', value: '2' }]]);
    const searches = {
      'no search list': [],
      'another search list': ['example.com', 'corp.example.com'],
      'another namespace': [`${elsewhere}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
      'another world': random.pick([[], ['example.com']]),
    }[variant];
    return {
      namespaces: [namespace],
      objects: [
        client.object,
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      client: askHostname(namespace, client.pod, host, port, name),
      symptom: /resolv/i,
      question: ['--from', `${namespace}/pod/${client.pod}`, '--to', host, '--port', String(port)],
      inject: async (cluster) => {
        const server = variant === 'another world' ? await upstreamResolver(cluster) : dnsServiceAddress;
        const fields: Fields = {
          dnsPolicy: 'None',
          dnsConfig: { nameservers: [server], searches, options },
        };
        await client.change(cluster, fields);
      },
    };
  },
});
