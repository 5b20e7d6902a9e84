import { describe, expect, test } from 'vitest';
import type { ManifestDiagnostic } from '../../core/manifest/manifestDiagnostic.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { pod, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { ManifestFeed } from './manifestFeed.ts';
import type { Cluster, ReadResult } from '../ports.ts';
import { systemClock } from '../systemClock.ts';

const service = (app: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: ${app}}}\n`;
const deployment = (app: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: ${app}}}, spec: {containers: []}}}\n`;

interface Told {
  readonly uri: string;
  readonly version: number;
  readonly codes: readonly string[];
}

/** A feed over a cluster with one pod, and everything that it tells. */
function setUp(options: { readonly answer?: ReadResult; readonly snapshot?: ClusterSnapshot } = {}) {
  const told: Told[] = [];
  const reads: string[] = [];
  const waiters: (() => void)[] = [];
  const answer = options.answer ?? { kind: 'found', body: { items: [] } };
  // Only what the feed may use: anything else fails the test.
  const cluster = {
    describe: () => ({ context: 'c', server: '', namespace: 'shop', kind: 'live' }),
    read: (path: string) => {
      reads.push(path);
      return Promise.resolve(answer);
    },
  } as unknown as Cluster;
  const state = {
    snapshot: options.snapshot ?? snapshotOf({ pods: [pod('shop', 'web-0', { app: 'web' })] }),
    connected: true,
  };
  const feed = new ManifestFeed({
    current: () => (state.connected ? { snapshot: state.snapshot, cluster } : undefined),
    send: (uri: string, version: number, diagnostics: readonly ManifestDiagnostic[]) => {
      told.push({ uri, version, codes: diagnostics.map(({ code }) => code) });
      for (const waiter of waiters.splice(0)) waiter();
    },
    clock: systemClock,
    onCommand: () => undefined,
  });
  const next = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));
  const show = (uri: string, version: number, text: string, diagnose = true): void => {
    feed.show({ uri, version, text, diagnose });
  };
  return { feed, told, reads, state, next, show };
}

const code = 'service-selector-matches-nothing';

describe('the texts that are open', () => {
  test('are marked when the workloads are known, and not again for the same', async () => {
    const { feed, told, reads, next, show } = setUp();
    show('a', 1, service('wep'));
    await next();
    expect(told).toEqual([{ uri: 'a', version: 1, codes: [code] }]);
    expect(reads).toEqual([
      '/apis/apps/v1/namespaces/shop/deployments',
      '/apis/apps/v1/namespaces/shop/statefulsets',
    ]);
    show('a', 2, service('web'));
    await next();
    expect(told.at(-1)).toEqual({ uri: 'a', version: 2, codes: [] });
    feed.dispose();
  });

  test('lose their marks with the cluster', async () => {
    const { feed, told, state, next, show } = setUp();
    show('a', 1, service('wep'));
    await next();
    state.connected = false;
    feed.changed();
    await next();
    expect(told.at(-1)?.codes).toEqual([]);
    expect(feed.hover('a', 1, service('wep').indexOf('wep'))).toBeUndefined();
    feed.dispose();
  });

  test('follow the cluster', async () => {
    const { feed, told, state, next, show } = setUp();
    show('a', 1, service('wep'));
    await next();
    state.snapshot = snapshotOf({ pods: [pod('shop', 'wep-0', { app: 'wep' })] });
    feed.changed();
    await next();
    expect(told.at(-1)?.codes).toEqual([]);
    feed.dispose();
  });

  test('speak for each other, and so do the files beside them', async () => {
    const { feed, told, next, show } = setUp();
    show('a', 1, service('wep'));
    await next();
    show('b', 1, deployment('wep'));
    await next();
    expect(told.at(-1)).toEqual({ uri: 'a', version: 1, codes: [] });
    feed.close('b');
    await next();
    expect(told.at(-1)?.codes).toEqual([code]);
    feed.setCompanions('folder', [{ uri: 'b', text: deployment('wep') }]);
    await next();
    expect(told.at(-1)?.codes).toEqual([]);
    feed.dispose();
  });

  test('are left alone where nobody wants to hear of them', async () => {
    const { feed, told, next, show } = setUp();
    show('old side', 1, service('wep'), false);
    show('a', 1, service('wep'));
    await next();
    expect(told.map(({ uri }) => uri)).toEqual(['a']);
    feed.dispose();
  });

  test('have hovers for the version that the editor has', () => {
    const { feed, show } = setUp();
    show('a', 2, service('web'));
    const offset = service('web').indexOf('web}}');
    expect(feed.hover('a', 2, offset)?.lines).toEqual(['**selects 1 pod** (1 ready) · web-0']);
    expect(feed.hover('a', 1, offset)).toBeUndefined();
    expect(feed.hover('b', 1, offset)).toBeUndefined();
    expect(feed.servicesAt('a', 2, offset)).toEqual([{ kind: 'service', namespace: 'shop', name: 'web' }]);
    feed.dispose();
  });
});

test('where the workloads may not be read nothing is marked', async () => {
  const { feed, told, reads, next, show } = setUp({ answer: { kind: 'forbidden', reason: 'no' } });
  show('a', 1, service('wep'));
  const ingress =
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec: {defaultBackend: {service: {name: none}}}\n';
  show('b', 1, ingress);
  await next();
  // By the time of the next round the answer is there.
  show('b', 2, ingress);
  await next();
  expect(reads).toHaveLength(2);
  expect(told.map(({ uri }) => uri)).toEqual(['b', 'b']);
  feed.dispose();
});
