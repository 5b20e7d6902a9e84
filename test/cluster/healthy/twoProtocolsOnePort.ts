import { webScene } from '../suite/webScene.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Looks like service-protocol-mismatch: the pods serve TCP and UDP on one number, and the Service forwards both. */
export const twoProtocolsOnePort = defineHealthySetUp({
  name: 'two-protocols-one-port',
  prepare: (random) => {
    const scene = webScene(random);
    const { namespace, name, port, targetPort } = scene;
    const number = String(targetPort);
    const changes = { container: { args: ['netexec', `--http-port=${number}`, `--udp-port=${number}`] } };
    const ports = random.sample(
      (['TCP', 'UDP'] as const).map((protocol) => ({
        ...{ name: protocol.toLowerCase(), protocol, port, targetPort },
      })),
      2,
    );
    return {
      ...scene,
      objects: scene.objects.map((object) =>
        object.kind === 'Deployment' && object.metadata.name === name ? scene.changed(changes) : object,
      ),
      complete: async ({ kubectl }) => {
        const patch = JSON.stringify([{ op: 'replace', path: '/spec/ports', value: ports }]);
        await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'json', '-p', patch]);
      },
    };
  },
});
