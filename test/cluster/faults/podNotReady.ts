import { awaitPods } from '../suite/awaitPods.ts';
import { hasCondition } from '../suite/podObject.ts';
import { webScene, type WebChanges } from '../suite/webScene.ts';
import { defineFault } from './defineFault.ts';

export const podNotReady = defineFault({
  code: 'pod-not-ready',
  findings: ['pod-not-ready', 'endpoints-none-ready'],
  prepare: (random) => {
    const scene = webScene(random);
    const wrongPort = random.port();
    const probe = (readinessProbe: object): WebChanges => ({
      container: { readinessProbe: { periodSeconds: 1, ...readinessProbe } },
    });
    const changes = random.pick<WebChanges>([
      // netexec answers unknown paths well, and this one with 400 when it is not told what to dial.
      probe({ httpGet: { path: `/dial?check=${random.name()}`, port: scene.targetPort } }),
      probe({ httpGet: { path: '/hostname', port: wrongPort } }),
      probe({ tcpSocket: { port: wrongPort } }),
      probe({ exec: { command: ['/bin/sh', '-c', 'echo not warm yet; exit 1'] } }),
      { pod: { readinessGates: [{ conditionType: `example.com/${random.name()}` }] } },
      { container: { image: `podpath.test/${random.name()}:1`, imagePullPolicy: 'Never' } },
    ]);
    return {
      ...scene,
      inject: async (cluster) => {
        await scene.roll(cluster, changes);
        const { namespace, name } = scene;
        await awaitPods(cluster, namespace, `app=${name}`, 'pods that are not ready', (pod) => {
          const [server] = pod.status.containerStatuses ?? [];
          const started =
            server?.state.running !== undefined || server?.state.waiting?.reason !== 'ContainerCreating';
          return (
            pod.metadata.deletionTimestamp === undefined &&
            hasCondition(pod, 'Ready', 'False') &&
            server !== undefined &&
            started &&
            // A gate is all that is missing only when the containers are ready.
            (changes.pod === undefined || hasCondition(pod, 'ContainersReady', 'True'))
          );
        });
      },
    };
  },
});
