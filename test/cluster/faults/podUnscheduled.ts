import { awaitPods } from '../suite/awaitPods.ts';
import { hasCondition } from '../suite/podObject.ts';
import { clientPod } from '../suite/workloads.ts';
import { webScene } from '../suite/webScene.ts';
import type { RunningCluster } from '../testBed.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

/** What keeps the scheduler from placing the pods, and how it is taken back where the namespace's end does not do it. */
interface Obstacle {
  readonly change?: { readonly pod?: Record<string, unknown>; readonly container?: Record<string, unknown> };
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

const nodeName = 'kubernetes.io/hostname';

export const podUnscheduled = defineFault({
  code: 'pod-unscheduled',
  findings: ['pod-unscheduled', 'endpoints-none-ready'],
  // Taints and cordons are the nodes', which all namespaces share.
  exclusive: true,
  prepare: (random): FaultScene => {
    const scene = webScene(random);
    const { namespace, name, clientName } = scene;
    const key = `example.com/${random.name()}`;
    const obstacles: readonly Obstacle[] = [
      // A letter too much in a label that nodes have, and a label that none has.
      { change: { pod: { nodeSelector: { [nodeName]: `${random.pick(['node1', 'node2'])}x` } } } },
      { change: { pod: { nodeSelector: { [key]: 'yes' } } }, after: ['label', 'node', '--all', `${key}-`] },
      {
        change: { container: { resources: { requests: { [random.pick(['cpu', 'memory'])]: '9000Gi' } } } },
      },
      {
        before: ['taint', 'node', '--all', `${key}=mine:NoSchedule`],
        after: ['taint', 'node', '--all', `${key}-`],
      },
      { before: ['cordon', 'node1', 'node2'], after: ['uncordon', 'node1', 'node2'] },
    ];
    const isUnplaced = (label: string, cluster: RunningCluster): Promise<void> =>
      awaitPods(cluster, namespace, label, 'the scheduler to give up', (pod) =>
        hasCondition(pod, 'PodScheduled', 'False'),
      );
    const isSource = random.integer(1, 4) === 1;
    if (isSource) {
      // The client itself is nowhere.
      const astray = clientPod(namespace, clientName, { nodeSelector: { [nodeName]: 'node1x' } });
      return {
        ...scene,
        findings: ['pod-unscheduled'],
        inject: async (cluster) => {
          const input = JSON.stringify(astray);
          await cluster.kubectl(['replace', '--force', '-f', '-'], { input });
          await isUnplaced(`podpath.test/client=${clientName}`, cluster);
        },
      };
    }
    const obstacle = random.pick(obstacles);
    return {
      ...scene,
      inject: async (cluster) => {
        if (obstacle.before !== undefined) await cluster.kubectl(obstacle.before);
        if (obstacle.change !== undefined) await scene.roll(cluster, obstacle.change);
        else await cluster.kubectl(['delete', 'pod', '-n', namespace, '-l', `app=${name}`]);
        await isUnplaced(`app=${name}`, cluster);
      },
      heal: async ({ kubectl }) => {
        if (obstacle.after !== undefined) await kubectl(obstacle.after, { allowFailure: true });
      },
    };
  },
});
