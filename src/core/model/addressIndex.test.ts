import { describe, expect, it } from 'vitest';
import { pod, service, snapshotOf } from '../testing/snapshotBuilder.ts';
import { podOfAddress, serviceOfAddress } from './addressIndex.ts';
import { projectEndpointSlice } from './projectEndpointSlice.ts';
import { projectNode } from './projectNode.ts';
import { projectPod } from './projectPod.ts';
import { projectService } from './projectService.ts';

const metadata = { name: 'web', namespace: 'shop', uid: 'u1' };

describe('who has an address', () => {
  const web = pod('shop', 'web-0', {}, { podIPs: ['10.244.1.7', 'fd00::7'] });
  const snapshot = snapshotOf({
    pods: [
      pod('shop', 'done', {}, { podIPs: ['10.244.1.7'], phase: 'Succeeded' }),
      pod('kube-system', 'proxy', {}, { podIPs: ['10.89.0.11'], hostNetwork: true }),
      web,
    ],
    services: [service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.20', 'fd00:10:96::20'] })],
  });

  it.each([
    ['10.244.1.7', 'web-0'],
    ['FD00:0::0007', 'web-0'],
    ['::ffff:10.244.1.7', 'web-0'],
    ['10.89.0.11', undefined],
    ['10.244.1.8', undefined],
  ])('%s is pod %s', (address, name) => {
    expect(podOfAddress(snapshot, address)?.name).toBe(name);
  });

  it.each([
    ['10.96.0.20', 'web'],
    ['fd00:10:96:0::20', 'web'],
    ['10.96.0.2', undefined],
  ])('%s is Service %s', (address, name) => {
    expect(serviceOfAddress(snapshot, address)?.name).toBe(name);
  });
});

describe('addresses of API objects', () => {
  it('are read in their normal form, however they are spelled', () => {
    const slice = { metadata, addressType: 'IPv6', endpoints: [{ addresses: ['FD00:0:0::0007'] }] };
    expect(projectEndpointSlice(slice).value?.endpoints[0]?.addresses).toEqual(['fd00::7']);
    const status = { podIPs: [{ ip: 'fd00:0000::7' }] };
    expect(projectPod({ metadata, spec: {}, status }).value?.podIPs).toEqual(['fd00::7']);
    const spec = { clusterIPs: ['FD00::A'], externalIPs: ['2001:DB8::1'] };
    const projected = projectService({ metadata, spec }).value;
    expect([projected?.clusterIPs, projected?.externalIPs]).toEqual([['fd00::a'], ['2001:db8::1']]);
    const addresses = [{ type: 'InternalIP', address: 'FD00::B' }];
    const node = projectNode({ metadata: { name: 'n1', uid: 'u' }, spec: {}, status: { addresses } });
    expect(node.value?.addresses).toEqual([{ type: 'InternalIP', address: 'fd00::b' }]);
  });

  it('leave a headless Service headless', () => {
    expect(projectService({ metadata, spec: { clusterIP: 'None' } }).value?.headless).toBe(true);
  });
});
