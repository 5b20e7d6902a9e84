import { images } from '../images.ts';
import { clientPod, service } from '../suite/workloads.ts';
import { waitFor } from '../waitFor.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** A Service whose endpoints all terminate and still serve: kube-proxy falls back to them (KEP-1669). */
export const onlyTerminatingEndpoints = defineHealthySetUp({
  name: 'only-terminating-endpoints',
  prepare: (random) => {
    const [namespace, client, name, server] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const container = {
      name: 'server',
      image: images.agnhost,
      command: ['/agnhost'],
      args: ['netexec', `--http-port=${String(targetPort)}`, '--udp-port=-1', '--delay-shutdown=600'],
      readinessProbe: { httpGet: { path: '/hostname', port: targetPort }, periodSeconds: 1 },
    };
    const pod = clientPod(namespace, server, { containers: [container], terminationGracePeriodSeconds: 600 });
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, app: name } } },
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      complete: async ({ kubectl }) => {
        await kubectl(['delete', 'pod', '-n', namespace, server, '--wait=false']);
        const slices = ['get', 'endpointslice', '-n', namespace, '-l', `kubernetes.io/service-name=${name}`];
        await waitFor(
          'the endpoint to be terminating',
          async () => {
            const path = '--output=jsonpath={.items[*].endpoints[*].conditions.terminating}';
            return (await kubectl([...slices, path])).stdout.trim() === 'true';
          },
          { timeout: 30_000 },
        );
      },
      heal: async ({ kubectl }) => {
        const force = ['--force', '--grace-period=0', '--ignore-not-found', '--wait=false'];
        await kubectl(['delete', 'pod', '-n', namespace, server, ...force], { allowFailure: true });
      },
      client: {
        namespace,
        pod: client,
        argv: [
          'curl',
          '--silent',
          '--show-error',
          '--max-time',
          '5',
          `http://${name}:${String(port)}/hostname`,
        ],
        success: new RegExp(`^${server}\\s*$`),
      },
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
    };
  },
});
