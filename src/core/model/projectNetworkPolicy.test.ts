import { describe, expect, it } from 'vitest';
import { projectNetworkPolicy } from './projectNetworkPolicy.ts';

function policy(spec: object): ReturnType<typeof projectNetworkPolicy> {
  return projectNetworkPolicy({ metadata: { name: 'deny', namespace: 'shop' }, spec });
}

describe('projectNetworkPolicy', () => {
  it('tells an absent egress from an empty one', () => {
    expect(policy({ podSelector: {} }).value).toEqual({
      namespace: 'shop',
      name: 'deny',
      uid: '',
      podSelector: { matchLabels: {}, matchExpressions: [] },
      policyTypes: [],
      ingress: [],
    });
    expect(policy({ podSelector: {}, egress: [] }).value?.egress).toEqual([]);
  });

  it('reads peers and ports', () => {
    const { value, errors } = policy({
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            { podSelector: {}, namespaceSelector: { matchLabels: { a: 'b' } } },
            { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
          ],
          ports: [{ port: 'http' }, { port: 80, endPort: 90, protocol: 'UDP' }, {}],
        },
      ],
      egress: [{}],
    });
    expect(errors).toEqual([]);
    expect(value?.ingress[0]).toEqual({
      peers: [
        {
          podSelector: { matchLabels: {}, matchExpressions: [] },
          namespaceSelector: { matchLabels: { a: 'b' }, matchExpressions: [] },
        },
        { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
      ],
      ports: [
        { protocol: 'TCP', port: 'http' },
        { protocol: 'UDP', port: 80, endPort: 90 },
        { protocol: 'TCP' },
      ],
    });
    expect(value?.egress).toEqual([{ peers: [], ports: [] }]);
  });

  it.each([
    [{ ingress: [{ from: [{ ipBlock: {} }] }] }, 'spec.ingress[0].from[0].ipBlock.cidr: missing'],
    [{ ingress: [{ ports: [{ protocol: 'ICMP' }] }] }, 'spec.ingress[0].ports[0].protocol'],
    [
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Near' }] } },
      'spec.podSelector.matchExpressions[0].operator',
    ],
    [{ policyTypes: ['Sideways'] }, 'spec.policyTypes[0]: expected Ingress or Egress'],
  ])('has no value when a part cannot be read: %j', (spec, words) => {
    const { value, errors } = policy(spec);
    expect(value).toBeUndefined();
    expect(errors[0]).toContain(`shop/networkpolicy/deny: ${words}`);
  });
});
