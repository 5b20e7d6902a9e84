import { describe, expect, test } from 'vitest';
import { applyMessage, emptyScene, frameOf, toggleFolding } from './scene.ts';
import { pathsThrough } from './paths.ts';
import { edge, mark, message, sceneOf } from '../testing/sampleScene.ts';

const shop = [
  mark('namespace/shop', { unfolded: true, canUnfold: true }),
  mark('clients/shop', { kind: 'external', objectKind: 'Clients', parent: 'namespace/shop' }),
  mark('shop/service/web', { parent: 'namespace/shop' }),
  mark('shop/service/api', { parent: 'namespace/shop' }),
  mark('shop/deployment/web', { parent: 'namespace/shop', unfolded: true, canUnfold: true }),
  mark('shop/pod/web-1', { parent: 'shop/deployment/web' }),
  mark('namespace/pay', { canUnfold: true }),
];
const lines = [
  edge('clients/shop', 'shop/service/web', 'exposes'),
  edge('shop/service/web', 'shop/deployment/web'),
  edge('shop/deployment/web', 'shop/pod/web-1', 'owns'),
];

describe('messages', () => {
  test('a whole scene, then patches in their order', () => {
    const first = applyMessage(emptyScene, message({ whole: true, marks: shop, edges: lines }));
    expect(first?.change).toMatchObject({ whole: true, structural: true });
    if (first === undefined) throw new Error('the whole scene applies');
    const turned = mark('shop/service/web', {
      parent: 'namespace/shop',
      state: 'error',
      stateReason: 'selects no pod',
    });
    const second = applyMessage(first.scene, message({ sequence: 1, marks: [turned] }));
    expect(second?.change).toMatchObject({
      whole: false,
      structural: false,
      turned: [{ before: 'ok', mark: turned }],
      added: [],
    });
    expect(second?.scene.marks.size).toBe(shop.length);
    const third = applyMessage(
      second?.scene ?? emptyScene,
      message({
        sequence: 2,
        removedMarks: ['shop/pod/web-1'],
        removedEdges: ['shop/deployment/web > shop/pod/web-1'],
      }),
    );
    expect(third?.change).toMatchObject({ structural: true, removed: [{ id: 'shop/pod/web-1' }] });
    expect(third?.scene.edges.size).toBe(2);
  });

  test('what does not follow is refused', () => {
    const { scene } = sceneOf(shop, lines);
    expect(applyMessage(scene, message({ sequence: 2 }))).toBeUndefined();
    expect(applyMessage(scene, message({ epoch: 2, sequence: 1 }))).toBeUndefined();
  });

  test('the same scene sent again keeps what is known; another cluster does not', () => {
    const { scene } = sceneOf(shop, lines);
    const again = applyMessage(scene, message({ whole: true, marks: shop, edges: lines }));
    expect(again?.change).toMatchObject({ whole: false, structural: false, added: [] });
    const other = applyMessage(scene, message({ epoch: 2, whole: true, marks: shop, edges: lines }));
    expect(other?.change).toMatchObject({ whole: true, structural: true });
  });
});

test('a mark stands in the frame of its unfolded namespace', () => {
  const { scene } = sceneOf(shop, lines);
  const frames = [...scene.marks.values()].map((each) => frameOf(scene, each));
  const inside = 'namespace/shop';
  expect(frames).toEqual([undefined, inside, inside, inside, inside, inside, undefined]);
});

describe('the paths through a thing', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'shop/pod/web-1',
      ['clients/shop', 'namespace/shop', 'shop/deployment/web', 'shop/pod/web-1', 'shop/service/web'],
    ],
    ['shop/service/api', ['namespace/shop', 'shop/service/api']],
    ['namespace/shop', shop.map(({ id }) => id).filter((id) => id !== 'namespace/pay')],
    ['gone', []],
  ];
  test.each(cases)('%s', (id, expected) => {
    expect([...pathsThrough(sceneOf(shop, lines).scene, id)].sort()).toEqual([...expected].sort());
  });
});

test('folding by hand replaces what was said before', () => {
  const folded = mark('namespace/pay', { canUnfold: true });
  const unfolded = { ...folded, unfolded: true };
  expect(toggleFolding(['x', '-namespace/pay'], folded)).toEqual(['x', 'namespace/pay']);
  expect(toggleFolding(['namespace/pay', 'x'], unfolded)).toEqual(['x', '-namespace/pay']);
});
