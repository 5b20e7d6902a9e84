import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodStartup } from './podStartup.ts';
import { projectPod } from './projectPod.ts';

const notReady = { conditions: [{ type: 'Ready', status: 'False' }] };

/** Projects a pod and compares what it waits for. */
function check(spec: object, status: object, expected: Partial<PodStartup> | undefined): void {
  const { value, errors } = projectPod({ metadata: { name: 'a', namespace: 'shop' }, spec, status });
  expect(errors).toEqual([]);
  if (expected === undefined) expect(value?.startup).toBeUndefined();
  else expect(value?.startup).toMatchObject(expected);
}

describe('what a pod waits for', () => {
  it.each([
    ['ready', { conditions: [{ type: 'Ready', status: 'True' }] }],
    ['ended', { phase: 'Succeeded', ...notReady }],
    ['of which nothing is known', {}],
  ])('is not kept of a pod that is %s', (_title, status) => {
    check({ readinessGates: [{ conditionType: 'x' }] }, status, undefined);
  });

  it('is where it may run', () => {
    check(
      {
        nodeSelector: { disktype: 'ssd' },
        schedulerName: 'mine',
        schedulingGates: [{ name: 'quota' }],
        tolerations: [
          {
            key: 'node.kubernetes.io/not-ready',
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: 300,
          },
          { key: 'spot', value: 'yes' },
        ],
      },
      notReady,
      {
        nodeSelector: { disktype: 'ssd' },
        schedulerName: 'mine',
        schedulingGates: ['quota'],
        tolerations: [{ key: 'spot', operator: 'Equal', value: 'yes' }],
      },
    );
  });

  it('is what makes it ready', () => {
    check(
      {
        readinessGates: [{ conditionType: 'example.com/gate' }],
        containers: [
          {
            name: 'http',
            readinessProbe: { httpGet: { port: 'web' } },
            resources: { requests: { cpu: '1' } },
          },
          { name: 'tcp', readinessProbe: { tcpSocket: { port: 80 } } },
          { name: 'exec', readinessProbe: { exec: { command: ['/bin/check', '--token=x'] } } },
          { name: 'none' },
        ],
      },
      {
        ...notReady,
        containerStatuses: [{ name: 'tcp', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }],
      },
      {
        readinessGates: ['example.com/gate'],
        containers: [
          { name: 'http', requests: { cpu: '1' }, readinessProbe: { kind: 'http', port: 'web', path: '/' } },
          {
            name: 'tcp',
            requests: {},
            readinessProbe: { kind: 'tcp', port: 80 },
            runningSince: '2026-01-01T00:00:00Z',
          },
          // Arguments may hold secrets.
          { name: 'exec', requests: {}, readinessProbe: { kind: 'exec', program: '/bin/check' } },
          { name: 'none', requests: {} },
        ],
      },
    );
  });

  it('are its init containers until they have ended well', () => {
    check(
      { initContainers: [{ name: 'done' }, { name: 'fails' }, { name: 'proxy', restartPolicy: 'Always' }] },
      {
        ...notReady,
        initContainerStatuses: [
          { name: 'done', state: { terminated: { exitCode: 0 } } },
          { name: 'fails', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
      { initContainers: [expect.objectContaining({ name: 'fails', restartCount: 2 })] as never },
    );
  });

  it('never throws', () => {
    const object = fc.object({ maxDepth: 4 });
    fc.assert(
      fc.property(object, object, (spec, status) => {
        projectPod({ metadata: { name: 'a', namespace: 'b' }, spec, status: { ...status, ...notReady } });
      }),
    );
  });
});
