import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ObjectReference } from '../../core/model/reference.ts';
import { service, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { objectYaml } from './objectYaml.ts';
import type { Cluster, ReadResult } from '../ports.ts';
import { recordedCluster } from '../session/recordedCluster.ts';

const snapshot = snapshotOf({ services: [service('shop', 'web', { app: 'web' })] });
const forbidden: ReadResult = { kind: 'forbidden', reason: 'pods "web-0" is forbidden' };

/** A live cluster that answers these paths, and forgets everything else. */
function answering(answers: Readonly<Record<string, ReadResult>>): Cluster {
  return {
    ...recordedCluster(snapshot, []),
    describe: () => ({ context: 'here', server: 'https://x', namespace: 'default', kind: 'live' }),
    read: (path) => Promise.resolve(answers[path] ?? { kind: 'not-found', reason: path }),
  };
}

function yaml(cluster: Cluster, reference: ObjectReference): Promise<string> {
  const signal = new AbortController().signal;
  return objectYaml({ cluster, snapshot, now: '2026-01-02T03:04:05Z', signal }, reference);
}

const pod: ObjectReference = { kind: 'pod', namespace: 'shop', name: 'web-0' };

function check(
  title: string,
  reference: ObjectReference,
  answers: Readonly<Record<string, ReadResult>>,
  expected: unknown,
): void {
  test(title, async () => {
    const cluster = answering(answers);
    if (expected instanceof RegExp) await expect(yaml(cluster, reference)).rejects.toThrow(expected);
    else expect(parse(await yaml(cluster, reference))).toEqual(expected);
  });
}

check(
  'of the fields that a network needs, without what may be credentials',
  pod,
  {
    '/api/v1/namespaces/shop/pods/web-0': {
      kind: 'found',
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-0', managedFields: [{ manager: 'kubectl' }] },
        spec: {
          containers: [{ env: [{ name: 'DB_PASSWORD', value: 'hunter2' }], stdin: true }],
          volumes: [{ name: 'v' }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-0' },
    spec: { containers: [{ env: [{ name: 'DB_PASSWORD' }] }] },
  },
);
check(
  'from a list, where only that is allowed',
  pod,
  {
    '/api/v1/namespaces/shop/pods/web-0': forbidden,
    '/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dweb-0': {
      kind: 'found',
      body: { items: [{ metadata: { name: 'web-0' } }] },
    },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0' } },
);
check(
  'in the version that the cluster prefers',
  { kind: 'ciliumnetworkpolicy', namespace: 'shop', name: 'p' },
  {
    '/apis/cilium.io': { kind: 'found', body: { preferredVersion: { groupVersion: 'cilium.io/v2' } } },
    '/apis/cilium.io/v2/namespaces/shop/ciliumnetworkpolicies/p': {
      kind: 'found',
      body: { metadata: { name: 'p' } },
    },
  },
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'p' } },
);
check('of an object that is gone', pod, {}, /There is no shop\/pod\/web-0/);
check(
  'of an object that may not be read',
  pod,
  {
    '/api/v1/namespaces/shop/pods/web-0': forbidden,
    '/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dweb-0': forbidden,
  },
  /You may not read shop\/pod\/web-0: pods "web-0" is forbidden/,
);
check(
  'of a kind whose API is not served',
  { kind: 'ciliumnetworkpolicy', namespace: 'shop', name: 'p' },
  {},
  /serves no cilium\.io/,
);
test('of a Secret', async () => {
  const secret = { kind: 'secret', namespace: 'shop', name: 's' } as unknown as ObjectReference;
  await expect(yaml(answering({}), secret)).rejects.toThrow(/does not open objects of the kind secret/);
});
test('of a recording, and says so', async () => {
  const recorded = recordedCluster(snapshot, []);
  const text = await yaml(recorded, { kind: 'service', namespace: 'shop', name: 'web' });
  expect(text).toContain('as recorded in');
  expect(parse(text)).toMatchObject({ name: 'web', namespace: 'shop' });
  await expect(yaml(recorded, pod)).rejects.toThrow(/not in the recording/);
});
