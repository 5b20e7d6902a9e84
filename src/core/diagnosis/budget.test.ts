import { describe, expect, it } from 'vitest';
import { openBudget } from '../inquiry/budget.ts';
import type { ProbeRequest } from '../probes/observation.ts';
import { web } from '../testing/exampleObjects.ts';
import type { Behaviour } from '../testing/simulatedNetwork.ts';
import { pod, slicesFor } from '../testing/snapshotBuilder.ts';
import { checkDiagnosis, clusterWith, type ExpectedDiagnosis } from './testing/checkDiagnosis.ts';

const backends = Array.from({ length: 200 }, (_, index) =>
  pod(
    'shop',
    `web-${index}`,
    { app: 'web' },
    { podIPs: [`10.244.${10 + Math.floor(index / 100)}.${(index % 100) + 1}`], nodeName: `n${index % 20}` },
  ),
);
const snapshot = clusterWith({
  pods: backends,
  services: [web],
  endpointSlices: slicesFor(web, backends),
});
const addresses = backends.flatMap(({ podIPs }) => podIPs);

describe('a Service of 200 backends', () => {
  it.each<[string, Behaviour, ExpectedDiagnosis]>([
    ['all answer', {}, { verdict: 'reachable' }],
    [
      'nothing listens',
      { listens: Object.fromEntries(addresses.map((address) => [address, []])) },
      {
        verdict: 'broken',
        codes: ['port-not-listening'],
        unverified: '12 of 200 backends were looked into',
      },
    ],
    [
      'packets are lost',
      { blackholes: [...addresses, '10.96.0.20'] },
      { verdict: 'broken', unverified: '8 of 200 backends were tried' },
    ],
  ])('takes sixty probes at most where %s', (_title, behaviour, expected) => {
    const to = { kind: 'service', namespace: 'shop', name: 'web' } as const;
    const { probes } = checkDiagnosis({ snapshot, to, behaviour }, { ...expected, paths: 200 });
    expect(probes.length).toBeLessThanOrEqual(60);
  });
});

function request(key: string, processes = 1): ProbeRequest {
  return {
    ...{ key, processes, probe: key.split('@')[0] ?? '', reason: '' },
    vantage: { kind: 'api' },
    privilege: 'api',
    action: { kind: 'read', path: '/' },
    timeoutMilliseconds: 1,
  };
}

describe('what a diagnosis may take', () => {
  const limit = { roundTrips: 3, processes: 10, bytes: 100, ofOneProbe: 2 };

  it.each([
    ['round trips', ['a@1', 'b@1', 'c@1', 'd@1'], 'a diagnosis asks 3 times at most'],
    ['one probe', ['a@1', 'a@2', 'a@3'], 'a diagnosis looks 2 times at most in this way'],
  ])('ends with %s', (_title, keys, reason) => {
    const budget = openBudget(limit);
    const refused = keys.map((key) => budget.refuse(request(key), false));
    expect(refused.slice(0, -1).every((each) => each === undefined)).toBe(true);
    expect(refused.at(-1)).toBe(reason);
  });

  it('ends with processes and with bytes', () => {
    const budget = openBudget(limit);
    expect(budget.refuse(request('a@1', 8), false)).toBeUndefined();
    expect(budget.refuse(request('b@1', 8), false)).toBe('a diagnosis starts 10 programs at most');
    budget.spendBytes(101);
    expect(budget.refuse(request('c@1'), false)).toContain('reads');
  });

  it('asks nothing twice, and never refuses what is known', () => {
    const budget = openBudget({ ...limit, roundTrips: 1 });
    expect(budget.refuse(request('a@1'), false)).toBeUndefined();
    expect(budget.refuse(request('a@1'), false)).toBeUndefined();
    expect(budget.refuse(request('b@1'), true)).toBeUndefined();
    expect(budget.refuse(request('c@1'), false)).toBe('a diagnosis asks 1 times at most');
  });
});
