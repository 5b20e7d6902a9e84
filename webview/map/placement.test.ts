import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot, NamespacePartition } from '../../src/core/model/clusterSnapshot.ts';
import {
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
  statefulSetPods,
} from '../../src/core/topology/testing/sampleCluster.ts';
import type { Box } from './geometry.ts';
import { nearestFreeTop, spread } from './geometry.ts';
import { type Placement, emptyPlacement, placeScene } from './placement.ts';
import { type Scene, isFrame } from './scene.ts';
import { sceneOfSnapshot } from './testing/sampleScene.ts';

const window = { width: 1400, height: 800 };

const place = (scene: Scene, before: Placement = emptyPlacement): Placement =>
  placeScene(scene, before, window);

function shop(pods: number, services: readonly string[] = ['api', 'web']): NamespacePartition {
  return samplePartition('shop', {
    pods: [...deploymentPods('shop', 'web', pods), ...statefulSetPods('shop', 'db', 2)],
    services: services.map((name) => sampleService('shop', name, name === 'web' ? { type: 'NodePort' } : {})),
  });
}

const pay = samplePartition('pay', {
  pods: deploymentPods('pay', 'gateway', 2),
  services: [sampleService('pay', 'gateway')],
});

function overlaps(left: Box, right: Box): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

/** Every pair of marks, and of frames, that cover each other; and marks that stick out of their frame. */
function faults(scene: Scene, { boxes, frames }: Placement): string[] {
  const found: string[] = [];
  for (const drawn of [true, false]) {
    const ids = [...scene.marks.values()].filter((mark) => isFrame(mark) === drawn).map(({ id }) => id);
    ids.forEach((id, index) => {
      const box = boxes.get(id);
      if (box === undefined) found.push(`${id} has no place`);
      for (const other of ids.slice(index + 1)) {
        const otherBox = boxes.get(other);
        if (box !== undefined && otherBox !== undefined && overlaps(box, otherBox))
          found.push(`${id} covers ${other}`);
      }
    });
  }
  for (const [id, { layout }] of frames) {
    for (const [member, { x, y, width, height }] of layout.boxes) {
      if (x < 0 || y < 0 || x + width > layout.width || y + height > layout.height)
        found.push(`${member} leaves ${id}`);
    }
  }
  return found;
}

/** What moved of what stayed. */
function moved(before: Placement, after: Placement): string[] {
  return [...after.boxes].flatMap(([id, { x, y }]) => {
    const old = before.boxes.get(id);
    return old !== undefined && (old.x !== x || old.y !== y) ? [id] : [];
  });
}

describe('a frame reads from left to right', () => {
  test('clients, Services, workloads, pods in columns of their own', () => {
    const { boxes } = place(sceneOfSnapshot(sampleSnapshot([shop(2)])));
    const x = (id: string): number => boxes.get(id)?.x ?? NaN;
    const pod = [...boxes.keys()].find((id) => id.startsWith('shop/pod/web')) ?? '';
    const flow = ['clients/shop', 'shop/service/web', 'shop/deployment/web', pod].map(x);
    expect(flow).toEqual([...flow].sort((left, right) => left - right));
    expect(new Set(flow).size).toBe(4);
    expect(x('shop/service/api')).toBe(x('shop/service/web'));
    expect(x('shop/statefulset/db')).toBe(x('shop/deployment/web'));
  });

  test('a Service stands level with what it routes to', () => {
    const { boxes } = place(sceneOfSnapshot(sampleSnapshot([shop(5)])));
    const [service, workload] = [boxes.get('shop/service/web'), boxes.get('shop/deployment/web')];
    expect(service?.y).toBe(workload?.y);
  });
});

