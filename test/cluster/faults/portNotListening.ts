import { images } from '../images.ts';
import { webScene } from '../suite/webScene.ts';
import type { RunningCluster } from '../testBed.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

/** Runs something in every pod of a Deployment. */
async function inEveryPod(
  { kubectl }: RunningCluster,
  namespace: string,
  name: string,
  argv: readonly string[],
): Promise<void> {
  const { stdout } = await kubectl(['get', 'pod', '-n', namespace, '-l', `app=${name}`, '--output=name']);
  for (const pod of stdout.trim().split('\n')) await kubectl(['exec', '-n', namespace, pod, '--', ...argv]);
}

export const portNotListening = defineFault({
  code: 'port-not-listening',
  findings: ['port-not-listening'],
  prepare: (random): FaultScene => {
    const image = random.pick([images.agnhost, images.tools]);
    const variant = random.pick(['died', 'not started', 'declared elsewhere']);
    if (variant === 'died') {
      // The first process goes on without the server that it started, as a supervisor or a sidecar does.
      const serve = (port: number): string[] => [
        '/bin/sh',
        '-c',
        `/agnhost netexec --http-port=${String(port)} --udp-port=-1 & echo $! >/tmp/server; exec /agnhost pause`,
      ];
      const isWatched = random.chance();
      const scene = webScene(random, { image });
      const changes = {
        container: {
          command: serve(scene.targetPort),
          args: [],
          ...(isWatched
            ? {
                readinessProbe: {
                  exec: { command: ['/bin/sh', '-c', 'test -e /tmp/server'] },
                  periodSeconds: 1,
                },
              }
            : { readinessProbe: null }),
        },
      };
      return {
        ...scene,
        objects: scene.objects.map((object) =>
          object.kind === 'Deployment' && object.metadata.name === scene.name
            ? scene.changed(changes)
            : object,
        ),
        inject: (cluster) =>
          inEveryPod(cluster, scene.namespace, scene.name, ['/bin/sh', '-c', 'kill -9 $(cat /tmp/server)']),
      };
    }
    const scene = webScene(random, {
      image,
      portName: 'http',
      ...(variant === 'not started' ? {} : { targetPort: 'http' }),
    });
    const { namespace, name } = scene;
    const wrongPort = random.port();
    const probe = { readinessProbe: null };
    return {
      ...scene,
      inject: async (cluster) => {
        await scene.roll(
          cluster,
          variant === 'not started'
            ? { container: { args: ['pause'], ...probe } }
            : { container: { ports: [{ name: 'http', containerPort: wrongPort }], ...probe } },
        );
        await cluster.kubectl(['rollout', 'status', '-n', namespace, `deployment/${name}`, '--timeout=60s']);
      },
    };
  },
});
