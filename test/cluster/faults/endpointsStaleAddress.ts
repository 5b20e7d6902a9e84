import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type KubernetesObject,
} from '../suite/workloads.ts';
import type { RunningCluster } from '../testBed.ts';
import { defineFault } from './defineFault.ts';

/**
 * The pods of a Service are replaced and its slice does not follow: because the Service has lost its selector, so that
 * the controller lets its slice be, or because the slice was made by hand.
 */
export const endpointsStaleAddress = defineFault({
  code: 'endpoints-stale-address',
  findings: ['endpoints-stale-address'],
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [workload, decoy] = [random.pick([name, random.name()]), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const byHand = random.chance();
    const selector = { app: workload };
    const serve = (as: string, labels: Record<string, string>): KubernetesObject =>
      deployment({ namespace, name: as, labels, containers: [webServer({ port: targetPort })] });
    const podsOf = ['pod', '-n', namespace, '-l', `app=${workload}`];
    const makeSlice = async ({ kubectl }: RunningCluster): Promise<void> => {
      const get = async (path: string): Promise<string> =>
        (await kubectl(['get', ...podsOf, `--output=jsonpath={.items[0].${path}}`])).stdout.trim();
      const targetRef = { kind: 'Pod', namespace, name: await get('metadata.name') };
      const slice = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { namespace, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        ports: [{ port: targetPort, protocol: 'TCP' }],
        endpoints: [{ addresses: [await get('status.podIP')], conditions: { ready: true }, targetRef }],
      };
      await kubectl(['apply', '-f', '-'], { input: JSON.stringify(slice) });
    };
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        serve(workload, { app: workload, tier: 'front' }),
        serve(decoy, { app: decoy, tier: 'front' }),
        service(namespace, name, { ...(byHand ? {} : { selector }), ports: [{ port, targetPort }] }),
      ],
      ...(byHand ? { complete: makeSlice } : {}),
      client: askHostname(namespace, client, name, port, workload),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
      inject: async ({ kubectl }) => {
        if (!byHand) {
          const patch = JSON.stringify({ spec: { selector: null } });
          await kubectl(['patch', 'service', '-n', namespace, name, '--type', 'merge', '-p', patch]);
        }
        await kubectl(['delete', ...podsOf, '--wait']);
        const status = ['rollout', 'status', '-n', namespace, `deployment/${workload}`];
        await kubectl([...status, '--timeout=90s']);
      },
    };
  },
});
