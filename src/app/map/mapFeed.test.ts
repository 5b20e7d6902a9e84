import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ConnectionProblemKind } from '../../core/model/connection.ts';
import { emptySnapshot } from '../../core/model/emptySnapshot.ts';
import {
  coverageOf,
  deploymentPods,
  samplePartition,
  sampleService,
  sampleSnapshot,
} from '../../core/topology/testing/sampleCluster.ts';
import type { SessionState } from '../../protocol/engineProtocol.ts';
import type { MapFilter, MapMessage } from '../../protocol/mapProtocol.ts';
import { MapFeed } from './mapFeed.ts';
import type { MapSource } from './mapStatus.ts';

const everything: MapFilter = { lens: 'services', text: '', unfolded: [] };

function session(values: Partial<SessionState> = {}): SessionState {
  const cluster = {
    context: 'prod-eu',
    server: 'https://192.0.2.1:6443',
    namespace: 'default',
    kind: 'live' as const,
  };
  return { epoch: 1, phase: 'live', cluster, ...values };
}

const shop = (ready: number, asOf = '2026-01-01T12:00:00.000Z'): ClusterSnapshot =>
  sampleSnapshot(
    [
      samplePartition('shop', {
        pods: deploymentPods('shop', 'web', 2, ready),
        services: [sampleService('shop', 'web')],
      }),
    ],
    { asOf },
  );

/** A feed whose source can be set and whose messages are kept. */
class Harness {
  readonly sent: MapMessage[] = [];
  readonly feed: MapFeed;
  source: MapSource;

  constructor(source: MapSource) {
    this.source = source;
    this.feed = new MapFeed({ current: () => this.source, send: (message) => this.sent.push(message) });
  }

  update(source: MapSource): void {
    this.source = source;
    this.feed.changed();
  }

  get last(): MapMessage {
    const message = this.sent.at(-1);
    if (message === undefined) throw new Error('nothing was sent');
    return message;
  }

  acknowledge(): void {
    this.feed.drawn(this.last.epoch, this.last.sequence);
  }
}

describe('messages', () => {
  test('the whole scene first, then patches', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.changed();
    expect(harness.sent).toEqual([]);
    harness.feed.open(everything);
    expect(harness.last).toMatchObject({ epoch: 1, sequence: 0, whole: true, removedMarks: [] });
    expect(harness.last.marks.find(({ id }) => id === 'shop/service/web')).toMatchObject({
      reference: { kind: 'service', namespace: 'shop', name: 'web' },
      state: 'ok',
    });
    harness.acknowledge();
    harness.update({ session: session(), snapshot: shop(1) });
    expect(harness.last).toMatchObject({ sequence: 1, whole: false });
    expect(harness.last.marks.map(({ id }) => id).sort()).toEqual([
      'namespace/shop',
      'shop/deployment/web',
      expect.stringMatching(/^shop\/pod\/web-/),
      'shop/service/web',
    ]);
  });

  test('one is unacknowledged at most, and the next goes straight to the latest state', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.update({ session: session(), snapshot: shop(1) });
    harness.update({ session: session(), snapshot: shop(0) });
    expect(harness.sent).toHaveLength(1);
    harness.acknowledge();
    expect(harness.sent).toHaveLength(2);
    expect(harness.last.marks.find(({ id }) => id === 'shop/service/web')?.state).toBe('error');
    harness.acknowledge();
    expect(harness.sent).toHaveLength(2);
  });

  test('an acknowledgement of something else counts for nothing', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.update({ session: session(), snapshot: shop(1) });
    harness.feed.drawn(0, 0);
    harness.feed.drawn(1, 7);
    expect(harness.sent).toHaveLength(1);
  });

  test('what changed back and forth, or only in age, is not sent', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.update({ session: session(), snapshot: shop(1) });
    harness.update({ session: session(), snapshot: shop(2, '2026-01-01T12:00:09.000Z') });
    harness.acknowledge();
    expect(harness.sent).toHaveLength(1);
  });

  test('another epoch sends everything at once, whatever is unacknowledged', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.update({ session: session({ epoch: 2 }), snapshot: shop(2) });
    expect(harness.last).toMatchObject({ epoch: 2, sequence: 0, whole: true });
    harness.feed.drawn(1, 0);
    harness.update({ session: session({ epoch: 2 }), snapshot: shop(1) });
    expect(harness.sent).toHaveLength(2);
  });

  test('a map that comes back gets everything, one that is gone nothing', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.feed.open(everything);
    expect(harness.sent.map(({ whole }) => whole)).toEqual([true, true]);
    harness.feed.close();
    harness.update({ session: session(), snapshot: shop(0) });
    expect(harness.sent).toHaveLength(2);
  });

  test('another filter sends the difference', () => {
    const harness = new Harness({ session: session(), snapshot: shop(2) });
    harness.feed.open(everything);
    harness.acknowledge();
    harness.feed.filter({ lens: 'services', text: '', unfolded: ['-namespace/shop'] });
    expect(harness.last.whole).toBe(false);
    expect(harness.last.removedMarks).toContain('shop/service/web');
    expect(harness.last.marks).toMatchObject([{ id: 'namespace/shop', unfolded: false, foldedPods: 2 }]);
  });
});

