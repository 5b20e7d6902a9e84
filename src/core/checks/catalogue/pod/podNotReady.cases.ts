import type { Pod } from '../../../model/clusterSnapshot.ts';
import type { ReadinessProbe } from '../../../model/podStartup.ts';
import { container, snapshotOf } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, events, owned, startup, web0, workloads } from '../../testing/shop.ts';
import { ending } from '../../testing/subjects.ts';
import { podNotReady } from './podNotReady.ts';

function probed(readinessProbe: ReadinessProbe): Pod {
  return {
    ...owned,
    conditions: [{ type: 'Ready', status: 'False', message: 'containers with unready status: [app]' }],
    containers: [{ ...container('app', 8080, 'http'), ready: false }],
    startup: { ...startup, containers: [{ name: 'app', requests: {}, readinessProbe }] },
  };
}
function waiting(reason: string, message: string): Pod {
  const own = probed({ kind: 'tcp', port: 8080 });
  return {
    ...own,
    containers: [{ ...container('app'), ready: false, state: { kind: 'waiting', reason, message } }],
  };
}
/** A pod that its kubelet got some seconds before the snapshot was made. */
function starting(reason: string, seconds: number): Pod {
  const own = waiting(reason, '');
  const since = new Date(Date.parse(snapshotOf({}).asOf) - seconds * 1000).toISOString();
  return {
    ...own,
    containers: own.containers.map(({ state, ...rest }) => ({
      ...rest,
      state: { kind: state.kind, reason },
    })),
    startup: { ...startup, since },
  };
}
const gated: Pod = {
  ...owned,
  conditions: [
    { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady' },
    { type: 'ContainersReady', status: 'True' },
  ],
  startup: { ...startup, readinessGates: ['example.com/load-balancer'] },
};
const noUndo = workloads(deployment(1, { app: 'web' }));
const undo = workloads(deployment(1, { app: 'web' }, [], 4));

export const cases = casesOf(podNotReady, [
  {
    title: 'a readiness probe that gets an error',
    parts: {},
    subject: ending(probed({ kind: 'http', port: 8080, path: '/ready' }), 'backend'),
    behaviour: {
      reads: { ...noUndo.reads, ...events(owned, 'Unhealthy', 'Readiness probe failed: statuscode: 503') },
    },
    expected: 'finding',
    certainty: 'proven',
    says: 'GET :8080/ready): Readiness probe failed: statuscode: 503',
  },
  {
    title: 'a readiness probe that asks a port on which nothing listens',
    parts: {},
    subject: ending(probed({ kind: 'tcp', port: 8081 }), 'backend'),
    behaviour: noUndo,
    expected: 'finding',
    repair: '/containers/0/readinessProbe/tcpSocket/port","value":8080',
  },
  {
    title: 'an exec probe that fails since the last rollout',
    parts: {},
    subject: ending(probed({ kind: 'exec', program: '/bin/check' }), 'dns'),
    behaviour: undo,
    expected: 'finding',
    repair: 'kubectl rollout undo -n shop deployment/web',
  },
  {
    title: 'a readiness gate that nobody meets',
    parts: {},
    subject: ending(gated, 'backend'),
    expected: 'finding',
    says: 'not set by anybody',
    repair: '"conditions":[{"type":"example.com/load-balancer","status":"True"}]',
  },
  {
    title: 'an image that does not exist',
    parts: {},
    subject: ending(waiting('ImagePullBackOff', 'not found'), 'source'),
    behaviour: noUndo,
    expected: 'finding',
    says: 'ImagePullBackOff: not found',
  },
  {
    title: 'a pod that starts, of which no event tells a failure',
    parts: {},
    subject: ending(starting('ContainerCreating', 4), 'source'),
    behaviour: { reads: { ...noUndo.reads, ...events(owned, 'Pulled', 'Container image already present') } },
    expected: 'skipped',
  },
  {
    title: 'a pod that starts, of which events cannot be read',
    parts: {},
    subject: ending(starting('PodInitializing', 4), 'backend'),
    expected: 'skipped',
  },
  {
    title: 'a pod that starts and cannot mount a volume',
    parts: {},
    subject: ending(starting('ContainerCreating', 4), 'source'),
    behaviour: {
      reads: { ...noUndo.reads, ...events(owned, 'FailedMount', 'MountVolume.SetUp failed: no such secret') },
    },
    expected: 'finding',
    says: 'no such secret',
  },
  {
    title: 'a pod that has been starting for minutes',
    parts: {},
    subject: ending(starting('ContainerCreating', 200), 'source'),
    behaviour: noUndo,
    expected: 'finding',
    says: 'waits (ContainerCreating)',
  },
  {
    title: 'a pod that was made seconds ago with an image that is not there',
    parts: {},
    subject: ending(starting('ErrImageNeverPull', 4), 'source'),
    behaviour: noUndo,
    expected: 'finding',
    says: 'ErrImageNeverPull',
  },
  {
    title: 'a pod that has ended',
    parts: {},
    subject: ending({ ...web0, phase: 'Succeeded' }, 'target'),
    expected: 'finding',
    says: 'has ended',
  },
  {
    title: 'a pod that is dialed itself while its containers run: readiness keeps nobody from it',
    parts: {},
    subject: ending(probed({ kind: 'tcp', port: 8081 }), 'target'),
    expected: 'not-applicable',
  },
  {
    title: 'a pod that is ready',
    parts: {},
    subject: ending(web0, 'backend'),
    expected: 'pass',
  },
]);
