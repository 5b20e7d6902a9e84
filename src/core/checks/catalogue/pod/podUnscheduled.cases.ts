import type { Pod } from '../../../model/clusterSnapshot.ts';
import type { PodStartup } from '../../../model/podStartup.ts';
import { node } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, owned, startup, web0, workloads } from '../../testing/shop.ts';
import { ending } from '../../testing/subjects.ts';
import { podUnscheduled } from './podUnscheduled.ts';

const nodes = [node('n1', { disktype: 'hdd' }), node('n2')];

/** The pod of the Deployment `web`, without a node; `message` is the scheduler's. */
function pending(message: string | undefined, changes: Partial<PodStartup> = {}): Pod {
  const { nodeName: _none, ...rest } = owned;
  return {
    ...rest,
    phase: 'Pending',
    podIPs: [],
    conditions:
      message === undefined
        ? []
        : [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    startup: { ...startup, ...changes },
  };
}

const dedicated = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const mismatch = "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.";
const tainted = '0/2 nodes are available: 2 node(s) had untolerated taint(s).';
const full = '0/2 nodes are available: 2 Insufficient cpu.';
const cordoned = '0/2 nodes are available: 2 node(s) were unschedulable.';

export const cases = casesOf(podUnscheduled, [
  {
    title: 'a node label of another value',
    parts: { nodes },
    subject: ending(pending(mismatch, { nodeSelector: { disktype: 'ssd' } }), 'backend'),
    expected: 'finding',
    certainty: 'proven',
    repair: '"nodeSelector":{"disktype":"hdd"}',
  },
  {
    title: 'a node label that no node has',
    parts: { nodes },
    subject: ending(pending(mismatch, { nodeSelector: { accelerator: 'gpu' } }), 'backend'),
    expected: 'finding',
    repair: 'kubectl label node n1 accelerator=gpu',
  },
  {
    title: 'a node label of which the key is misspelt',
    parts: { nodes },
    subject: ending(pending(mismatch, { nodeSelector: { 'disk-type': 'hdd' } }), 'backend'),
    expected: 'finding',
    repair: '"nodeSelector":{"disk-type":null,"disktype":"hdd"}',
  },
  {
    title: 'a taint beside a toleration of something else',
    parts: {
      nodes: [
        node('n1', {}, { taints: [{ key: 'spot', effect: 'NoSchedule' }, dedicated] }),
        node('n2', {}, { taints: [dedicated, { key: 'tier', effect: 'NoSchedule' }] }),
      ],
    },
    subject: ending(pending(tainted, { tolerations: [{ key: 'spot', operator: 'Exists' }] }), 'target'),
    expected: 'finding',
    repair:
      '"tolerations":[{"key":"spot","operator":"Exists"},{"key":"dedicated","operator":"Equal","value":"gpu","effect":"NoSchedule"}]',
  },
  {
    title: 'nodes that are unwell are not tolerated but repaired',
    parts: {
      nodes: [node('n1', {}, { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] })],
    },
    subject: ending(pending(tainted), 'target'),
    behaviour: workloads(deployment(1, { app: 'web' })),
    expected: 'finding',
    says: 'give the cluster a node',
  },
  {
    title: 'more processors than there are, since the last rollout',
    parts: { nodes },
    subject: ending(pending(full, { containers: [{ name: 'app', requests: { cpu: '64' } }] }), 'backend'),
    behaviour: workloads(deployment(1, { app: 'web' }, [], 3)),
    expected: 'finding',
    says: 'app requests cpu 64',
    repair: 'kubectl rollout undo -n shop deployment/web',
  },
  {
    title: 'cordoned nodes',
    parts: { nodes: [node('n1', {}, { unschedulable: true })] },
    subject: ending(pending(cordoned), 'source'),
    expected: 'finding',
    repair: 'kubectl uncordon n1',
  },
  {
    title: 'a scheduling gate',
    parts: { nodes },
    subject: ending(
      pending('Scheduling is blocked due to non-empty scheduling gates', { schedulingGates: ['quota'] }),
      'target',
    ),
    expected: 'finding',
    says: 'scheduling gates quota',
  },
  {
    title: 'a scheduler that nobody runs',
    parts: { nodes },
    subject: ending(pending(undefined, { schedulerName: 'mine' }), 'target'),
    behaviour: workloads(deployment(1, { app: 'web' })),
    expected: 'finding',
    certainty: 'likely',
    says: 'its scheduler mine',
  },
  {
    title: 'a pod on a node that is not ready yet',
    parts: { nodes },
    subject: ending({ ...web0, conditions: [] }, 'backend'),
    expected: 'pass',
  },
]);
