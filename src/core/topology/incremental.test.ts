import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChanges } from '../model/applyChanges.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import type { SnapshotChange } from '../model/snapshotChange.ts';
import { ingress, serviceBackend } from '../testing/routingBuilder.ts';
import { type FlatTopology, flattenTopology } from './flattenTopology.ts';
import { buildLens, type LensQuestion } from './lenses/buildLens.ts';
import {
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
  sliceFor,
} from './testing/sampleCluster.ts';

const questions: readonly LensQuestion[] = [
  { lens: 'services' },
  { lens: 'nodes' },
  { lens: 'policies' },
  { lens: 'policies', subject: 'a/service/web' },
];

const start = sampleSnapshot(
  ['a', 'b'].map((name) =>
    samplePartition(name, {
      pods: [...deploymentPods(name, 'web', 12), ...deploymentPods(name, 'api', 3), samplePod(name, 'bare')],
      services: [sampleService(name, 'web'), sampleService(name, 'api')],
      ingresses: [ingress(name, 'in', 'x.test', { '/': serviceBackend('web', 80) })],
    }),
  ),
);

/** Objects of which nothing has ever been seen: nothing can be remembered about them. */
function forgotten(snapshot: ClusterSnapshot): ClusterSnapshot {
  return structuredClone(snapshot);
}

function sorted({ nodes, edges }: FlatTopology): unknown {
  const byKey = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return [byKey(nodes), byKey(edges)];
}

const namespace = fc.constantFrom('a', 'b');
const podChange = fc
  .record({
    namespace,
    app: fc.constantFrom('web', 'api', 'new'),
    index: fc.nat(14),
    ready: fc.boolean(),
    kind: fc.nat(5),
  })
  .map(({ namespace: name, app, index, ready, kind }): SnapshotChange => {
    const pod = deploymentPods(name, app, 15, ready ? 15 : 0)[index];
    if (pod === undefined) throw new Error('there are 15 pods');
    if (kind === 0) return { type: 'delete', resource: 'pods', namespace: name, name: pod.name };
    const changed: Pod =
      kind === 1
        ? { ...pod, labels: { ...pod.labels, app: 'api' } }
        : kind === 2
          ? { ...pod, deletionTimestamp: '2026-01-01T00:00:00Z' }
          : kind === 3
            ? { ...pod, phase: 'Succeeded', nodeName: 'n1' }
            : pod;
    return { type: 'upsert', resource: 'pods', object: changed };
  });
const serviceChange = fc
  .record({
    namespace,
    app: fc.constantFrom('web', 'api', 'new'),
    key: fc.constantFrom('app', 'pod-template-hash'),
  })
  .map(({ namespace: name, app, key }): SnapshotChange => {
    const selector = key === 'app' ? { app } : { 'pod-template-hash': '7c9f8d6b5' };
    return { type: 'upsert', resource: 'services', object: sampleService(name, app, { selector }) };
  });
const sliceChange = fc
  .record({
    namespace,
    app: fc.constantFrom('web', 'api', 'new'),
    ready: fc.nat(12),
    other: fc.boolean(),
    handMade: fc.boolean(),
  })
  .map(({ namespace: name, app, ready, other, handMade }): SnapshotChange => {
    const pods = deploymentPods(name, other ? 'api' : app, 12, ready);
    const slice = sliceFor(sampleService(name, app), pods);
    const endpoints = handMade
      ? slice.endpoints.map(({ targetPod: _, ...addressOnly }) => addressOnly)
      : slice.endpoints;
    return { type: 'upsert', resource: 'endpointslices', object: { ...slice, endpoints } };
  });
const policyChange = fc
  .record({ namespace, app: fc.constantFrom('web', 'api'), gone: fc.boolean() })
  .map(({ namespace: name, app, gone }): SnapshotChange => {
    if (gone) return { type: 'delete', resource: 'networkpolicies', namespace: name, name: app };
    const podSelector = { matchLabels: { app }, matchExpressions: [] };
    const policy = {
      namespace: name,
      name: app,
      uid: app,
      podSelector,
      policyTypes: ['Ingress' as const],
      ingress: [],
    };
    return { type: 'upsert', resource: 'networkpolicies', object: policy };
  });
const coverageChange = fc.boolean().map((complete): SnapshotChange => ({
  type: 'coverage',
  resource: 'pods',
  coverage: complete ? { state: 'complete' } : { state: 'stale', reason: 'gone' },
}));
const batches = fc.array(
  fc.array(
    fc.oneof(podChange, podChange, podChange, serviceChange, sliceChange, policyChange, coverageChange),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  { maxLength: 8 },
);

test.each(questions)(
  'the graph that follows changes is the one built from scratch: %o',
  { timeout: 60_000 },
  (question) => {
    fc.assert(
      fc.property(batches, (all) => {
        let snapshot = start;
        for (const changes of all) {
          snapshot = applyChanges(snapshot, changes, snapshot.asOf);
          const followed = flattenTopology(buildLens(snapshot, question));
          const scratch = flattenTopology(buildLens(forgotten(snapshot), question));
          expect(sorted(followed)).toEqual(sorted(scratch));
        }
      }),
      // Asking who reaches whom takes longer than all the rest.
      { numRuns: question.subject === undefined ? 60 : 15 },
    );
  },
);

test('a line to some pods of a workload that is not selected follows how many that has', () => {
  const pods = deploymentPods('a', 'web', 20);
  const api = sampleService('a', 'api');
  const slices = [sliceFor(api, pods.slice(0, 14))];
  let snapshot = sampleSnapshot([
    samplePartition('a', { pods: pods.slice(0, 19), services: [api], endpointSlices: slices }),
  ]);
  const badges = (): (string | undefined)[] =>
    [...flattenTopology(buildLens(snapshot, { lens: 'services' })).edges.values()].map(({ badge }) => badge);
  expect(badges()).toContain('14 of 19 pods');
  const added = pods
    .slice(19)
    .map((object) => ({ type: 'upsert' as const, resource: 'pods' as const, object }));
  snapshot = applyChanges(snapshot, added, snapshot.asOf);
  expect(badges()).toContain('14 of 20 pods');
});
