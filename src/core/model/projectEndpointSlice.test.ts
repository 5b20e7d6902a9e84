import { describe, expect, it } from 'vitest';
import { projectEndpointSlice } from './projectEndpointSlice.ts';

function slice(fields: object): ReturnType<typeof projectEndpointSlice> {
  return projectEndpointSlice({
    metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ...fields,
  });
}

describe('projectEndpointSlice', () => {
  it.each([
    [{}, { ready: true, serving: true, terminating: false }],
    [{ conditions: {} }, { ready: true, serving: true, terminating: false }],
    [
      { conditions: { ready: null, serving: null, terminating: null } },
      { ready: true, serving: true, terminating: false },
    ],
    [{ conditions: { ready: false } }, { ready: false, serving: false, terminating: false }],
    [
      { conditions: { ready: false, serving: true, terminating: true } },
      { ready: false, serving: true, terminating: true },
    ],
  ])('conditions %j', (fields, expected) => {
    const { value } = slice({ endpoints: [{ addresses: ['10.0.0.1'], ...fields }] });
    expect(value?.endpoints[0]).toMatchObject(expected);
  });

  it('reads ports: a null port is no port, a null name is the empty one', () => {
    const { value } = slice({
      ports: [
        { name: null, port: 80 },
        { name: 'x', port: null, protocol: 'UDP' },
      ],
    });
    expect(value?.ports).toEqual([
      { name: '', port: 80, protocol: 'TCP' },
      { name: 'x', protocol: 'UDP' },
    ]);
  });

  it('finds its Service, its manager and the pods', () => {
    const { value } = slice({
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          targetRef: { kind: 'Pod', name: 'web-0' },
          nodeName: 'n1',
          zone: 'z',
          hints: { forZones: [{ name: 'z' }] },
        },
        { addresses: ['10.0.0.2'], targetRef: { kind: 'Node', name: 'n' } },
      ],
    });
    expect(value?.serviceName).toBe('web');
    expect(value).not.toHaveProperty('managedBy');
    expect(value?.endpoints[0]).toMatchObject({
      targetPod: { namespace: 'shop', name: 'web-0' },
      nodeName: 'n1',
      zone: 'z',
      hintedZones: ['z'],
    });
    expect(value?.endpoints[1]).not.toHaveProperty('targetPod');
  });

  it('has no value without an address type', () => {
    expect(slice({ addressType: 'IPv5' }).value).toBeUndefined();
  });
});
