import { clusterDomain } from '../addresses.ts';
import type { PlainClient } from '../suite/scene.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** The only name that the resolver outside of the test bed's cluster knows; the API server answers there. */
const outside = { name: 'outside.example.com', port: 6443 };

/** An alias of a name that does not exist: a typing error, a name of the search list, a Service that has moved. */
export const externalNameUnresolvable = defineFault({
  code: 'external-name-unresolvable',
  findings: ['external-name-unresolvable'],
  prepare: (random) => {
    const [namespace, elsewhere, third] = [random.name(), random.name(), random.name()];
    const [client, alias, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const right = `${name}.${elsewhere}.svc.${clusterDomain}`;
    const variant = random.pick(['typing error', 'without the zone', 'short', 'moved', 'outside']);
    const isOutside = variant === 'outside';
    const wrong = {
      'typing error': `${name.slice(0, -1)}.${elsewhere}.svc.${clusterDomain}`,
      'without the zone': `${name}.${elsewhere}.svc`,
      short: `${name}.${elsewhere}`,
      moved: `${name}.${third}.svc.${clusterDomain}`,
      outside: 'outsidr.example.com',
    }[variant];
    const dialed = isOutside ? outside.port : port;
    const askVersion: PlainClient = {
      namespace,
      pod: client,
      argv: ['curl', '-sS', '--insecure', '--max-time', '5', `https://${alias}:${String(dialed)}/version`],
      success: /gitVersion/,
    };
    return {
      namespaces: [namespace, elsewhere, third],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace: elsewhere,
          name,
          labels: { app: name },
          containers: [webServer({ port: targetPort })],
        }),
        service(elsewhere, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
        service(namespace, alias, {
          type: 'ExternalName',
          externalName: isOutside ? outside.name : right,
        }),
        // Others lead where they should.
        service(third, `${alias}-too`, { type: 'ExternalName', externalName: outside.name }),
        service(third, random.name(), { type: 'ExternalName', externalName: 'www.example.org' }),
      ],
      client: isOutside ? askVersion : askHostname(namespace, client, alias, port, name),
      symptom: /resolve host/i,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(dialed)],
        ...['--to', random.pick([`${namespace}/service/${alias}`, alias])],
      ],
      inject: async ({ kubectl }) => {
        const patch = JSON.stringify({ spec: { externalName: wrong } });
        await kubectl(['patch', '-n', namespace, `service/${alias}`, '--type', 'merge', '-p', patch]);
      },
    };
  },
});