describe('an empty map says why', () => {
  const problem = (kind: ConnectionProblemKind): MapSource => ({
    session: session({
      phase: 'failed',
      problem: { kind, message: 'What happened.', advice: 'What to do.' },
    }),
  });
  const forbidden = { state: 'forbidden', reason: 'not you' } as const;
  const cases: readonly (readonly [string, MapSource, MapFilter, string])[] = [
    ['closed', { session: { epoch: 0, phase: 'closed' } }, everything, 'No cluster is connected'],
    ['connecting', { session: session({ phase: 'connecting' }) }, everything, 'Connecting to prod-eu'],
    ['no kubeconfig', problem('no-kubeconfig'), everything, 'No kubeconfig was found'],
    ['bad kubeconfig', problem('bad-kubeconfig'), everything, 'The kubeconfig cannot be used'],
    ['unreachable', problem('unreachable'), everything, 'The API server does not answer'],
    ['tls', problem('tls'), everything, "The API server's certificate is not trusted"],
    ['401', problem('unauthorized'), everything, 'The API server does not accept these credentials (401)'],
    ['403', problem('forbidden'), everything, 'The API server does not allow this (403)'],
    ['failed', problem('failed'), everything, 'The cluster cannot be read'],
    [
      'loading',
      { session: session(), snapshot: emptySnapshot('prod-eu', '') },
      everything,
      'Reading prod-eu',
    ],
    [
      'empty',
      { session: session(), snapshot: sampleSnapshot([samplePartition('default')]) },
      everything,
      'prod-eu has neither Services nor pods',
    ],
    [
      'every list forbidden',
      {
        session: session(),
        snapshot: sampleSnapshot([], {
          coverage: coverageOf({
            namespaces: forbidden,
            pods: forbidden,
            services: forbidden,
            endpointslices: forbidden,
          }),
        }),
      },
      everything,
      'Nothing may be read here (403)',
    ],
    [
      'no match',
      { session: session(), snapshot: shop(2) },
      { lens: 'services', text: ' zebra', unfolded: [] },
      'Nothing matches "zebra"',
    ],
  ];
  test.each(cases)('%s', (_, source, filter, title) => {
    const harness = new Harness(source);
    harness.feed.open(filter);
    expect(harness.last.marks).toEqual([]);
    expect(harness.last.status.blank?.title).toBe(title);
    expect(harness.last.status.blank?.advice).not.toBe('');
    expect(harness.last.status.contents).toBe('');
  });
});

