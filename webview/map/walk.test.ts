import { expect, test } from 'vitest';
import {
  deploymentPods,
  samplePartition,
  sampleService,
  sampleSnapshot,
} from '../../src/core/topology/testing/sampleCluster.ts';
import { accessibleName, fitText } from './markText.ts';
import { emptyPlacement, placeScene } from './placement.ts';
import { mark, sceneOfSnapshot } from './testing/sampleScene.ts';
import { type Direction, walk } from './walk.ts';

const snapshot = sampleSnapshot([
  samplePartition('shop', {
    pods: [...deploymentPods('shop', 'api', 1), ...deploymentPods('shop', 'web', 1)],
    services: [sampleService('shop', 'api'), sampleService('shop', 'web', { type: 'NodePort' })],
  }),
]);
const scene = sceneOfSnapshot(snapshot);
const placement = placeScene(scene, emptyPlacement, { width: 1400, height: 800 });

const cases: readonly (readonly [string, Direction, string])[] = [
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
  const pod = [...scene.marks.keys()].find((id) => id.startsWith('shop/pod/web')) ?? '';
  expect(walk(scene, placement, pod, 'right')).toBeUndefined();
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
