import { describe, expect, test } from 'vitest';
import { emptyScene } from '../scene/scene.ts';
import { sceneOfCluster } from '../testing/sampleCluster.ts';
import { showsProblemsOnly, suggest, toggleProblemsOnly } from './suggest.ts';

const scene = sceneOfCluster([
  { name: 'shop', workloads: [], services: [] },
  { name: 'shipping', workloads: [], services: [] },
  { name: 'pay', workloads: [], services: [] },
]);

describe('how a word may go on', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['web', []],
    ['na', ['namespace:']],
    ['-na', ['-namespace:']],
    ['web st', ['state:']],
    ['namespace:s', ['namespace:shipping ', 'namespace:shop ']],
    ['-ns:pa', ['-ns:pay ']],
    ['state:pro', ['state:problem ']],
    ['label:a', []],
    ['namespace:pay', []],
  ];
  test.each(cases)('%s', (text, expected) => {
    expect(suggest(text, text.length, scene).entries.map(({ insert }) => insert)).toEqual(expected);
  });

  test('the word at the cursor is the one that goes on', () => {
    const { start, end, entries } = suggest('kin web', 3, emptyScene);
    expect([start, end, entries.map(({ insert }) => insert)]).toEqual([0, 3, ['kind:']]);
  });
});

test.each([
  ['', 'state:problem'],
  ['web', 'web state:problem'],
  ['state:problem web', 'web'],
])('problems only of "%s"', (text, expected) => {
  expect(toggleProblemsOnly(text)).toBe(expected);
  expect(showsProblemsOnly(expected)).not.toBe(showsProblemsOnly(text));
});
