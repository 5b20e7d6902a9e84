import { askHostname, clientPod, deployment, service, webServer, type Fields } from '../suite/workloads.ts';
import type { RunningCluster } from '../testBed.ts';
import { defineFault } from './defineFault.ts';

const nameLabel = 'kubernetes.io/service-name';

/** A hand-made slice is made again without the label by which it belongs to its Service, or with another value. */
export const endpointsLabelMissing = defineFault({
  code: 'endpoints-label-missing',
  findings: ['endpoints-label-missing'],
  prepare: (random) => {
    const [namespace, client, name, workload] = [random.name(), random.name(), random.name(), random.name()];
    const [other, otherWorkload] = [random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const portName = random.pick([undefined, 'http']);
    const named = portName === undefined ? {} : { name: portName };
    const sliceName = random.pick([name, `${name}-1`, `${name}-by-hand`, `${random.name()}-slice`]);
    const speaks = sliceName.startsWith(name);
    const serve = (as: string): ReturnType<typeof deployment> =>
      deployment({
        namespace,
        name: as,
        labels: { app: as },
        containers: [webServer({ port: targetPort })],
      });
    const slice = (as: string, address: string, labels: Fields): object => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace, name: as, labels },
      addressType: 'IPv4',
      ports: [{ ...named, port: targetPort, protocol: 'TCP' }],
      endpoints: [{ addresses: [address] }],
    });
    const otherLabels = speaks && random.chance() ? {} : { app: name };
    const addressOf = async ({ kubectl }: RunningCluster, as: string): Promise<string> => {
      const pods = ['get', 'pod', '-n', namespace, '-l', `app=${as}`];
      return (await kubectl([...pods, '--output=jsonpath={.items[0].status.podIP}'])).stdout.trim();
    };
    const apply = async ({ kubectl }: RunningCluster, items: readonly object[]): Promise<void> => {
      const list = { apiVersion: 'v1', kind: 'List', items };
      await kubectl(['apply', '-f', '-'], { input: JSON.stringify(list) });
    };
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        serve(workload),
        serve(otherWorkload),
        service(namespace, name, { ports: [{ ...named, port }] }),
        service(namespace, other, { ports: [{ ...named, port }] }),
      ],
      complete: async (cluster) => {
        const [own, foreign] = [await addressOf(cluster, workload), await addressOf(cluster, otherWorkload)];
        await apply(cluster, [
          slice(sliceName, own, { ...otherLabels, [nameLabel]: name }),
          slice(`${other}-slice`, foreign, { [nameLabel]: other }),
          // Without a Service as well, and made for another one.
          slice(`${other}-old`, '192.0.2.9', { app: other }),
        ]);
      },
      client: askHostname(namespace, client, name, port, workload),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
      inject: async (cluster) => {
        const labels = random.pick([{}, { 'kubernetes.io/servicename': name }, { [nameLabel]: `${name}s` }]);
        // Made again: kube-proxy goes on with what it knows of a slice that only loses the label.
        await cluster.kubectl(['delete', 'endpointslice', '-n', namespace, sliceName]);
        const own = await addressOf(cluster, workload);
        await apply(cluster, [slice(sliceName, own, { ...otherLabels, ...labels })]);
      },
    };
  },
});
