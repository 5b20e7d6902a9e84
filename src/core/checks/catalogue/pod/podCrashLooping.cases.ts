import type { Container, Pod } from '../../../model/clusterSnapshot.ts';
import { container } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, owned, startup, unreadyWeb0, web0, workloads } from '../../testing/shop.ts';
import { ending } from '../../testing/subjects.ts';
import { podCrashLooping } from './podCrashLooping.ts';

function withContainer(changes: Partial<Container>, runningSince?: string): Pod {
  const own = { ...container('app', 8080), ready: false, ...changes };
  return {
    ...owned,
    conditions: [{ type: 'Ready', status: 'False' }],
    containers: [own],
    startup: {
      ...startup,
      containers: [{ name: 'app', requests: {}, ...(runningSince === undefined ? {} : { runningSince }) }],
    },
  };
}
const ended = { kind: 'terminated', exitCode: 2, reason: 'Error' } as const;
const backOff = { kind: 'waiting', reason: 'CrashLoopBackOff' } as const;
const noUndo = workloads(deployment(1, { app: 'web' }));

export const cases = casesOf(podCrashLooping, [
  {
    title: 'a container in its back-off',
    parts: {},
    subject: ending(withContainer({ restartCount: 4, state: backOff, lastState: ended }), 'backend'),
    behaviour: noUndo,
    expected: 'finding',
    certainty: 'proven',
    says: 'exit code 2',
  },
  {
    title: 'a command that does not exist, since the last rollout',
    parts: {},
    subject: ending(
      withContainer({
        restartCount: 2,
        state: backOff,
        lastState: { kind: 'terminated', exitCode: 128, reason: 'StartError', message: 'no such file' },
      }),
      'target',
    ),
    behaviour: workloads(deployment(1, { app: 'web' }, [], 2)),
    expected: 'finding',
    says: 'cannot be started',
    repair: 'kubectl rollout undo -n shop deployment/web',
  },
  {
    title: 'between two crashes',
    parts: {},
    subject: ending(
      withContainer(
        { restartCount: 5, state: { kind: 'running' }, lastState: ended },
        '2025-12-31T23:59:30Z',
      ),
      'backend',
    ),
    behaviour: noUndo,
    expected: 'finding',
    certainty: 'likely',
  },
  {
    title: 'an init container',
    parts: {},
    subject: ending(
      {
        ...owned,
        phase: 'Pending',
        conditions: [],
        containers: [
          { ...container('app'), ready: false, state: { kind: 'waiting', reason: 'PodInitializing' } },
        ],
        startup: {
          ...startup,
          initContainers: [
            { ...container('migrate'), ready: false, restartCount: 3, state: backOff, lastState: ended },
          ],
        },
      },
      'backend',
    ),
    behaviour: noUndo,
    expected: 'finding',
    says: 'Container migrate',
  },
  {
    title: 'a container that was restarted long ago and is not ready for another reason',
    parts: {},
    subject: ending(
      withContainer(
        { restartCount: 5, state: { kind: 'running' }, lastState: ended },
        '2025-12-31T20:00:00Z',
      ),
      'backend',
    ),
    expected: 'not-applicable',
  },
  {
    title: 'a pod that is ready again',
    parts: {},
    subject: ending(
      { ...web0, containers: [{ ...container('app', 8080), restartCount: 7, lastState: ended }] },
      'target',
    ),
    expected: 'not-applicable',
  },
  {
    title: 'a pod that is not ready and never crashed',
    parts: {},
    subject: ending(unreadyWeb0, 'backend'),
    expected: 'not-applicable',
  },
]);
