import { webScene } from '../suite/webScene.ts';
import { defineFault } from './defineFault.ts';

export const serviceInternalTrafficLocal = defineFault({
  code: 'service-internal-traffic-local',
  findings: ['service-internal-traffic-local'],
  prepare: (random) => {
    const [here, there] = random.sample(['node1', 'node2'], 2);
    const on = (node: string | undefined): object => ({ nodeSelector: { 'kubernetes.io/hostname': node } });
    const scene = webScene(random, { client: { ...on(here) }, changes: { pod: { ...on(there) } } });
    const { namespace, name } = scene;
    const patch = JSON.stringify({ spec: { internalTrafficPolicy: 'Local' } });
    return {
      ...scene,
      inject: async ({ kubectl }) => {
        await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'merge', '-p', patch]);
      },
    };
  },
});
