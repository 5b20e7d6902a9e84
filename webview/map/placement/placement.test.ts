import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, nearestFreeTop } from './geometry.ts';
import { type Placement, emptyPlacement } from './placement.ts';
import { placeScene } from './placeScene.ts';
import { type Scene, isFrame } from '../scene/scene.ts';
import { type SampleNamespace, sceneOfCluster } from '../testing/sampleCluster.ts';

const window = { width: 1400, height: 800 };

const place = (
  scene: Scene,
  before: Placement = emptyPlacement,
  refolded: readonly string[] = [],
): Placement => placeScene(scene, before, window, new Set(refolded));

function shop(pods: number, services: readonly string[] = ['api', 'web'], hash = 'a'): SampleNamespace {
  return {
    name: 'shop',
    workloads: [
      { name: 'web', pods, unfolded: true, hash },
      { name: 'db', pods: 2, unfolded: true },
    ],
    services: services.map((name) => ({ name, to: ['web'], exposed: name === 'web' })),
  };
}

const pay: SampleNamespace = {
  name: 'pay',
  workloads: [{ name: 'gateway', pods: 2, unfolded: true }],
  services: [{ name: 'gateway', to: ['gateway'] }],
};

function overlaps(left: Box, right: Box): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

/** Every pair of marks, and of frames, that cover each other; and marks that stick out of their frame. */
function faults(scene: Scene, { boxes, inside, annexes }: Placement): string[] {
  const found: string[] = [];
  for (const drawn of [true, false]) {
    const ids = [...scene.marks.values()].filter((mark) => isFrame(mark) === drawn).map(({ id }) => id);
    ids.forEach((id, index) => {
      const box = boxes.get(id);
      if (box === undefined) found.push(`${id} has no place`);
      for (const other of ids.slice(index + 1)) {
        const [own, others] = [id, other].map((each) => {
          const whole = boxes.get(each);
          return [...(whole === undefined ? [] : [whole]), ...(drawn ? (annexes.get(each) ?? []) : [])];
        });
        const covered = own?.some((one) => others?.some((two) => overlaps(one, two)));
        if (covered === true) found.push(`${id} covers ${other}`);
      }
    });
  }
  for (const [id, frame] of inside) {
    const box = boxes.get(id);
    const rooms = [boxes.get(frame), ...(annexes.get(frame) ?? [])];
    const within = (outer: Box | undefined, inner: Box): boolean =>
      outer !== undefined &&
      inner.x >= outer.x &&
      inner.y >= outer.y &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height;
    if (box === undefined || !rooms.some((room) => within(room, box))) found.push(`${id} leaves ${frame}`);
  }
  for (const id of boxes.keys()) if (!scene.marks.has(id)) found.push(`${id} is gone`);
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
    const { boxes } = place(sceneOfCluster([shop(2)]));
    const x = (id: string): number => boxes.get(id)?.x ?? NaN;
    const flow = ['clients/shop', 'shop/service/web', 'shop/deployment/web', 'shop/pod/web-a-0'].map(x);
    expect(flow).toEqual([...flow].sort((left, right) => left - right));
    expect(new Set(flow).size).toBe(4);
    expect(x('shop/service/api')).toBe(x('shop/service/web'));
  });

  test('many pods of one workload stand in several columns', () => {
    const { boxes } = place(sceneOfCluster([shop(40)]));
    const pods = [...boxes].filter(([id]) => id.startsWith('shop/pod/web')).map(([, box]) => box);
    expect(new Set(pods.map(({ x }) => x)).size).toBe(4);
  });
});

