import { expect, test } from 'vitest';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { TreeFeed } from './treeFeed.ts';

/** A tree whose items can be renamed: each key's children. */
function tree(): { readonly feed: TreeFeed; readonly rename: (parent: string, label: string) => void } {
  const labels = new Map([
    ['', 'shop'],
    ['namespace/shop', 'web'],
    ['shop/service/web', '80/TCP'],
    ['shop/service/web#80/TCP', '10.0.0.1'],
  ]);
  const node = (label: string): TreeNode => ({
    id: label,
    kind: 'service',
    label,
    description: '',
    tooltip: '',
    state: 'ok',
    hasChildren: true,
  });
  return {
    feed: new TreeFeed((id) => [node(labels.get(id ?? '') ?? 'none')]),
    rename: (parent, label) => {
      labels.set(parent, label);
    },
  };
}

test('nothing that was never shown is told', () => {
  const { feed, rename } = tree();
  feed.give();
  rename('namespace/shop', 'api');
  expect(feed.takeChanges()).toEqual([]);
});

test('a new label is a change of the parent', () => {
  const { feed, rename } = tree();
  feed.give();
  feed.give('namespace/shop');
  rename('namespace/shop', 'api');
  expect(feed.takeChanges()).toEqual(['namespace/shop']);
});

test('only the topmost change is told: the tree asks again for what is below', () => {
  const { feed, rename } = tree();
  for (const id of [undefined, 'namespace/shop', 'shop/service/web', 'shop/service/web#80/TCP'])
    feed.give(id);
  rename('namespace/shop', 'api');
  rename('shop/service/web#80/TCP', '10.0.0.2');
  expect(feed.takeChanges()).toEqual(['namespace/shop']);
  expect(feed.takeChanges()).toEqual([]);
  rename('', 'store');
  expect(feed.takeChanges()).toEqual([undefined]);
});

test('siblings whose names begin alike are not below each other', () => {
  const { feed, rename } = tree();
  feed.give('shop/service/web');
  feed.give('shop/service/web-2');
  rename('shop/service/web', 'x');
  rename('shop/service/web-2', 'x');
  expect(feed.takeChanges()).toEqual(['shop/service/web', 'shop/service/web-2']);
});
