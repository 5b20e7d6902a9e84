import { images } from '../images.ts';
import type { Random } from '../suite/random.ts';
import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type ContainerManifest,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** A container that serves its own /etc, in which the kubelet puts `hostname`, on the address that it is told. */
type BoundServer = (address: string) => ContainerManifest;

function boundServer(random: Random, port: number): BoundServer {
  const own = { name: 'server', image: random.pick([images.agnhost, images.tools]) };
  const [variable, portVariable] = [random.pick(['BIND_ADDRESS', 'HOST', 'LISTEN_HOST']), 'LISTEN_PORT'];
  const number = String(port);
  // A setting that names loopback for a good reason: something else that the application calls.
  const upstream = { name: 'UPSTREAM_URL', value: `http://localhost:${String(random.port())}/` };
  const neighbours = random.chance() ? [upstream] : [];
  return random.pick<BoundServer>([
    (address) => ({
      ...own,
      command: ['/bin/busybox', 'httpd', '-f', '-p', `${address}:${number}`, '-h', '/etc'],
      env: neighbours,
    }),
    (address) => ({
      ...own,
      command: ['/bin/busybox'],
      args: ['httpd', '-f', '-h', '/etc', '-p', `${address}:${number}`],
      env: neighbours,
    }),
    (address) => ({
      ...own,
      command: ['/bin/sh', '-c', `exec /bin/busybox httpd -f -p ${address}:${number} -h /etc`],
      env: neighbours,
    }),
    (address) => ({
      ...own,
      command: ['/bin/sh', '-c', `exec /bin/busybox httpd -f -p "$${variable}" -h /etc`],
      env: [...neighbours, { name: variable, value: `${address}:${number}` }],
    }),
    (address) => ({
      ...own,
      command: ['/bin/sh', '-c', `exec /bin/busybox httpd -f -p "$${variable}:$${portVariable}" -h /etc`],
      env: [{ name: variable, value: address }, { name: portVariable, value: number }, ...neighbours],
    }),
  ]);
}

export const portListeningOnLoopback = defineFault({
  code: 'port-listening-on-loopback',
  findings: ['port-listening-on-loopback'],
  prepare: (random) => {
    const [namespace, client, name, decoy] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const server = boundServer(random, targetPort);
    const replicas = random.integer(1, 2);
    // The kubelet asks from inside of the pod, so it sees a server that listens on loopback as ready.
    const url = `http://127.0.0.1:${String(targetPort)}/hostname`;
    const probe = {
      exec: { command: ['/bin/busybox', 'wget', '-q', '-O', '/dev/null', url] },
      periodSeconds: 1,
    };
    const readiness = random.chance() ? { readinessProbe: probe } : {};
    const isDeclared = random.chance();
    const ports = isDeclared ? { ports: [{ name: 'http', containerPort: targetPort }] } : {};
    const boundTo = (address: string): KubernetesObject =>
      deployment({
        namespace,
        name,
        labels: { app: name },
        replicas,
        containers: [{ ...server(address), ...readiness, ...ports }],
      });
    const decoyPort = random.port();
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        boundTo('0.0.0.0'),
        service(namespace, name, {
          selector: { app: name },
          ports: [{ port, targetPort: isDeclared && random.chance() ? 'http' : targetPort }],
        }),
        deployment({
          namespace,
          name: decoy,
          labels: { app: decoy },
          containers: [webServer({ port: decoyPort })],
        }),
        service(namespace, decoy, { selector: { app: decoy }, ports: [{ port, targetPort: decoyPort }] }),
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
      inject: async ({ kubectl }) => {
        const input = JSON.stringify(boundTo('127.0.0.1'));
        await kubectl(['apply', '-f', '-'], { input });
        await kubectl(['rollout', 'status', '-n', namespace, `deployment/${name}`, '--timeout=60s']);
      },
    };
  },
});
