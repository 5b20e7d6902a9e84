import { describe, expect, it } from 'vitest';
import { service, snapshotOf } from '../testing/snapshotBuilder.ts';
import { lookUpClusterRecord } from './clusterRecords.ts';

const snapshot = snapshotOf({
  services: [
    service('shop', 'web', { app: 'web' }),
    service('shop', 'db', { app: 'db' }, { headless: true, clusterIPs: [] }),
  ],
});

describe('lookUpClusterRecord', () => {
  it.each([
    ['web.shop.svc.cluster.local', 'service'],
    ['WEB.Shop.svc.cluster.local', 'service'],
    ['db-0.db.shop.svc.cluster.local', 'endpoint'],
    ['10-244-1-7.shop.pod.cluster.local', 'pod'],
    ['nothing.shop.svc.cluster.local', 'absent'],
    ['web.nowhere.svc.cluster.local', 'absent'],
    ['web.shop.cluster.local', 'absent'],
    ['a.b.web.shop.svc.cluster.local', 'absent'],
    ['constructor.shop.svc.cluster.local', 'absent'],
    ['cluster.local', 'absent'],
    ['example.com', 'outside'],
  ])('%s is %s', (name, kind) => {
    expect(lookUpClusterRecord(snapshot, name, 'cluster.local').kind).toBe(kind);
  });

  it('does not deny a name when Services are not readable', () => {
    const blind = {
      ...snapshot,
      coverage: { ...snapshot.coverage, services: { state: 'forbidden' as const } },
    };
    expect(lookUpClusterRecord(blind, 'nothing.shop.svc.cluster.local', 'cluster.local').kind).toBe(
      'unknown',
    );
  });
});
