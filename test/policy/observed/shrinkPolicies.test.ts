import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectNetworkPolicy } from '../../../src/core/model/projectNetworkPolicy.ts';
import type { PolicyManifest } from '../arbitraries/policyManifest.ts';
import { arbitraryPolicySet } from '../arbitraries/policySets.ts';
import { exampleWorld } from '../arbitraries/world.ts';
import { shrinkPolicies, smallerPolicySets } from './shrinkPolicies.ts';

const policySet = arbitraryPolicySet(exampleWorld, { portRanges: true });

function policy(namespace: string, spec: PolicyManifest['spec']): PolicyManifest {
  const metadata = { namespace, name: 'policy' };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

describe('shrinking policies', () => {
  it('reaches the one entry that fails', async () => {
    const guilty = { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } };
    const policies = [
      policy('x', { podSelector: { matchLabels: { pod: 'a' } }, ingress: [{}] }),
      policy('y', {
        podSelector: { matchExpressions: [{ key: 'pod', operator: 'Exists' }] },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }] }],
        egress: [{ to: [{ namespaceSelector: {} }, guilty], ports: [{ protocol: 'UDP', port: 80 }] }, {}],
      }),
    ];
    const fails = (tried: readonly PolicyManifest[]): Promise<boolean> =>
      Promise.resolve(JSON.stringify(tried).includes('"cidr":"10.0.0.0/8"'));
    const smallest = await shrinkPolicies(policies, fails, 100);
    expect(smallest).toEqual([
      policy('y', { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    ]);
  });

  it('stops after its number of trials', async () => {
    let trials = 0;
    const fails = (): Promise<boolean> => {
      trials += 1;
      return Promise.resolve(false);
    };
    const [policies = []] = fc.sample(policySet, { numRuns: 1, seed: 4 });
    expect(await shrinkPolicies(policies, fails, 3)).toEqual(policies);
    expect(trials).toBe(3);
  });

  it('proposes policies that can be read, each of them less than before', () => {
    fc.assert(
      fc.property(policySet, (policies) => {
        const length = JSON.stringify(policies).length;
        for (const smaller of smallerPolicySets(policies)) {
          expect(JSON.stringify(smaller).length).toBeLessThan(length);
          expect(smaller.flatMap((each) => projectNetworkPolicy(each).errors)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
