import { askHostname, service } from '../suite/workloads.ts';
import { webScene } from '../suite/webScene.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

export const serviceMissing = defineFault({
  code: 'service-missing',
  findings: ['service-missing'],
  prepare: (random): FaultScene => {
    const scene = webScene(random, random.chance() ? { portName: 'http' } : {});
    const { namespace, clientName, name, port, targetPort } = scene;
    const isDeclared = scene.objects.some((object) => JSON.stringify(object).includes('"containerPort"'));
    const remove = ['delete', 'service', '-n', namespace, name];
    // What its pods do not declare nobody can guess, unless it is the Service's port.
    if (isDeclared && random.chance()) {
      return {
        ...scene,
        inject: async ({ kubectl }) => {
          await kubectl(remove);
        },
      };
    }
    // Renamed, as the pods behind it were: who asks for the old name has to ask for the new one.
    const renamed = `${name}-v2`;
    const next = service(namespace, renamed, { selector: { tier: renamed }, ports: [{ port, targetPort }] });
    const workload = `${name}-next`;
    const from = ['--from', `${namespace}/pod/${clientName}`, '--port', String(port)];
    return {
      ...scene,
      inject: async ({ kubectl }) => {
        const own = JSON.stringify(scene.changed({}));
        const moved = JSON.parse(own) as {
          metadata: { name: string };
          spec: { selector: { matchLabels: object }; template: { metadata: { labels: object } } };
        };
        moved.metadata.name = workload;
        moved.spec.selector.matchLabels = { tier: renamed };
        moved.spec.template.metadata.labels = { tier: renamed };
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(moved) });
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(next) });
        await kubectl(['rollout', 'status', '-n', namespace, `deployment/${workload}`, '--timeout=60s']);
        await kubectl(remove);
        await kubectl(['delete', 'deployment', '-n', namespace, name]);
        await kubectl(['wait', '-n', namespace, 'pod', '-l', `app=${name}`, '--for=delete', '--timeout=60s']);
      },
      byHand: () => Promise.resolve(),
      healed: {
        client: askHostname(namespace, clientName, renamed, port, workload),
        question: [...from, '--to', `${namespace}/service/${renamed}`],
      },
    };
  },
});
