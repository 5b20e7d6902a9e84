import { expect, test } from 'vitest';
import { emptyPlacement } from '../placement/placement.ts';
import { placeScene } from '../placement/placeScene.ts';
import { type SampleNamespace, sceneOfCluster } from '../testing/sampleCluster.ts';
import { type ZoomFolding, foldByZoom } from './zoomFolding.ts';

const window = { width: 1000, height: 700 };
const shop = (pods: number): SampleNamespace => ({
  name: 'shop',
  workloads: [{ name: 'web', pods }],
  services: [{ name: 'web', to: ['web'] }],
});
const pay: SampleNamespace = { ...shop(3), name: 'pay', folded: true };

function check(
  { pods = 3, k, over, closed = [] }: { pods?: number; k: number; over: string; closed?: readonly string[] },
  expected: ZoomFolding,
): void {
  const scene = sceneOfCluster([shop(pods), pay]);
  const placement = placeScene(scene, emptyPlacement, window);
  const box = placement.boxes.get(over) ?? { x: -1e6, y: -1e6, width: 0, height: 0 };
  const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const opened = ['shop/deployment/db'];
  expect(foldByZoom(scene, placement, k, center, window, opened, new Set(closed))).toEqual(expected);
}

test('a workload under the middle unfolds when it is looked at closely', () => {
  check({ k: 2, over: 'shop/deployment/web' }, { unfold: 'shop/deployment/web', fold: [] });
  check({ k: 1.2, over: 'shop/deployment/web' }, { fold: [] });
});

test('a namespace does too', () => {
  check({ k: 2, over: 'namespace/pay' }, { unfold: 'namespace/pay', fold: [] });
});

test('nothing unfolds where it does not fit, beside the middle, or against a person', () => {
  check({ k: 2, over: 'shop/deployment/web', pods: 400 }, { fold: [] });
  check({ k: 2, over: 'nowhere' }, { fold: [] });
  check({ k: 2, over: 'namespace/pay', closed: ['namespace/pay'] }, { fold: [] });
});

test('what zooming opened is folded again only when the zoom is well below', () => {
  check({ k: 1, over: 'nowhere' }, { fold: [] });
  check({ k: 0.8, over: 'nowhere' }, { fold: ['shop/deployment/db'] });
});
