import { describe, expect, it } from 'vitest';
import { resolveName, writeTables } from './networkTables.ts';
import { pod, service, servicePort, slicesFor, snapshotOf } from './snapshotBuilder.ts';

const ready = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
const unready = pod(
  'shop',
  'web-1',
  { app: 'web' },
  { podIPs: ['10.244.1.11'], conditions: [{ type: 'Ready', status: 'False' }] },
);
const ended = pod('shop', 'job-0', {}, { podIPs: ['10.244.1.12'], phase: 'Succeeded' });
const onHost = pod('shop', 'agent-0', {}, { podIPs: ['10.89.0.11'], hostNetwork: true });
const web = service(
  'shop',
  'web',
  { app: 'web' },
  { clusterIPs: ['10.96.0.20'], ports: [servicePort(80, 8080, 'http')] },
);
const headless = service(
  'shop',
  'peers',
  { app: 'web' },
  { clusterIPs: [], headless: true, ports: [servicePort(80, 8080, 'http')] },
);
const alias = service(
  'data',
  'shop',
  {},
  { type: 'ExternalName', externalName: 'web.shop.svc.cluster.local', clusterIPs: [] },
);
const circle = service(
  'data',
  'circle',
  {},
  { type: 'ExternalName', externalName: 'circle.data.svc.cluster.local', clusterIPs: [] },
);
const tables = writeTables(
  snapshotOf({
    pods: [ready, unready, ended, onHost],
    services: [web, headless, alias, circle],
    endpointSlices: [...slicesFor(web, [ready, unready]), ...slicesFor(headless, [ready, unready])],
  }),
);

describe('the tables of a simulated network', () => {
  it('have the pods that are alive and have an address of their own', () => {
    expect([...tables.podAddresses]).toEqual(['10.244.1.10', '10.244.1.11']);
  });

  it('lead from a port of a Service to the ready pods', () => {
    expect(tables.services.get('10.96.0.20')?.get('TCP 80')).toEqual([
      { address: '10.244.1.10', port: 8080 },
    ]);
    expect(tables.services.get('10.96.0.20')?.get('UDP 80')).toBeUndefined();
  });

  for (const [typed, namespace, expected] of [
    ['web', 'shop', ['10.96.0.20']],
    ['WEB.shop', 'data', ['10.96.0.20']],
    ['web.shop.svc.cluster.local.', 'data', ['10.96.0.20']],
    ['web', 'data', undefined],
    ['web.', 'shop', undefined],
    ['peers', 'shop', ['10.244.1.10']],
    ['shop', 'data', ['10.96.0.20']],
    ['circle', 'data', undefined],
    ['example.com', 'shop', undefined],
  ] as const) {
    it(`resolve ${typed} in ${namespace} to ${expected?.join() ?? 'nothing'}`, () => {
      expect(resolveName(tables, typed, namespace)?.addresses).toEqual(expected);
    });
  }
});
