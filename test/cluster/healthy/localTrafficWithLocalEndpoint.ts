import { webScene } from '../suite/webScene.ts';
import { deployment, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/** Looks like service-internal-traffic-local: traffic stays on the node, which has an endpoint; others are not used. */
export const localTrafficWithLocalEndpoint = defineHealthySetUp({
  name: 'local-traffic-with-local-endpoint',
  prepare: (random) => {
    const [here, there] = random.sample(['node1', 'node2'], 2);
    const on = (node: string | undefined): object => ({ nodeSelector: { 'kubernetes.io/hostname': node } });
    const scene = webScene(random, { client: { ...on(here) }, changes: { pod: { ...on(here) } } });
    const { namespace, name, targetPort } = scene;
    const other = random.name();
    // The same label, so that the Service selects it too.
    const elsewhere = deployment({
      namespace,
      name: other,
      labels: { app: name, workload: other },
      selectorKeys: ['workload'],
      containers: [webServer({ port: targetPort })],
      pod: { ...on(there) },
    });
    return {
      ...scene,
      objects: [...scene.objects, elsewhere],
      complete: async ({ kubectl }) => {
        const patch = JSON.stringify({ spec: { internalTrafficPolicy: 'Local' } });
        await kubectl(['patch', '-n', namespace, `service/${name}`, '--type', 'merge', '-p', patch]);
      },
    };
  },
});