describe('what stays keeps its place', () => {
  const cases: readonly (readonly [string, readonly SampleNamespace[], readonly SampleNamespace[]])[] = [
    ['a pod goes', [shop(3), pay], [shop(2), pay]],
    ['pods come', [shop(3), pay], [shop(9), pay]],
    ['a Service comes', [shop(3), pay], [shop(3, ['api', 'cart', 'web']), pay]],
    ['a namespace comes', [shop(3)], [shop(3), pay]],
    ['a namespace goes', [shop(3), pay], [pay]],
    ['all pods are replaced', [shop(3)], [shop(3, ['api', 'web'], 'b')]],
    ['a namespace is unfolded', [shop(3), { ...pay, folded: true }], [shop(3), pay]],
    ['a namespace is folded', [shop(3), pay], [shop(3), { ...pay, folded: true }]],
  ];
  test.each(cases)('%s', (_, first, second) => {
    const before = place(sceneOfCluster(first));
    const scene = sceneOfCluster(second);
    const after = place(scene, before);
    expect(moved(before, after)).toEqual([]);
    expect(faults(scene, after)).toEqual([]);
  });

  test('what is new comes near its kin', () => {
    const before = place(sceneOfCluster([shop(3), pay]));
    const { boxes } = place(sceneOfCluster([shop(4), pay]), before);
    const [pod, kin] = [boxes.get('shop/pod/web-a-3'), boxes.get('shop/pod/web-a-2')];
    expect(pod?.x).toBe(kin?.x);
    expect(Math.abs((pod?.y ?? NaN) - (kin?.y ?? NaN))).toBeLessThan(100);
  });

  const columnCases: readonly (readonly [string, SampleNamespace])[] = [
    ['with a workload that is there', shop(3, ['api', 'cart', 'web'])],
    [
      'with a workload that is there and is led to from elsewhere',
      { ...shop(3), services: [...shop(3).services, { name: 'cart', to: ['db'] }] },
    ],
    ['without any workload', { ...shop(3), services: [...shop(3).services, { name: 'cart', to: [] }] }],
  ];
  test.each(columnCases)('a Service that comes later, %s, stands in the column of Services', (_, grown) => {
    const before = place(sceneOfCluster([shop(3), pay]));
    const { boxes } = place(sceneOfCluster([grown, pay]), before);
    expect(boxes.get('shop/service/cart')?.x).toBe(boxes.get('shop/service/web')?.x);
  });

  test('a group goes back to the place that it was unfolded from', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...shop(3),
      name: `ns-${index}`,
      folded: true,
    }));
    const open = many.map((namespace) =>
      namespace.name === 'ns-10' ? { ...namespace, folded: false } : namespace,
    );
    const first = place(sceneOfCluster(many));
    const unfolded = place(sceneOfCluster(open), first);
    expect(moved(first, unfolded)).toEqual(['namespace/ns-10']);
    expect(faults(sceneOfCluster(open), unfolded)).toEqual([]);
    expect(moved(first, place(sceneOfCluster(many), unfolded))).toEqual([]);
  });

  test('unfolding by hand moves nothing in other frames', () => {
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...shop(0),
      name: `ns-${index}`,
      workloads: [{ name: 'web', pods: 20 }],
    }));
    const before = place(sceneOfCluster(many));
    const scene = sceneOfCluster(
      many.map((namespace) =>
        namespace.name === 'ns-7'
          ? { ...namespace, workloads: [{ name: 'web', pods: 20, unfolded: true }] }
          : namespace,
      ),
    );
    const after = place(scene, before, ['ns-7/deployment/web']);
    expect(faults(scene, after)).toEqual([]);
    expect(moved(before, after).filter((id) => !id.includes('ns-7'))).toEqual([]);
    expect([...after.boxes.keys()].filter((id) => id.startsWith('ns-7/pod/'))).toHaveLength(20);
  });
});

const workloadNames = ['web', 'api', 'db', 'cache', 'queue'];
const arbitraryNamespace = fc.record({
  workloads: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...workloadNames),
      pods: fc.nat(14),
      unfolded: fc.boolean(),
      hash: fc.constantFrom('a', 'b'),
    }),
    { selector: ({ name }) => name },
  ),
  services: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('web', 'api', 'db', 'metrics'),
      to: fc.subarray(workloadNames),
      exposed: fc.boolean(),
    }),
    { selector: ({ name }) => name },
  ),
  folded: fc.boolean(),
  present: fc.boolean(),
});
const arbitraryCluster = fc
  .array(arbitraryNamespace, { minLength: 1, maxLength: 9 })
  .map((namespaces) =>
    namespaces.flatMap(({ present, ...namespace }, index) =>
      present || index === 0 ? [{ ...namespace, name: `ns-${index}` }] : [],
    ),
  );

/** Marks that survive where nothing was folded or unfolded: they and the group around them are what they were. */
function heldMarks(first: Scene, second: Scene): ReadonlySet<string> {
  const same = (id: string | undefined): boolean =>
    id === undefined || first.marks.get(id)?.unfolded === second.marks.get(id)?.unfolded;
  return new Set(
    [...second.marks.values()].flatMap(({ id, parent }) => {
      const before = first.marks.get(id);
      return before !== undefined && before.parent === parent && same(id) && same(parent) ? [id] : [];
    }),
  );
}

describe('whatever is on the map', () => {
  test('nothing covers anything else, and over any sequence what stays does not move at all', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCluster, { minLength: 2, maxLength: 6 }), (clusters) => {
        let before: Placement | undefined;
        let last: Scene | undefined;
        for (const cluster of clusters) {
          const scene = sceneOfCluster(cluster);
          const after = place(scene, before);
          expect(faults(scene, after)).toEqual([]);
          if (before !== undefined && last !== undefined) {
            const held = heldMarks(last, scene);
            expect(moved(before, after).filter((id) => held.has(id))).toEqual([]);
          }
          before = after;
          last = scene;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the same scene has the same places, and where nothing changed nothing is placed', () => {
    fc.assert(
      fc.property(arbitraryCluster, (cluster) => {
        const scene = sceneOfCluster(cluster);
        const backwards = { ...scene, marks: new Map([...scene.marks].reverse()) };
        const once = place(scene);
        expect(moved(once, place(backwards))).toEqual([]);
        expect(place(scene, once)).toBe(once);
        const turned = new Map(
          [...scene.marks].map(([id, mark]) => [id, { ...mark, state: 'error' as const }]),
        );
        expect(place({ ...scene, marks: turned }, once)).toBe(once);
      }),
      { numRuns: 60 },
    );
  });
});

test('the nearest free top is the wanted one, or beside what is there', () => {
  const taken = [{ x: 0, y: 40, width: 10, height: 20 }];
  expect(nearestFreeTop(taken, 100, 10, 4, 0)).toBe(100);
  expect(nearestFreeTop(taken, 44, 10, 4, 0)).toBe(26);
  expect(nearestFreeTop(taken, 52, 10, 4, 0)).toBe(64);
});
