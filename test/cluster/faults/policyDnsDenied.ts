import { networkPolicy, port as portOf } from '../suite/policies.ts';
import {
  askHostname,
  clientPod,
  clientSelector,
  deployment,
  service,
  webServer,
} from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** A policy allows a client its target and forgets that it has to look up its name first. */
export const policyDnsDenied = defineFault({
  code: 'policy-dns-denied',
  findings: ['policy-dns-denied'],
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const host = random.pick([name, `${name}.${namespace}`]);
    const wrong = networkPolicy(namespace, `${client}-guard`, {
      podSelector: { matchLabels: { [clientSelector]: client } },
      policyTypes: ['Egress'],
      egress: [
        { to: [{ podSelector: { matchLabels: { app: name } } }], ports: [portOf(targetPort)] },
        // Lookups by TCP alone, which nothing begins with.
        ...(random.chance() ? [{ ports: [portOf(53)] }] : []),
      ],
    });
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      client: askHostname(namespace, client, host, port, name),
      symptom: /resolv/i,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([host, `${namespace}/service/${name}`])],
      ],
      inject: async ({ kubectl }) => {
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(wrong) });
      },
    };
  },
});
