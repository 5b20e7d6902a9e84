import { images } from '../images.ts';
import { awaitPods } from '../suite/awaitPods.ts';
import { type PodObject } from '../suite/podObject.ts';
import type { Random } from '../suite/random.ts';
import { webScene } from '../suite/webScene.ts';
import type { Fields } from '../suite/workloads.ts';
import { defineHealthySetUp, type HealthyScene } from './defineHealthySetUp.ts';

interface Sibling {
  readonly spec: Fields;
  /** Deletes it, too, and does not wait for its end. */
  readonly isDeleted?: true;
  readonly judge: (pod: PodObject) => boolean;
}

/** A Service with a pod that serves, and another pod with its labels that does not. */
function prepareWith(random: Random, { spec, isDeleted, judge }: Sibling): HealthyScene {
  const scene = webScene(random);
  const { namespace, name } = scene;
  const own = random.name();
  const sibling = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: own, labels: { app: name, sibling: own } },
    spec: { terminationGracePeriodSeconds: 0, ...spec },
  };
  return {
    ...scene,
    objects: [...scene.objects, sibling],
    complete: async (cluster) => {
      const awaitOwn = (what: string, wanted: (pod: PodObject) => boolean): Promise<void> =>
        awaitPods(cluster, namespace, `sibling=${own}`, what, wanted);
      await awaitOwn('the sibling', judge);
      if (isDeleted !== true) return;
      await cluster.kubectl(['delete', 'pod', '-n', namespace, own, '--wait=false']);
      await awaitOwn('the sibling to end', ({ metadata }) => metadata.deletionTimestamp !== undefined);
    },
  };
}

const server = { name: 'server', image: images.agnhost };

/** Looks like pod-crash-looping: others of the Service answer, so its clients notice nothing. */
export const crashLoopingSibling = defineHealthySetUp({
  name: 'crash-looping-sibling',
  prepare: (random) =>
    prepareWith(random, {
      spec: { containers: [{ ...server, command: ['/bin/sh', '-c', 'exit 1'] }] },
      judge: ({ status }) => status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff',
    }),
});

/** Looks like pod-unscheduled. */
export const unscheduledSibling = defineHealthySetUp({
  name: 'unscheduled-sibling',
  prepare: (random) =>
    prepareWith(random, {
      spec: {
        nodeSelector: { 'example.com/none': 'yes' },
        containers: [{ ...server, command: ['/agnhost', 'pause'] }],
      },
      judge: ({ status }) => (status.conditions?.length ?? 0) > 0,
    }),
});

/** A pod that is on its way out, with its labels and its address still there. */
export const terminatingSibling = defineHealthySetUp({
  name: 'terminating-sibling',
  prepare: (random) =>
    prepareWith(random, {
      spec: {
        terminationGracePeriodSeconds: 60,
        containers: [
          { ...server, command: ['/bin/sh', '-c', 'trap "" TERM; while :; do /bin/busybox sleep 1; done'] },
        ],
      },
      isDeleted: true,
      judge: ({ status }) => status.containerStatuses?.[0]?.state.running !== undefined,
    }),
});

/** A pod that did its work, as those of a Job do; it has the labels of the others. */
export const completedSibling = defineHealthySetUp({
  name: 'completed-sibling',
  prepare: (random) =>
    prepareWith(random, {
      spec: { restartPolicy: 'Never', containers: [{ ...server, command: ['/bin/sh', '-c', 'exit 0'] }] },
      judge: ({ status }) =>
        status.containerStatuses?.[0] !== undefined && !status.containerStatuses[0].ready,
    }),
});
