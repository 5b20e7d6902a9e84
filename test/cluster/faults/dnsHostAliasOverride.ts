import { clusterDomain } from '../addresses.ts';
import { askHostname, deployment, service, webServer, type KubernetesObject } from '../suite/workloads.ts';
import { changingClient } from './changingClient.ts';
import { defineFault } from './defineFault.ts';

/** Somebody once wrote down an address for a name in hostAliases, and it is not the Service's any more. */
export const dnsHostAliasOverride = defineFault({
  code: 'dns-host-alias-override',
  findings: ['dns-host-alias-override'],
  prepare: (random) => {
    const [namespace, name, decoy] = [random.name(), random.name(), random.name()];
    const client = changingClient(random, namespace);
    const [port, targetPort] = [random.port(), random.port()];
    const host = random.pick([name, `${name}.${namespace}`, `${name}.${namespace}.svc.${clusterDomain}`]);
    const serve = (as: string): KubernetesObject[] => [
      deployment({
        namespace,
        name: as,
        labels: { app: as },
        containers: [webServer({ port: targetPort })],
      }),
      service(namespace, as, { selector: { app: as }, ports: [{ port, targetPort }] }),
    ];
    // Nobody at all, or another server that answers on the same port.
    const target = random.pick(['nobody', 'another Service']);
    const beside = random.chance() ? [random.name()] : [];
    const others = [{ ip: '192.0.2.7', hostnames: [random.name(), `${name}s`] }];
    return {
      namespaces: [namespace],
      objects: [client.object, ...[serve(name), serve(decoy)].flat()],
      client: askHostname(namespace, client.pod, host, port, name),
      question: ['--from', `${namespace}/pod/${client.pod}`, '--to', host, '--port', String(port)],
      inject: async (cluster) => {
        const get = ['get', 'service', '-n', namespace, decoy, '--output=jsonpath={.spec.clusterIP}'];
        const { stdout: other } = await cluster.kubectl(get);
        const ip = target === 'nobody' ? `10.244.${random.pick(['0', '1', '99'])}.250` : other.trim();
        const alias = { ip, hostnames: random.sample([host, ...beside], 1 + beside.length) };
        const hostAliases = random.sample([alias, ...others], 2);
        await client.change(cluster, { hostAliases });
      },
    };
  },
});
