import { webScene } from '../suite/webScene.ts';
import { defineFault } from './defineFault.ts';

/** The workload behind the Service is scaled to nothing. */
export const endpointsNoneReady = defineFault({
  code: 'endpoints-none-ready',
  findings: ['endpoints-none-ready'],
  prepare: (random) => {
    const scene = webScene(random);
    const { namespace, name } = scene;
    return {
      ...scene,
      inject: async ({ kubectl }) => {
        await kubectl(['scale', '-n', namespace, `deployment/${name}`, '--replicas=0']);
        await kubectl(['wait', '-n', namespace, 'pod', '-l', `app=${name}`, '--for=delete', '--timeout=60s']);
      },
    };
  },
});