describe('what stays keeps its place', () => {
  const cases: readonly (readonly [string, ClusterSnapshot, ClusterSnapshot, number])[] = [
    ['a pod goes', sampleSnapshot([shop(3), pay]), sampleSnapshot([shop(2), pay]), 0],
    [
      'a Service comes',
      sampleSnapshot([shop(3), pay]),
      sampleSnapshot([shop(3, ['api', 'cart', 'web']), pay]),
      0,
    ],
    ['a namespace comes', sampleSnapshot([shop(3)]), sampleSnapshot([shop(3), pay]), 0],
    ['a namespace goes', sampleSnapshot([shop(3), pay]), sampleSnapshot([pay]), 0],
    [
      'a pod is replaced',
      sampleSnapshot([shop(3)]),
      sampleSnapshot([
        samplePartition('shop', {
          pods: [...deploymentPods('shop', 'web', 3, 3, '5b5b5b5b5'), ...statefulSetPods('shop', 'db', 2)],
          services: [sampleService('shop', 'api'), sampleService('shop', 'web', { type: 'NodePort' })],
        }),
      ]),
      0,
    ],
  ];
  test.each(cases)('%s', (_, first, second, expected) => {
    const before = place(sceneOfSnapshot(first));
    const scene = sceneOfSnapshot(second);
    const after = place(scene, before);
    expect(moved(before, after)).toHaveLength(expected);
    expect(faults(scene, after)).toEqual([]);
  });

  test('unfolding by hand lays out that frame anew and no other', () => {
    const many = sampleSnapshot(
      Array.from({ length: 8 }, (_, index) =>
        samplePartition(`ns-${index}`, { pods: deploymentPods(`ns-${index}`, 'web', 20), services: [] }),
      ),
    );
    const before = place(sceneOfSnapshot(many));
    const scene = sceneOfSnapshot(many, ['ns-7/deployment/web']);
    const after = place(scene, before);
    expect(faults(scene, after)).toEqual([]);
    expect(after.frames.get('namespace/ns-0')).toEqual(before.frames.get('namespace/ns-0'));
    expect([...after.boxes.keys()].filter((id) => id.startsWith('ns-7/pod/'))).toHaveLength(20);
  });
});

const arbitraryNamespace = fc.record({
  web: fc.nat(8),
  db: fc.nat(3),
  bare: fc.nat(2),
  services: fc.subarray(['web', 'db', 'api', 'db-0', 'alias']),
});
const arbitrarySnapshot = fc.array(arbitraryNamespace, { minLength: 1, maxLength: 12 }).map((namespaces) =>
  sampleSnapshot(
    namespaces.map(({ web, db, bare, services }, index) => {
      const name = `ns-${index}`;
      return samplePartition(name, {
        pods: [
          ...deploymentPods(name, 'web', web),
          ...statefulSetPods(name, 'db', db),
          ...Array.from({ length: bare }, (_, pod) => samplePod(name, `bare-${pod}`)),
        ],
        services: services.map((service) =>
          service === 'alias'
            ? sampleService(name, service, {
                type: 'ExternalName',
                externalName: 'web.ns-0.svc',
                selector: null,
              })
            : service === 'db-0'
              ? sampleService(name, service, { selector: { 'statefulset.kubernetes.io/pod-name': 'db-0' } })
              : sampleService(name, service, service === 'web' ? { type: 'LoadBalancer' } : {}),
        ),
      });
    }),
  ),
);

describe('whatever is on the map', () => {
  test('nothing covers anything else, at first and after a change', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, arbitrarySnapshot, (first, second) => {
        const before = place(sceneOfSnapshot(first));
        expect(faults(sceneOfSnapshot(first), before)).toEqual([]);
        const scene = sceneOfSnapshot(second);
        expect(faults(scene, place(scene, before))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('the same scene has the same places, and placing it again moves nothing', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        const scene = sceneOfSnapshot(snapshot);
        const backwards = { ...scene, marks: new Map([...scene.marks].reverse()) };
        const once = place(scene);
        expect(moved(once, place(backwards))).toEqual([]);
        expect(moved(once, place(scene, once))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test('spread keeps order, distance and limits', () => {
  const items = [5, 5, 90].map((middle) => ({ middle, height: 10 }));
  expect(spread(items, 2, 60)).toEqual([0, 12, 50]);
});

test('the nearest free top is the wanted one, or beside what is there', () => {
  const taken = [{ x: 0, y: 40, width: 10, height: 20 }];
  expect(nearestFreeTop(taken, 100, 10, 4, 0)).toBe(100);
  expect(nearestFreeTop(taken, 44, 10, 4, 0)).toBe(26);
  expect(nearestFreeTop(taken, 52, 10, 4, 0)).toBe(64);
});
