import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { buildTopology } from './buildTopology.ts';
import { applyById, diffById } from './diffTopology.ts';
import { filterTopology } from './filter/filterTopology.ts';
import { TopologyFilter } from './filter/topologyFilter.ts';
import { flattenTopology } from './flattenTopology.ts';
import { type FoldOptions, type FoldedTopology, foldTopology } from './foldTopology.ts';
import {
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
  statefulSetPods,
} from './testing/sampleCluster.ts';
import { severity } from './topology.ts';

function fold(
  snapshot: ClusterSnapshot,
  options: Partial<FoldOptions> & { text?: string } = {},
): FoldedTopology {
  const { text = '', unfolded = [], markLimit = 300, ...rest } = options;
  return foldTopology(filterTopology(buildTopology(snapshot), new TopologyFilter(text)), {
    unfolded,
    markLimit,
    ...rest,
  });
}

/** Namespaces with Deployments of so many pods each. */
function cluster(namespaces: number, workloads: number, pods: number, brokenNamespace = -1): ClusterSnapshot {
  return sampleSnapshot(
    Array.from({ length: namespaces }, (_, index) => {
      const name = `ns-${String(index).padStart(3, '0')}`;
      const apps = Array.from({ length: workloads }, (__, app) => `app-${app}`);
      return samplePartition(name, {
        pods: apps.flatMap((app) => deploymentPods(name, app, pods, index === brokenNamespace ? 0 : pods)),
        services: apps.map((app) => sampleService(name, app)),
      });
    }),
  );
}

describe('the level follows from the size', () => {
  const cases: readonly (readonly [string, ClusterSnapshot, string, string])[] = [
    ['small', cluster(2, 2, 3), 'pods', '2 namespaces · 4 Services · 12 pods'],
    ['middle', cluster(5, 5, 10), 'workloads', '250 pods in 5 namespaces · showing 25 groups of 250 pods'],
    [
      'large',
      cluster(60, 5, 4),
      'namespaces',
      '1\u202f200 pods in 60 namespaces · showing 60 groups of 1\u202f200 pods',
    ],
  ];
  test.each(cases)('%s', (_, snapshot, level, contents) => {
    const folded = fold(snapshot);
    expect([folded.level, folded.contents]).toEqual([level, contents]);
  });

  test('and stays while the size wavers at its edge', () => {
    const below = fold(cluster(1, 10, 9));
    expect(below.level).toBe('pods');
    const above = cluster(1, 10, 11);
    expect(fold(above).level).toBe('workloads');
    expect(fold(above, { previousLevel: 'pods' }).level).toBe('pods');
  });
});

test('a namespace with problems is unfolded before others', () => {
  const folded = fold(cluster(60, 5, 4, 42));
  const unfolded = [...folded.marks.values()].filter((mark) => mark.unfolded).map(({ id }) => id);
  expect(unfolded).toEqual(['namespace/ns-042']);
  expect(folded.marks.get('ns-042/service/app-0')?.state).toBe('error');
});

describe('by hand', () => {
  test('a namespace and a workload in it are unfolded', () => {
    const folded = fold(cluster(60, 5, 4), { unfolded: ['namespace/ns-007', 'ns-007/deployment/app-1'] });
    expect([...folded.marks.values()].filter(({ kind }) => kind === 'pod')).toHaveLength(4);
    expect(folded.marks.get('ns-007/deployment/app-1')).toMatchObject({ unfolded: true, foldedPods: 0 });
    expect(folded.contents).toBe(
      '1\u202f200 pods in 60 namespaces · showing 4 pods and 63 groups of 1\u202f200 pods',
    );
  });

  test('a namespace is folded, and its edges with it', () => {
    const folded = fold(cluster(2, 2, 3), { unfolded: ['-namespace/ns-000'] });
    expect(folded.marks.get('namespace/ns-000')).toMatchObject({ unfolded: false, foldedPods: 6 });
    expect([...folded.edges.values()].every(({ from }) => from.startsWith('ns-001'))).toBe(true);
  });

  test('a workload that does not fit shows its problems first and counts the rest', () => {
    const pods = deploymentPods('shop', 'web', 1_000, 997);
    const snapshot = sampleSnapshot([
      samplePartition('shop', { pods, services: [sampleService('shop', 'web')] }),
    ]);
    const folded = fold(snapshot, { unfolded: ['shop/deployment/web'], markLimit: 50 });
    expect(folded.marks.size).toBe(50);
    expect(
      [...folded.marks.values()].filter(({ kind, state }) => kind === 'pod' && state === 'warning'),
    ).toHaveLength(3);
    expect(folded.marks.get('rest/shop/deployment/web')).toMatchObject({
      name: '954 more pods',
      foldedPods: 954,
    });
    expect(folded.edges.has('shop/deployment/web > rest/shop/deployment/web')).toBe(true);
  });
});

test('edges between folded namespaces are one, in the worst state', () => {
  const alias = (name: string, target: string) =>
    sampleService('pay', name, { type: 'ExternalName', externalName: `${target}.shop.svc`, selector: null });
  const snapshot = sampleSnapshot([
    samplePartition('pay', { services: [alias('a', 'web'), alias('b', 'web')] }),
    samplePartition('shop', { services: [sampleService('shop', 'web')] }),
  ]);
  const folded = fold(snapshot, { unfolded: ['-namespace/pay', '-namespace/shop'] });
  expect([...folded.edges.keys()]).toEqual(['namespace/pay > namespace/shop']);
});

