import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SceneChange } from '../scene/scene.ts';
import { mark } from '../testing/sampleScene.ts';
import { Announcer, changeWords } from './announce.ts';

const nothing: SceneChange = {
  added: [],
  removed: [],
  turned: [],
  edges: [],
  structural: false,
  whole: false,
};
const web = mark('shop/service/web', { state: 'error', stateReason: 'selects no pod' });
const pods = Array.from({ length: 12 }, (_, index) => mark(`shop/pod/web-${index}`, { state: 'warning' }));
const turnedPods = pods.map((pod) => ({ mark: pod, before: 'ok' as const }));

describe('changes in words', () => {
  const cases: readonly (readonly [string, Partial<SceneChange>, string])[] = [
    ['a new scene is not told', { added: pods, whole: true }, ''],
    ['a state with its reason', { turned: [{ mark: web, before: 'ok' }] }, 'Service web: selects no pod'],
    ['a recovery', { turned: [{ mark: { ...web, state: 'ok' }, before: 'error' }] }, 'Service web: ok again'],
    ['many states are counted', { turned: turnedPods }, '12 pods changed in shop'],
    [
      'what came and went',
      { added: pods.slice(0, 2), removed: [mark('pay/service/pay')] },
      '2 pods appeared in shop. 1 Service disappeared in pay',
    ],
    ['a namespace', { added: [mark('namespace/pay')] }, '1 Namespace appeared'],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(changeWords({ ...nothing, ...change })).toBe(expected);
  });
});

describe('under churn', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('the first change is told at once, what follows together', () => {
    const said: string[] = [];
    const announcer = new Announcer((words) => said.push(words));
    announcer.hear({ ...nothing, turned: [{ mark: web, before: 'ok' }] });
    for (const turn of turnedPods) announcer.hear({ ...nothing, turned: [turn] });
    expect(said).toEqual(['Service web: selects no pod']);
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual(['Service web: selects no pod', '12 pods changed in shop']);
  });

  test('what is back where it was is no news', () => {
    const said: string[] = [];
    const announcer = new Announcer((words) => said.push(words));
    announcer.hear({ ...nothing, added: [mark('namespace/pay')] });
    announcer.hear({ ...nothing, added: pods, turned: [{ mark: web, before: 'ok' }] });
    announcer.hear({
      ...nothing,
      removed: pods,
      turned: [{ mark: { ...web, state: 'ok' }, before: 'error' }],
    });
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual(['1 Namespace appeared']);
  });
});
