import { expect, test } from 'vitest';
import { type SampleNamespace, sceneOfCluster } from '../testing/sampleCluster.ts';
import { Awaited, groupsToReveal } from './reveal.ts';

const shop: SampleNamespace = {
  name: 'shop',
  workloads: [
    { name: 'web', pods: 2 },
    { name: 'web-api', pods: 2 },
  ],
  services: [],
};
const unfolded = sceneOfCluster([shop]);

test.each([
  ['shop/service/web', ['namespace/shop']],
  ['shop/pod/web-a-0', ['namespace/shop', 'shop/deployment/web']],
  ['shop/pod/web-api-a-0', ['namespace/shop', 'shop/deployment/web-api']],
  ['shop/pod/alone', ['namespace/shop']],
  ['namespace/shop', []],
  ['no reference', []],
])('%s is in %j', (id, expected) => {
  expect(groupsToReveal(unfolded, id)).toEqual(expected);
});

test('what is awaited asks for each group once, and is found when it arrives', () => {
  const awaited = new Awaited();
  const asked: string[] = [];
  const find = (namespace: SampleNamespace): string | undefined =>
    awaited.find(sceneOfCluster([namespace]), (groups) => asked.push(...groups));
  awaited.expect('shop/pod/web-a-0');
  expect(find({ ...shop, folded: true })).toBeUndefined();
  expect(find(shop)).toBeUndefined();
  expect(find(shop)).toBeUndefined();
  expect(asked).toEqual(['namespace/shop', 'shop/deployment/web']);
  const workloads = [{ name: 'web', pods: 2, unfolded: true }];
  expect(find({ ...shop, workloads })).toBe('shop/pod/web-a-0');
  expect(find({ ...shop, workloads })).toBeUndefined();
});
