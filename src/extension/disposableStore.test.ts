import { expect, test } from 'vitest';
import { DisposableStore } from './disposableStore.ts';

function recorder(): { readonly ended: string[]; readonly item: (name: string) => { dispose(): void } } {
  const ended: string[] = [];
  return {
    ended,
    item: (name) => ({
      dispose: () => {
        ended.push(name);
      },
    }),
  };
}

test('ends what it owns once, the last one first', () => {
  const { ended, item } = recorder();
  const store = new DisposableStore();
  store.add(item('first'));
  store.add(item('second'));
  store.dispose();
  store.dispose();
  expect(ended).toEqual(['second', 'first']);
});

test('ends late additions at once', () => {
  const { ended, item } = recorder();
  const store = new DisposableStore();
  store.dispose();
  store.add(item('late'));
  expect(ended).toEqual(['late']);
});

test('one that throws does not keep the others from ending', () => {
  const { ended, item } = recorder();
  const store = new DisposableStore();
  store.add(item('first'));
  store.add({
    dispose: () => {
      throw new Error('no');
    },
  });
  expect(() => {
    store.dispose();
  }).toThrow(AggregateError);
  expect(ended).toEqual(['first']);
});