describe('the filter', () => {
  const snapshot = sampleSnapshot([
    samplePartition('shop', {
      pods: [...deploymentPods('shop', 'web', 2), ...deploymentPods('shop', 'api', 2)],
      services: [sampleService('shop', 'web'), sampleService('shop', 'api')],
    }),
    samplePartition('pay', { services: [sampleService('pay', 'web')] }),
  ]);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['pay', ['namespace/pay', 'pay/service/web']],
    [
      'shop api-7',
      ['namespace/shop', 'shop/deployment/api', 'shop/pod/api-*', 'shop/pod/api-*', 'shop/service/api'],
    ],
    ['nothing-like-this', []],
  ];
  test.each(cases)('%s', (text, expected) => {
    const ids = [...fold(snapshot, { text }).marks.keys()].map((id) => id.replace(/(pod\/api)-.*/, '$1-*'));
    expect(ids.sort()).toEqual([...expected].sort());
  });

  test('keeps what a match leads to', () => {
    const marks = fold(snapshot, { text: 'WEB shop' }).marks;
    expect(marks.has('shop/deployment/web')).toBe(true);
    expect(marks.has('shop/service/api')).toBe(false);
  });
});

const arbitraryCluster = fc
  .array(
    fc.record({
      deployments: fc.array(fc.record({ pods: fc.nat(9), ready: fc.nat(9) }), { maxLength: 4 }),
      statefulSet: fc.nat(3),
      bare: fc.nat(2),
      services: fc.nat(4),
    }),
    { maxLength: 6 },
  )
  .map((namespaces) =>
    sampleSnapshot(
      namespaces.map(({ deployments, statefulSet, bare, services }, index) => {
        const name = `ns-${index}`;
        return samplePartition(name, {
          pods: [
            ...deployments.flatMap(({ pods, ready }, app) => deploymentPods(name, `app-${app}`, pods, ready)),
            ...statefulSetPods(name, 'db', statefulSet),
            ...Array.from({ length: bare }, (_, pod) => samplePod(name, `bare-${pod}`)),
          ],
          services: Array.from({ length: services }, (_, app) => sampleService(name, `app-${app}`)),
        });
      }),
    ),
  );
const arbitraryOptions = fc.record({
  markLimit: fc.integer({ min: 5, max: 120 }),
  unfolded: fc.subarray([
    'namespace/ns-0',
    '-namespace/ns-1',
    'namespace/ns-2',
    'ns-0/deployment/app-0',
    '-ns-0/deployment/app-1',
    'ns-2/statefulset/db',
  ]),
});

describe('whatever the cluster and the folding', () => {
  test('no pod is lost, none is counted twice, and the limit holds', () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryOptions, (snapshot, options) => {
        const topology = buildTopology(snapshot);
        const { marks, edges } = foldTopology(topology, options);
        const pods = [...flattenTopology(topology).nodes.values()].filter(
          ({ kind }) => kind === 'pod',
        ).length;
        let counted = 0;
        for (const { objectKind, foldedPods } of marks.values())
          counted += foldedPods + (objectKind === 'Pod' ? 1 : 0);
        expect(counted).toBe(pods);
        expect(marks.size).toBeLessThanOrEqual(options.markLimit);
        expect(edges.size).toBeLessThanOrEqual(2 * options.markLimit);
        const few = foldTopology(topology, { ...options, edgeLimit: 3 });
        expect(few.edges.size).toBeLessThanOrEqual(3);
        expect(few.contents.includes(' of ') || few.edges.size === edges.size).toBe(true);
        for (const { from, to } of edges.values())
          expect([marks.has(from), marks.has(to)]).toEqual([true, true]);
      }),
    );
  });

  test('the worst state of a namespace is never hidden', () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryOptions, (snapshot, options) => {
        const topology = buildTopology(snapshot);
        const { marks } = foldTopology(topology, options);
        const worst = (states: readonly number[]): number => Math.max(0, ...states);
        const all = [...flattenTopology(topology).nodes.values()].filter(
          ({ kind }) => kind === 'service' || kind === 'workload',
        );
        const drawn = [...marks.values()].filter(({ kind }) => kind !== 'external');
        expect(worst(drawn.map(({ state }) => severity(state)))).toBeGreaterThanOrEqual(
          worst(all.map(({ state }) => severity(state))),
        );
      }),
    );
  });

  test('the difference between two pictures turns one into the other', () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryCluster, arbitraryOptions, (left, right, options) => {
        const [before, after] = [left, right].map((snapshot) =>
          foldTopology(buildTopology(snapshot), options),
        );
        if (before === undefined || after === undefined) throw new Error('two pictures are expected');
        const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(applyById(before.marks, diffById(before.marks, after.marks)))).toEqual(
          sorted(after.marks),
        );
        expect(sorted(applyById(before.edges, diffById(before.edges, after.edges)))).toEqual(
          sorted(after.edges),
        );
        expect(diffById(after.marks, new Map(after.marks))).toEqual({ upserted: [], removed: [] });
      }),
    );
  });
});
