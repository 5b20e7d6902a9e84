import { describe, expect, test } from 'vitest';
import { sceneOfCluster, type SampleNamespace } from '../testing/sampleCluster.ts';
import { flowGraph, placesIn } from './flowLayout.ts';
import { blockGraph } from './frameBlocks.ts';
import { emptyPlacement, groupByFrame } from './placement.ts';
import { placeScene } from './placeScene.ts';
import { readPlacement, savePlacement } from './savedPlacement.ts';
import { type SettledInside, settleScene } from './settleScene.ts';

const window = { width: 1400, height: 800 };
const shop: SampleNamespace = {
  name: 'shop',
  workloads: [{ name: 'web', pods: 3, unfolded: true }],
  services: [{ name: 'web', to: ['web'], exposed: true }],
};
const pay: SampleNamespace = { ...shop, name: 'pay' };
const scene = sceneOfCluster([shop, pay]);
const placed = placeScene(scene, emptyPlacement, window);

/** What an engine would answer that puts each block below the one before. */
function insideOf(frame: string): SettledInside {
  const group = groupByFrame(scene).frames.get(frame);
  const graph = blockGraph(group?.members ?? [], group?.edges ?? []);
  const flow = flowGraph(frame, graph);
  if (flow === undefined) throw new Error('the frame has lines');
  const children = flow.children.map(({ id }, index) => ({ id, x: index * 300, y: index * 200 }));
  const found = placesIn({ children }, flow);
  if (found === undefined) throw new Error('the answer has all places');
  return { graph, ...found };
}

describe('the answer of the engine', () => {
  test('settles a frame, and it settles once', () => {
    const after = settleScene(
      scene,
      placed,
      new Map([['namespace/shop', insideOf('namespace/shop')]]),
      window,
      false,
    );
    expect(after.boxes.get('shop/service/web')).not.toEqual(placed.boxes.get('shop/service/web'));
    expect(after.boxes.get('pay/service/web')).toBe(placed.boxes.get('pay/service/web'));
    expect([...placed.unsettled]).toEqual(['namespace/pay', 'namespace/shop']);
    expect([...after.unsettled]).toEqual(['namespace/pay']);
  });

  test('is not laid down where the frame holds something else by now, and asked for again', () => {
    const other = sceneOfCluster([{ ...shop, services: [] }, pay]);
    const before = placeScene(other, placed, window);
    const insides = new Map([['namespace/shop', insideOf('namespace/shop')]]);
    const after = settleScene(other, before, insides, window, false);
    expect([...after.boxes]).toEqual([...before.boxes]);
    expect(after.unsettled.has('namespace/shop')).toBe(true);
  });

  test('is not heard where somebody has touched the frame', () => {
    const after = settleScene(scene, placed, new Map([['namespace/shop', undefined]]), window, false);
    expect(after.boxes).toEqual(placed.boxes);
    expect(after.unsettled.has('namespace/shop')).toBe(false);
  });

  test.each([
    ['nothing', undefined],
    ['no places', { children: [{ id: 'a' }] }],
    ['some of the places', { children: [] }],
    ['text', 'hello'],
  ])('that is none is refused: %s', (_, answer) => {
    const group = groupByFrame(scene).frames.get('namespace/shop');
    const flow = flowGraph('x', blockGraph(group?.members ?? [], group?.edges ?? []));
    expect(flow === undefined ? 'no flow' : placesIn(answer, flow)).toBeUndefined();
  });
});

describe('saved places', () => {
  test('are the same after a reload, and what stays does not move', () => {
    const read = readPlacement(JSON.parse(JSON.stringify(savePlacement(placed))) as unknown);
    expect([...read.boxes]).toEqual([...placed.boxes]);
    expect(placeScene(scene, read, window)).toBe(read);
  });

  test.each([[undefined], [7], [{}], [{ boxes: { a: [1, 2], b: 'x' }, frames: 3, annexes: { a: 1 } }]])(
    'of another version are nothing: %j',
    (saved) => {
      expect(readPlacement(saved).boxes.size).toBe(0);
    },
  );

  test('are few enough for the state of a page', () => {
    const many = sceneOfCluster(
      Array.from({ length: 30 }, (_, index) => ({ ...shop, name: `namespace-with-a-long-name-${index}` })),
    );
    const text = JSON.stringify(savePlacement(placeScene(many, emptyPlacement, window)));
    expect(text.length).toBeLessThan(40_000);
  });
});
