import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectOtherPolicy } from './projectOtherPolicy.ts';
import { otherPolicyNames } from './coverage.ts';
import { projectTieredPolicy } from './projectTieredPolicy.ts';

const admin = (spec: object) =>
  projectTieredPolicy('AdminNetworkPolicy', {
    metadata: { name: 'a', uid: 'u' },
    spec: { priority: 5, subject: { namespaces: {} }, ...spec },
  });
const everything = { matchLabels: {}, matchExpressions: [] };

describe('projectTieredPolicy', () => {
  it('reads a policy of v1alpha1', () => {
    const { value, errors } = admin({
      subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } },
      ingress: [
        {
          name: 'one',
          action: 'Allow',
          from: [{ namespaces: {} }],
          ports: [{ portRange: { start: 1, end: 9 } }],
        },
      ],
    });
    expect(errors).toEqual([]);
    expect(value).toEqual({
      kind: 'AdminNetworkPolicy',
      name: 'a',
      uid: 'u',
      tier: 'Admin',
      priority: 5,
      subject: {
        namespaceSelector: everything,
        podSelector: { matchLabels: { app: 'db' }, matchExpressions: [] },
      },
      ingress: [
        {
          name: 'one',
          action: 'Accept',
          peers: [{ pods: { namespaceSelector: everything } }],
          ports: [{ protocol: 'TCP', port: 1, endPort: 9 }],
        },
      ],
      egress: [],
    });
  });

  it('takes the tier of a ClusterNetworkPolicy from its spec', () => {
    const raw = {
      metadata: { name: 'c' },
      spec: { tier: 'Baseline', priority: 0, subject: { namespaces: {} } },
    };
    expect(projectTieredPolicy('ClusterNetworkPolicy', raw).value?.tier).toBe('Baseline');
    expect(projectTieredPolicy('AdminNetworkPolicy', raw).value?.tier).toBe('Admin');
    expect(projectTieredPolicy('BaselineAdminNetworkPolicy', raw).value).toMatchObject({
      tier: 'Baseline',
      priority: 0,
    });
  });

  it.each([
    [{ priority: 1001 }, 'spec.priority'],
    [{ subject: {} }, 'spec.subject'],
    [{ ingress: [{ action: 'Log', from: [] }] }, 'spec.ingress[0].action'],
    [{ egress: [{ action: 'Deny', to: [{ pods: 3 }] }] }, 'spec.egress[0].to[0].pods'],
    [
      { egress: [{ action: 'Deny', to: [{ nodes: {} }], ports: [{ portNumber: { port: 0 } }] }] },
      'spec.egress[0].ports[0].portNumber',
    ],
  ])('has no value when a part that it knows cannot be read: %j', (spec, words) => {
    const { value, errors } = admin(spec);
    expect(value).toBeUndefined();
    expect(errors.join()).toContain(`adminnetworkpolicy/a: ${words}`);
  });

  it('keeps what it does not know as such', () => {
    const { value } = admin({
      egress: [{ action: 'Allow', to: [{ domainNames: ['a.b'] }, { nodes: {}, pods: {} }] }],
    });
    expect(value?.egress[0]?.peers).toEqual([
      { unsupported: 'domainNames' },
      { unsupported: 'nodes and pods' },
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...otherPolicyNames),
        fc.anything(),
        fc.anything(),
        (name, anything, spec) => {
          projectOtherPolicy(name, 'a.b', anything);
          projectOtherPolicy(name, 'a.b', { metadata: { name: 'x', namespace: 'y' }, spec });
        },
      ),
    );
  });
});
