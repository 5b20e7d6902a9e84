import { images } from '../images.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

export const serviceTargetPortWrong = defineFault({
  code: 'service-target-port-wrong',
  findings: ['service-target-port-wrong', 'port-not-listening'],
  prepare: (random) => {
    const [namespace, client, name, decoy] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const [adminPort, adminTarget] = [random.port(), random.port()];
    const image = random.pick([images.agnhost, images.tools]);
    const admin = webServer({ name: 'admin', port: adminTarget, image, declared: 'admin' });
    const adminServicePort = { name: 'admin', port: adminPort, targetPort: adminTarget };

    // What tells the right port apart from others: it is the only one, it has the Service port's name, or the other
    // one belongs to another port of the Service.
    const variant = random.pick(['alone', 'by name', 'by elimination']);
    const declared = variant === 'by name' ? 'web' : variant === 'alone' ? random.chance() : 'http';
    const containers = [
      webServer({ name: 'server', port: targetPort, image, declared }),
      ...(variant === 'alone' ? [] : [admin]),
    ];
    const servicePort = { name: 'web', port };
    const decoyPort = random.port();
    const wrong = random.pick([targetPort + 1, port, decoyPort]);
    const ports = (target: number): object[] => {
      const own = { ...servicePort, targetPort: target };
      return variant === 'alone' ? [own] : random.sample([own, adminServicePort], 2);
    };
    const healthyPorts = ports(targetPort);
    const brokenPorts = healthyPorts.map((each) =>
      'port' in each && each.port === port ? { ...each, targetPort: wrong } : each,
    );
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({ namespace, name, labels: { app: name }, replicas: random.integer(1, 2), containers }),
        service(namespace, name, { selector: { app: name }, ports: healthyPorts }),
        // A neighbour that does listen on the wrong port.
        deployment({
          namespace,
          name: decoy,
          labels: { app: decoy },
          containers: [webServer({ port: wrong, image: images.bare, declared: 'web' })],
        }),
        service(namespace, decoy, {
          selector: { app: decoy },
          ports: [{ name: 'web', port, targetPort: 'web' }],
        }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', random.pick([String(port), 'web'])],
        ...['--to', `${namespace}/service/${name}`],
      ],
      inject: async ({ kubectl }) => {
        const patch = JSON.stringify({ spec: { ports: brokenPorts } });
        await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'merge', '-p', patch]);
      },
    };
  },
});
