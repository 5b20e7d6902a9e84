import { describe, expect, it } from 'vitest';
import { service, snapshotOf } from '../testing/snapshotBuilder.ts';
import { looksLikeClusterName, readServiceName, readTypedName } from './serviceName.ts';

const zone = 'cluster.local';
const snapshot = snapshotOf({
  services: [
    service('shop', 'web', { app: 'web' }),
    service('shop', 'db', { app: 'db' }, { headless: true, clusterIPs: [] }),
    service('data', 'store', { app: 'store' }),
  ],
});

describe('a name with svc', () => {
  it.each([
    ['web.shop.svc', { namespace: 'shop', service: 'web', domain: '' }],
    ['web.shop.svc.cluster.local', { namespace: 'shop', service: 'web', domain: zone }],
    ['Web.Shop.svc.cluster.local.', { namespace: 'shop', service: 'web', domain: zone }],
    [
      'db-0.dbb.shop.svc.cluster.local',
      { namespace: 'shop', service: 'dbb', hostname: 'db-0', domain: zone },
    ],
    [
      '_sql._tcp.db.shop.svc.cluster.local',
      { namespace: 'shop', service: 'db', hostname: '_sql._tcp', domain: zone },
    ],
    ['h.x.svc.svc.cluster.local', { namespace: 'svc', service: 'x', hostname: 'h', domain: zone }],
    ['svc.shop.svc.cluster.local', { namespace: 'shop', service: 'svc', domain: zone }],
    ['web.shop.svc.other.zone', { namespace: 'shop', service: 'web', domain: 'other.zone' }],
    ['.shop.svc', undefined],
    ['example.com', undefined],
    ['web.svc', undefined],
  ])('%s', (name, expected) => {
    expect(readServiceName(name, zone)).toEqual(expected);
  });
});

describe('a name as an application has it', () => {
  it.each([
    ['web', { namespace: 'shop', service: 'web', domain: '' }],
    ['store.data', { namespace: 'data', service: 'store', domain: '' }],
    ['db-0.db', { namespace: 'shop', service: 'db', hostname: 'db-0', domain: '' }],
    ['db-0.db.shop', { namespace: 'shop', service: 'db', hostname: 'db-0', domain: '' }],
    ['db-0.dbb.shop', { namespace: 'shop', service: 'dbb', hostname: 'db-0', domain: '' }],
    ['www.example.com', undefined],
    ['a.b.c.d', undefined],
  ])('%s', (name, expected) => {
    expect(readTypedName(name, 'shop', zone, snapshot)).toEqual(expected);
  });

  it.each([
    ['web', true],
    ['web.shop', true],
    ['db-0.dbb.shop', true],
    ['nothing.shop.svc', true],
    ['x.cluster.local', true],
    ['example.com', false],
    ['www.example.com', false],
    ['a.b.c.shop', false],
  ])('%s looks like a name of the cluster: %s', (name, expected) => {
    expect(looksLikeClusterName(name, zone, snapshot)).toBe(expected);
  });
});
