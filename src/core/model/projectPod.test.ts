import { describe, expect, it } from 'vitest';
import type { Pod } from './clusterSnapshot.ts';
import { projectPod } from './projectPod.ts';

/** Projects a pod that has these fields, and compares those that the case is about. */
function check(raw: { metadata?: object; spec?: object; status?: object }, expected: Partial<Pod>): void {
  const { value, errors } = projectPod({
    ...raw,
    metadata: { name: 'a', namespace: 'shop', ...raw.metadata },
  });
  expect(errors).toEqual([]);
  expect(value).toMatchObject(expected);
}

describe('projectPod', () => {
  it('gives absent fields the meaning that the API gives them', () => {
    expect(projectPod({ metadata: { name: 'a', namespace: 'shop' } })).toEqual({
      errors: [],
      value: {
        namespace: 'shop',
        name: 'a',
        uid: '',
        labels: {},
        phase: 'Pending',
        podIPs: [],
        hostNetwork: false,
        dnsPolicy: 'ClusterFirst',
        hostAliases: [],
        conditions: [],
        containers: [],
      },
    });
  });

  it('joins containers with their statuses and keeps sidecars', () => {
    check(
      {
        spec: {
          initContainers: [{ name: 'setup' }, { name: 'proxy', image: 'p', restartPolicy: 'Always' }],
          containers: [{ name: 'app', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }],
        },
        status: {
          containerStatuses: [
            {
              name: 'app',
              ready: false,
              restartCount: 3,
              state: { waiting: { reason: 'CrashLoopBackOff' } },
              lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
            },
          ],
          initContainerStatuses: [{ name: 'proxy', ready: true, restartCount: 0, state: { running: {} } }],
        },
      },
      {
        containers: [
          {
            name: 'app',
            image: 'i',
            ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
            ready: false,
            restartCount: 3,
            state: { kind: 'waiting', reason: 'CrashLoopBackOff' },
            lastState: { kind: 'terminated', exitCode: 137, reason: 'OOMKilled' },
          },
          {
            name: 'proxy',
            image: 'p',
            ports: [],
            ready: true,
            restartCount: 0,
            state: { kind: 'running' },
            sidecar: true,
          },
        ],
      },
    );
  });

  it('keeps the controlling owner only', () => {
    const owner = { kind: 'ReplicaSet', name: 'web-1', uid: 'u' };
    check(
      {
        metadata: {
          ownerReferences: [
            { kind: 'Node', name: 'x', uid: 'y' },
            { ...owner, controller: true },
          ],
        },
      },
      { owner },
    );
  });

  it('writes DNS options as in resolv.conf', () => {
    check(
      {
        spec: { dnsConfig: { searches: ['a'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } },
      },
      { dnsConfig: { nameservers: [], searches: ['a'], options: ['ndots:2', 'edns0'] } },
    );
  });

  it('takes the one address of objects from before dual-stack', () => {
    check({ status: { podIP: '10.0.0.1' } }, { podIPs: ['10.0.0.1'] });
    check(
      { status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } },
      { podIPs: ['10.0.0.1', 'fd00::1'] },
    );
  });

  it('treats null as absent', () => {
    check(
      { metadata: { labels: null, deletionTimestamp: null }, spec: { hostAliases: null, nodeName: null } },
      { labels: {} },
    );
  });

  it('leaves out a port that is none, and says where it is', () => {
    const { value, errors } = projectPod({
      metadata: { name: 'a', namespace: 'shop' },
      spec: {
        containers: [
          { name: 'app', ports: [{ containerPort: 99_999 }, { containerPort: 80, protocol: 'tcp' }] },
        ],
      },
    });
    expect(value?.containers[0]?.ports).toEqual([]);
    expect(errors).toEqual([
      'shop/pod/a: spec.containers[0].ports[0].containerPort: expected a whole number from 1 to 65535, found the number 99999',
      'shop/pod/a: spec.containers[0].ports[0]: a port needs a containerPort',
      'shop/pod/a: spec.containers[0].ports[1].protocol: expected TCP or UDP or SCTP, found the string "tcp"',
    ]);
  });
});
