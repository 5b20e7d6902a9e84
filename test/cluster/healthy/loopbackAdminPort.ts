import { images } from '../images.ts';
import { askHostname, clientPod, deployment, service } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Looks like port-listening-on-loopback: an administration port on loopback beside the public one. */
export const loopbackAdminPort = defineHealthySetUp({
  name: 'loopback-admin-port',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort, adminPort] = [random.port(), random.port(), random.port()];
    const httpd = (address: string, number: number): string[] => [
      ...['/bin/busybox', 'httpd', '-f', '-p', `${address}:${String(number)}`, '-h', '/etc'],
    ];
    const image = images.agnhost;
    // The public port may be bound to loopback as well, which changes nothing.
    const twice = random.chance() ? [{ name: 'local', image, command: httpd('127.0.0.2', targetPort) }] : [];
    const publicAddress = twice.length > 0 ? '$(POD_ADDRESS)' : '0.0.0.0';
    const env = [{ name: 'POD_ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }];
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          containers: [
            { name: 'server', image, command: httpd(publicAddress, targetPort), env },
            { name: 'admin', image, command: httpd('127.0.0.1', adminPort) },
            ...twice,
          ],
        }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});
