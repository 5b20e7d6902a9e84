import { clusterDomain } from '../addresses.ts';
import { askHostname, deployment, service, webServer } from '../suite/workloads.ts';
import { changingClient } from './changingClient.ts';
import { defineFault } from './defineFault.ts';

/** A client on the host network loses the dnsPolicy that made it ask the cluster's DNS. */
export const dnsHostnetworkPolicy = defineFault({
  code: 'dns-hostnetwork-policy',
  findings: ['dns-hostnetwork-policy'],
  prepare: (random) => {
    const [namespace, name] = [random.name(), random.name()];
    const client = changingClient(random, namespace, {
      hostNetwork: true,
      dnsPolicy: 'ClusterFirstWithHostNet',
    });
    const [port, targetPort] = [random.port(), random.port()];
    const host = random.pick([name, `${name}.${namespace}`, `${name}.${namespace}.svc.${clusterDomain}`]);
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
      inject: (cluster) => client.change(cluster, { hostNetwork: true }),
    };
  },
});
