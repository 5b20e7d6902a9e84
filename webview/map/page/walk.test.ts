import { expect, test } from 'vitest';
import { accessibleName, fitText } from '../draw/markText.ts';
import { emptyPlacement } from '../placement/placement.ts';
import { placeScene } from '../placement/placeScene.ts';
import { sceneOfCluster } from '../testing/sampleCluster.ts';
import { mark } from '../testing/sampleScene.ts';
import { type Direction, walk } from './walk.ts';

const scene = sceneOfCluster([
  {
    name: 'shop',
    workloads: [
      { name: 'api', pods: 1, unfolded: true },
      { name: 'web', pods: 1, unfolded: true },
    ],
    services: [
      { name: 'api', to: ['api'] },
      { name: 'web', to: ['web'], exposed: true },
    ],
  },
  { name: 'pay', workloads: [{ name: 'pay', pods: 1 }], services: [{ name: 'pay', to: ['pay'] }] },
]);
const placement = placeScene(scene, emptyPlacement, { width: 1400, height: 800 });

const cases: readonly (readonly [string, Direction, string])[] = [
  ['namespace/shop', 'right', 'clients/shop'],
  ['namespace/shop', 'down', 'clients/shop'],
  ['clients/shop', 'up', 'namespace/shop'],
  ['clients/shop', 'right', 'shop/service/web'],
  ['shop/service/web', 'right', 'shop/deployment/web'],
  ['shop/deployment/web', 'left', 'shop/service/web'],
  ['shop/service/web', 'left', 'clients/shop'],
  ['shop/service/web', 'down', 'shop/service/api'],
  ['shop/service/api', 'up', 'shop/service/web'],
];
test.each(cases)('from %s to the %s', (from, direction, expected) => {
  expect(walk(scene, placement, from, direction)).toBe(expected);
});

test('there is nothing beyond the last mark', () => {
  const scene = sceneOfCluster([{ name: 'shop', workloads: [{ name: 'web', pods: 1 }], services: [] }]);
  const alone = placeScene(scene, emptyPlacement, { width: 1400, height: 800 });
  expect(walk(scene, alone, 'shop/deployment/web', 'right')).toBeUndefined();
});

test('from afar the keys go from frame to frame', () => {
  const ways: readonly Direction[] = ['left', 'right', 'up', 'down'];
  const reached = ways.flatMap((way) => walk(scene, placement, 'namespace/shop', way, true) ?? []);
  expect(new Set(reached)).toEqual(new Set(['namespace/pay']));
});

test.each([
  ['short', 10, 'short'],
  ['web-7c9f8d6b5-bcdfg', 9, 'web-…cdfg'],
  ['abcdef', 1, '…'],
  ['日本語日本語', 4, '日本…語'],
])('%s in room for %i', (text, room, expected) => {
  expect(fitText(text, room, (candidate) => Array.from(candidate).length)).toBe(expected);
});

test('a screen reader hears kind, name and state first', () => {
  const web = mark('shop/service/web', { state: 'error', stateReason: 'selects no pod', badge: ':80' });
  expect(accessibleName(web, true)).toBe('Service web, error: selects no pod, namespace shop, :80, selected');
  const frame = mark('namespace/shop', { canUnfold: true, unfolded: true, badge: '2 pods' });
  expect(accessibleName(frame, false)).toBe('Namespace shop, ok, 2 pods, unfolded');
});
