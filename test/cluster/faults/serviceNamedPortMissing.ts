import { webScene } from '../suite/webScene.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

export const serviceNamedPortMissing = defineFault({
  code: 'service-named-port-missing',
  findings: ['service-named-port-missing'],
  prepare: (random): FaultScene => {
    const portName = random.pick(['http', 'web', 'api', 'http-main']);
    const scene = webScene(random, { portName, targetPort: portName });
    const { namespace, name, targetPort } = scene;
    const wrong = random.pick([`${portName}s`, `${portName.slice(0, -1)}x`, `${portName}-v2`]);
    return {
      ...scene,
      inject: async (cluster) => {
        const { kubectl } = cluster;
        if (random.chance()) {
          const patch = JSON.stringify([{ op: 'replace', path: '/spec/ports/0/targetPort', value: wrong }]);
          await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'json', '-p', patch]);
          return;
        }
        await scene.roll(cluster, { container: { ports: [{ name: wrong, containerPort: targetPort }] } });
        await kubectl(['rollout', 'status', '-n', namespace, `deployment/${name}`, '--timeout=60s']);
      },
    };
  },
});
