import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Pod } from '../model/clusterSnapshot.ts';
import { endpointFor, pod, service, slicesFor } from '../testing/snapshotBuilder.ts';
import { type EndpointHistory, addEndpoints, describeEndpoints, viewEndpoints } from './endpointChanges.ts';

const web = service('shop', 'web', { app: 'web' });
const seen = '2026-01-01T12:00:00.000Z';

function podNamed(name: string, ready: boolean): Pod {
  return pod(
    'shop',
    name,
    { app: 'web' },
    { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  );
}

/** `a b!`: pod a is ready, pod b is not. */
function slices(text: string): readonly EndpointSlice[] {
  const names = text.split(' ').filter((name) => name !== '');
  return slicesFor(
    web,
    names.map((name) => podNamed(name.replace('!', ''), !name.endsWith('!'))),
  );
}

function history(states: readonly string[]): EndpointHistory | undefined {
  let sum: EndpointHistory | undefined;
  for (const [index, state] of states.slice(1).entries()) {
    const before = viewEndpoints(slices(states[index] ?? ''));
    const difference = { namespace: 'shop', service: 'web', before, after: viewEndpoints(slices(state)) };
    const at = new Date(Date.parse(seen) + index * 10_000).toISOString();
    sum = addEndpoints(sum, difference, at);
  }
  return sum;
}

/** What is told of a Service whose endpoints went through these states. */
function check(states: readonly string[], title: string | undefined, detail = '', state = 'inactive'): void {
  const sum = history(states);
  const change = sum === undefined ? undefined : describeEndpoints(sum);
  expect(change === undefined ? undefined : [change.title, change.detail, change.state]).toEqual(
    title === undefined ? undefined : [title, detail, state],
  );
}

describe('endpoint changes', () => {
  it('names who left, and how many are ready', () => {
    check(['a b c d', 'a b'], '2 endpoints of shop/web left', 'c, d · ready: 4 of 4 → 2 of 2');
  });
  it('tells an outage as such', () => {
    check(
      ['a b', 'a! b!'],
      '2 endpoints of shop/web are no longer ready',
      'a, b · ready: 2 of 2 → 0 of 2',
      'error',
    );
    check(
      ['a', 'a!', ''],
      '1 endpoint of shop/web left',
      'a · ready: 1 of 1 → 0 of 0 · 2 changes within 10 s',
      'error',
    );
  });
  it('tells an endpoint that fails', () => {
    check(
      ['a b', 'a b!'],
      '1 endpoint of shop/web is no longer ready',
      'b · ready: 2 of 2 → 1 of 2',
      'warning',
    );
  });
  it('tells when all is well again', () => {
    check(['a b!', 'a b'], '1 endpoint of shop/web became ready', 'b · ready: 1 of 2 → 2 of 2', 'ok');
  });
  it('sums a rolling update up', () => {
    check(
      ['a b', 'a b c!', 'a b c', 'b c d!', 'b c d', 'c d'],
      'Endpoints of shop/web: 2 left, 2 joined',
      'left: a, b · joined: c, d · 2 of 2 ready · 5 changes within 40 s',
    );
  });
  it('tells what came and went', () => {
    check(
      ['a', 'a b', 'a'],
      'Endpoints of shop/web changed and are as before',
      '1 of 1 ready · 2 changes within 10 s',
    );
  });
  it('counts those that it does not name', () => {
    check(
      ['', 'a b c d e f'],
      '6 endpoints of shop/web joined',
      'a, b, c, d and 2 more · ready: 0 of 0 → 6 of 6',
    );
  });
  it('is silent where nothing changed', () => {
    check(['a b!', 'a b!'], undefined);
    check(['', ''], undefined);
  });
  it('takes an endpoint of several slices as one', () => {
    const [slice] = slices('a b');
    if (slice === undefined) throw new Error('no slice');
    const six: EndpointSlice = {
      ...slice,
      name: 'web-6',
      addressType: 'IPv6',
      endpoints: [{ ...endpointFor(podNamed('a', true)), addresses: ['fd00::1'] }],
    };
    expect(viewEndpoints([slice, six]).states.size).toBe(2);
  });

  it('tells the difference of the ends, whatever happened between them', () => {
    const state = fc
      .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean(), { noNullPrototype: true })
      .map((pods) =>
        Object.entries(pods)
          .map(([name, ready]) => (ready ? name : `${name}!`))
          .join(' '),
      );
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 8 }), (states) => {
        const [first = '', last = ''] = [states[0], states.at(-1)];
        const [whole, ends] = [history(states), history([first, last])];
        const net = (sum: EndpointHistory | undefined): unknown[] =>
          [...(sum?.touched ?? [])].filter(([, { before, after }]) => before !== after).sort();
        expect(net(whole)).toEqual(net(ends));
        if (whole !== undefined && ends !== undefined) {
          expect([whole.before, whole.after]).toEqual([ends.before, ends.after]);
        }
      }),
    );
  });
});
