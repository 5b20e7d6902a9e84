import { clientPod, deployment, service, webServer, type Fields } from '../suite/workloads.ts';
import { webScene } from '../suite/webScene.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

export const podMissing = defineFault({
  code: 'pod-missing',
  findings: ['pod-missing'],
  prepare: (random): FaultScene => {
    if (random.chance()) {
      // The client is gone.
      const scene = webScene(random);
      const { namespace, clientName } = scene;
      return {
        ...scene,
        inject: async ({ kubectl }) => {
          await kubectl(['delete', 'pod', '-n', namespace, clientName]);
        },
        byHand: async ({ kubectl }) => {
          await kubectl(['apply', '-f', '-'], { input: JSON.stringify(clientPod(namespace, clientName)) });
          const ready = ['pod', clientName, '--for=condition=Ready', '--timeout=60s'];
          await kubectl(['wait', '-n', namespace, ...ready]);
        },
      };
    }
    // A client that knows one pod of a StatefulSet by its name, and a StatefulSet that gets smaller.
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const port = random.port();
    const replicas = random.integer(2, 3);
    const last = `${name}-${String(replicas - 1)}`;
    const made = deployment({
      namespace,
      name,
      labels: { app: name },
      replicas,
      containers: [webServer({ port })],
    });
    const set = {
      ...made,
      kind: 'StatefulSet',
      spec: { ...(made['spec'] as Fields), serviceName: name, podManagementPolicy: 'Parallel' },
    };
    const host = `${last}.${name}`;
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        set,
        service(namespace, name, {
          clusterIP: 'None',
          selector: { app: name },
          ports: [{ port, targetPort: port }],
        }),
      ],
      complete: async ({ kubectl }) => {
        await kubectl(['rollout', 'status', '-n', namespace, `statefulset/${name}`, '--timeout=60s']);
      },
      client: {
        namespace,
        pod: client,
        argv: ['curl', '-sS', '--max-time', '5', `http://${host}:${String(port)}/hostname`],
        success: new RegExp(`^${last}\\s*$`),
      },
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--to', `${namespace}/pod/${last}`],
        ...['--port', String(port)],
      ],
      inject: async ({ kubectl }) => {
        await kubectl([
          'scale',
          '-n',
          namespace,
          `statefulset/${name}`,
          `--replicas=${String(replicas - 1)}`,
        ]);
        await kubectl(['wait', '-n', namespace, `pod/${last}`, '--for=delete', '--timeout=60s']);
      },
    };
  },
});