describe('the status line', () => {
  const cases: readonly (readonly [
    string,
    MapSource,
    { coverage?: string; freshness?: string; contents?: string },
  ])[] = [
    [
      'live and complete',
      { session: session(), snapshot: shop(2) },
      { coverage: 'complete', freshness: 'live', contents: '1 namespace · 1 Service · 2 pods' },
    ],
    ['recorded', { session: session({ phase: 'recorded' }), snapshot: shop(2) }, { freshness: 'recorded' }],
    [
      'watch lost',
      {
        session: session({ problem: { kind: 'unreachable', message: 'gone', advice: 'wait' } }),
        snapshot: { ...shop(2), coverage: coverageOf({ pods: { state: 'stale', reason: 'no answer' } }) },
      },
      { coverage: 'pods: stale (no answer)', freshness: 'stale' },
    ],
    [
      'one resource forbidden',
      {
        session: session(),
        snapshot: {
          ...shop(2),
          coverage: coverageOf({ endpointslices: { state: 'forbidden', reason: 'RBAC' } }),
        },
      },
      { coverage: 'endpointslices: forbidden (RBAC)', freshness: 'live' },
    ],
    [
      'some namespaces only',
      {
        session: session(),
        snapshot: {
          ...shop(2),
          coverage: coverageOf({
            pods: { state: 'complete', namespaces: ['shop', 'pay'] },
            services: { state: 'complete', namespaces: ['shop', 'pay'] },
          }),
        },
      },
      { coverage: 'complete for 2 namespaces' },
    ],
  ];
  test.each(cases)('%s', (_, source, expected) => {
    const harness = new Harness(source);
    harness.feed.open(everything);
    expect(harness.last.status).toMatchObject({ context: 'prod-eu', ...expected });
    expect(harness.last.status.blank).toBeUndefined();
  });
});

describe('what else a map is asked for', () => {
  const harness = (): Harness => new Harness({ session: session(), snapshot: shop(1) });

  test('details of a thing, by the id of its mark', () => {
    const { feed } = harness();
    expect(feed.details('shop/service/web')?.facts).toContainEqual({
      label: 'Endpoints',
      value: '1 of 2 ready',
    });
    expect(feed.details('n1#shop/deployment/web')?.id).toBe('n1#shop/deployment/web');
    expect(feed.details('clients/shop')).toBeUndefined();
    expect(feed.details('shop/service/gone')).toBeUndefined();
  });

  test('a selection as a document holds what is on its paths', () => {
    const { feed } = harness();
    feed.open(everything);
    const json = JSON.parse(feed.document('json', ['shop/service/web'])) as { nodes: { id: string }[] };
    expect(json.nodes.map(({ id }) => id)).toEqual([
      'namespace/shop',
      'shop/deployment/web',
      'shop/service/web',
    ]);
    expect(feed.document('mermaid', ['shop/service/web'])).toContain('web<br/>Service');
    expect(feed.document('mermaid')).toContain('web<br/>Deployment');
  });

  test('a search that is half understood says so, and what it leaves of how much', () => {
    const own = harness();
    own.feed.open({ lens: 'services', text: 'kind:service nam:x', unfolded: [] });
    expect(own.last.status.searchProblems).toEqual([
      '"nam:" is not understood; there are namespace:, label:, state:, node: and kind:',
    ]);
    expect(own.last.status.contents).toBe('1 namespace · 1 Service · 0 pods · out of 2 pods in 1 namespace');
  });

  test('another lens shows other marks', () => {
    const own = harness();
    own.feed.open({ lens: 'nodes', text: '', unfolded: [] });
    expect(own.last.marks.map(({ kind }) => kind)).toContain('node');
    own.acknowledge();
    own.feed.filter({ lens: 'policies', text: '', unfolded: [] });
    expect(own.last.marks.find(({ id }) => id === 'shop/deployment/web')?.badge).toBe('open');
    expect(own.last.removedMarks).toContain('unscheduled');
  });
});
