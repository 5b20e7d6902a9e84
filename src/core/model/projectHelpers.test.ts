import { describe, expect, it } from 'vitest';
import { pod } from '../testing/snapshotBuilder.ts';
import { workloadOf } from './podWorkload.ts';
import { projectNetworkEvent } from './projectNetworkEvent.ts';
import { projectWorkloadOwner } from './projectWorkloadOwner.ts';
import { readLastChange } from './readLastChange.ts';

const time = '2026-01-01T00:00:00Z';

describe('projectNetworkEvent', () => {
  const event = {
    metadata: { name: 'web-0.17', namespace: 'shop', creationTimestamp: time },
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed',
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
    count: 3,
    firstTimestamp: time,
    lastTimestamp: '2026-01-01T00:05:00Z',
  };
  const expected = {
    namespace: 'shop',
    name: 'web-0.17',
    regarding: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
    reason: 'Unhealthy',
    message: 'Readiness probe failed',
    type: 'Warning',
    count: 3,
    lastSeen: '2026-01-01T00:05:00Z',
  };

  it('reads one of core/v1', () => {
    expect(projectNetworkEvent(event)).toEqual({ value: expected, errors: [] });
  });

  it('reads one of events.k8s.io/v1, a series', () => {
    const { involvedObject, message, count: _count, lastTimestamp: _last, ...rest } = event;
    const newer = {
      ...rest,
      regarding: involvedObject,
      note: message,
      eventTime: '2026-01-01T00:00:00.000000Z',
      series: { count: 3, lastObservedTime: '2026-01-01T00:05:00Z' },
    };
    expect(projectNetworkEvent(newer)).toEqual({ value: expected, errors: [] });
  });

  it.each([
    ['what is no warning', { type: 'Normal' }],
    ['what no traffic goes by', { involvedObject: { kind: 'HorizontalPodAutoscaler', name: 'web' } }],
  ])('passes over %s, which is no error', (_what, changes) => {
    expect(projectNetworkEvent({ ...event, ...changes })).toEqual({ errors: [] });
  });

  it('cuts a long message', () => {
    expect(projectNetworkEvent({ ...event, message: 'x'.repeat(5000) }).value?.message).toHaveLength(1024);
  });
});

describe('who made a workload', () => {
  const owner = (kind: string, name: string): object => ({ kind, name, uid: 'u', controller: true });
  const read = (kind: 'ReplicaSet' | 'Job', name: string, labels: object, ...owners: object[]) =>
    projectWorkloadOwner(kind, { metadata: { name, namespace: 'shop', labels, ownerReferences: owners } });

  it('is kept where names and labels do not tell it', () => {
    expect(
      read('ReplicaSet', 'web-7d9', { 'rollouts-pod-template-hash': '7d9' }, owner('Rollout', 'web')).value,
    ).toEqual({
      kind: 'ReplicaSet',
      namespace: 'shop',
      name: 'web-7d9',
      owner: { kind: 'Rollout', name: 'web', uid: 'u' },
    });
    expect(read('Job', 'tick-1', {}, owner('CronJob', 'tick')).value?.owner?.name).toBe('tick');
  });

  it.each([
    [
      'of a Deployment',
      read('ReplicaSet', 'web-7d9', { 'pod-template-hash': '7d9' }, owner('Deployment', 'web')),
    ],
    ['of nobody', read('ReplicaSet', 'web', {})],
    ['of nobody, a Job', read('Job', 'once', {})],
  ])('is not kept of one %s, whose pods tell the same', (_what, projection) => {
    expect(projection).toEqual({ errors: [] });
  });

  it('names the workload of a pod exactly', () => {
    const inRollout = pod(
      'shop',
      'web-7d9-x',
      {},
      { owner: { kind: 'ReplicaSet', name: 'web-7d9', uid: '' } },
    );
    const { value } = read('ReplicaSet', 'web-7d9', {}, owner('Rollout', 'web'));
    expect(workloadOf(inRollout)).toMatchObject({ kind: 'ReplicaSet', name: 'web-7d9' });
    expect(workloadOf(inRollout, new Map([['ReplicaSet/web-7d9', value!]]))).toMatchObject({
      kind: 'Rollout',
      name: 'web',
    });
  });
});

describe('readLastChange', () => {
  const entry = (manager: string, at: unknown, more: object = {}): object => ({
    manager,
    operation: 'Update',
    time: at,
    ...more,
  });

  it.each<[string, readonly unknown[], string | undefined]>([
    ['the newest', [entry('a', '2026-01-01T00:00:00Z'), entry('b', '2026-01-02T00:00:00Z')], 'b'],
    ['the later of two at one time', [entry('a', time), entry('b', time)], 'b'],
    [
      'none of the status',
      [entry('a', time), entry('b', '2027-01-01T00:00:00Z', { subresource: 'status' })],
      'a',
    ],
    [
      'one that scales',
      [entry('a', time), entry('b', '2027-01-01T00:00:00Z', { subresource: 'scale' })],
      'b',
    ],
    [
      'nothing that cannot be read',
      [7, entry('a', 'yesterday'), entry('', time), { manager: 'x' }],
      undefined,
    ],
  ])('takes %s', (_what, managedFields, manager) => {
    expect(readLastChange({ managedFields }).lastChange?.manager).toBe(manager);
  });
});
