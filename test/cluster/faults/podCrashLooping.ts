import { images } from '../images.ts';
import { awaitPods } from '../suite/awaitPods.ts';
import { webScene, type WebChanges } from '../suite/webScene.ts';
import { defineFault } from './defineFault.ts';

export const podCrashLooping = defineFault({
  code: 'pod-crash-looping',
  findings: ['pod-crash-looping', 'endpoints-none-ready'],
  prepare: (random) => {
    const scene = webScene(random);
    const shell = (script: string): WebChanges => ({
      container: { command: ['/bin/sh', '-c', script], args: [] },
    });
    const seconds = random.integer(0, 2);
    const changes = random.pick<WebChanges>([
      { container: { command: [`/${random.name()}`] } },
      { container: { args: ['netexec', '--no-such-option'] } },
      shell(`sleep ${String(seconds)}; echo no configuration >&2; exit ${String(random.integer(1, 120))}`),
      shell('kill -9 $$'),
      {
        pod: {
          initContainers: [{ name: 'migrate', image: images.agnhost, command: ['/bin/sh', '-c', 'exit 7'] }],
        },
      },
    ]);
    return {
      ...scene,
      inject: async (cluster) => {
        await scene.roll(cluster, changes);
        await awaitPods(
          cluster,
          scene.namespace,
          `app=${scene.name}`,
          'a container to crash again',
          ({ status }) =>
            [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].some(
              ({ state, restartCount }) => state.waiting?.reason === 'CrashLoopBackOff' && restartCount > 1,
            ),
        );
      },
    };
  },
});
