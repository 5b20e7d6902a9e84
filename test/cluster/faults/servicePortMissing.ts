import { askHostname } from '../suite/workloads.ts';
import { webScene } from '../suite/webScene.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

export const servicePortMissing = defineFault({
  code: 'service-port-missing',
  findings: ['service-port-missing'],
  prepare: (random): FaultScene => {
    const scene = webScene(random, { portName: 'http' });
    const { namespace, clientName, name, targetPort } = scene;
    const other = random.port();
    const patch = (ports: readonly object[]): string[] => [
      ...['patch', '-n', namespace, `service/${name}`, '--type', 'json', '-p'],
      JSON.stringify([{ op: 'replace', path: '/spec/ports', value: ports }]),
    ];
    const ask = (port: number) => ({
      client: askHostname(namespace, clientName, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${clientName}`, '--port', String(port)],
        ...['--to', `${namespace}/service/${name}`],
      ],
    });
    if (random.chance()) {
      // Clients dial the port on which the pods serve, and somebody takes it from the Service.
      const own = { name: 'http', port: targetPort, targetPort };
      const others = random.chance() ? [{ name: 'extra', port: other, targetPort }] : [];
      const left = others.length > 0 ? others : [{ port: other, targetPort }];
      return {
        ...scene,
        ...ask(targetPort),
        complete: async ({ kubectl }) => {
          await kubectl(patch([own, ...others]));
        },
        inject: async ({ kubectl }) => {
          await kubectl(patch(left));
        },
      };
    }
    // The Service gets another port, and its clients are not told.
    return {
      ...scene,
      ...ask(scene.port),
      inject: async ({ kubectl }) => {
        await kubectl(patch([{ name: 'web', port: other, targetPort }]));
      },
      byHand: () => Promise.resolve(),
      healed: ask(other),
    };
  },
});
