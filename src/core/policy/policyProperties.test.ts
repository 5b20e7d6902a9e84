import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { LabelSelector } from '../model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyRule } from '../model/networkPolicy.ts';
import { noOtherPolicies } from '../model/otherPolicies.ts';
import type { TieredPolicy, TieredRule } from '../model/tieredPolicy.ts';
import { pod, snapshotOf } from '../testing/snapshotBuilder.ts';
import { policyDialects } from './dialect.ts';
import { detectPolicyProblems } from './detections/detectPolicyProblems.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import { explainPolicies } from './explain/explainPolicies.ts';
import type { PolicyEnd, PolicyQuery } from './policyQuery.ts';

const namespaces = ['a', 'b'];
const values = ['x', 'y'];

const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom(...values), { maxKeys: 1 }),
  matchExpressions: fc.array(
    fc.record({
      key: fc.constantFrom('app', 'tier', 'team'),
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: fc.subarray(values),
    }),
    { maxLength: 1 },
  ),
});
const block = fc.constantFrom('10.0.0.0/30', '0.0.0.0/0', '10.0.0.2/32', 'fd00::/8', 'nonsense');
const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: fc.record({ cidr: block, except: fc.array(block, { maxLength: 1 }) }) }),
);
const rule: fc.Arbitrary<NetworkPolicyRule> = fc.record({
  peers: fc.array(peer, { maxLength: 2 }),
  ports: fc.array(
    fc.record(
      {
        protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
        port: fc.oneof(fc.constantFrom('http', 'other'), fc.constantFrom(80, 8080)),
        endPort: fc.constantFrom(8080, 9000),
      },
      { requiredKeys: ['protocol'] },
    ),
    { maxLength: 2 },
  ),
});
const policies: fc.Arbitrary<readonly NetworkPolicy[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...namespaces),
      uid: fc.constant(''),
      podSelector: selector,
      policyTypes: fc.subarray<'Ingress' | 'Egress'>(['Ingress', 'Egress']),
      ingress: fc.array(rule, { maxLength: 2 }),
      egress: fc.array(rule, { maxLength: 2 }),
    }),
    { maxLength: 4 },
  )
  .map((list) => list.map((policy, index) => ({ ...policy, name: `p${String(index)}` })));

const tieredRule: fc.Arbitrary<TieredRule> = fc.record({
  action: fc.constantFrom('Accept', 'Deny', 'Pass'),
  peers: fc.array(
    fc.oneof(
      fc.record({ pods: fc.record({ namespaceSelector: selector, podSelector: selector }) }),
      fc.record({ networks: fc.array(block, { minLength: 1, maxLength: 2 }) }),
      fc.record({ nodes: selector }),
      fc.record({ unsupported: fc.constant('domainNames') }),
    ),
    { minLength: 1, maxLength: 2 },
  ),
});
const tiered: fc.Arbitrary<readonly TieredPolicy[]> = fc
  .array(
    fc.record({
      kind: fc.constant('ClusterNetworkPolicy' as const),
      uid: fc.constant(''),
      tier: fc.constantFrom('Admin', 'Baseline'),
      priority: fc.integer({ min: 0, max: 2 }),
      subject: fc.record({ namespaceSelector: selector, podSelector: selector }),
      ingress: fc.array(tieredRule, { maxLength: 2 }),
      egress: fc.array(tieredRule, { maxLength: 2 }),
    }),
    { maxLength: 3 },
  )
  .map((list) => list.map((policy, index) => ({ ...policy, name: `t${String(index)}` })));

const pods = [
  pod('a', 'one', { app: 'x' }, { podIPs: ['10.0.0.1'] }),
  pod('a', 'two', { app: 'y', tier: 'x' }, { podIPs: ['10.0.0.2', 'fd00::2'], nodeName: 'n2' }),
  pod('b', 'one', { tier: 'y' }, { podIPs: [] }),
  pod('b', 'host', { app: 'x' }, { podIPs: ['192.168.0.1'], hostNetwork: true }),
  pod('b', 'ended', { app: 'x' }, { phase: 'Failed' }),
].map((each) => ({
  ...each,
  containers: each.containers.map((container) => ({
    ...container,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' as const }],
  })),
}));
const ends: readonly PolicyEnd[] = [
  ...pods.map(({ namespace, name }): PolicyEnd => ({ kind: 'pod', namespace, name })),
  { kind: 'pod', namespace: 'b', name: 'nobody' },
  { kind: 'address', address: '8.8.8.8' },
  { kind: 'address', address: '10.9.9.9' },
  { kind: 'address', address: 'fd00::2' },
  { kind: 'address', address: 'nonsense' },
  { kind: 'node', name: 'n1' },
];
const query: fc.Arbitrary<PolicyQuery> = fc.record({
  source: fc.constantFrom(...ends),
  destination: fc.constantFrom(...ends),
  port: fc.constantFrom<(number | string)[]>(80, 8080, 'http', 'other'),
  protocol: fc.constantFrom('TCP', 'UDP'),
});
const dialect = fc.constantFrom(...Object.values(policyDialects));

function snapshotWith(
  networkPolicies: readonly NetworkPolicy[],
  clusterPolicies: readonly TieredPolicy[] = [],
  readable = true,
): ClusterSnapshot {
  const snapshot = snapshotOf({
    pods,
    networkPolicies,
    otherPolicies: {
      ...noOtherPolicies,
      clusternetworkpolicies: new Map(clusterPolicies.map((policy) => [policy.name, policy])),
    },
    namespaces: [
      { name: 'a', labels: { team: 'x' }, phase: 'Active' },
      { name: 'b', labels: { team: 'y', app: 'x' }, phase: 'Active' },
    ],
  });
  if (readable) return snapshot;
  return {
    ...snapshot,
    namespaces: new Map(
      [...snapshot.namespaces].map(([name, { namespace: _namespace, ...rest }]) => [name, rest]),
    ),
  };
}

describe('evaluatePolicies', () => {
  it('never throws, and says why whenever it does not know', () => {
    fc.assert(
      fc.property(
        policies,
        tiered,
        query,
        dialect,
        fc.boolean(),
        (own, cluster, asked, meaning, readable) => {
          const { ingress, egress } = evaluatePolicies(snapshotWith(own, cluster, readable), asked, meaning);
          for (const { verdict, unknown } of [ingress, egress]) {
            expect(unknown.length > 0).toBe(verdict === 'unknown');
          }
          const snapshot = snapshotWith(own, cluster, readable);
          expect(explainPolicies(snapshot, asked, meaning)).toMatchObject({ ingress, egress });
          expect(() => detectPolicyProblems(snapshot, { dialect: meaning })).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of policies', () => {
    fc.assert(
      fc.property(policies, tiered, query, (own, cluster, asked) => {
        const verdict = evaluatePolicies(snapshotWith(own, cluster), asked);
        expect(evaluatePolicies(snapshotWith([...own].reverse(), [...cluster].reverse()), asked)).toEqual(
          verdict,
        );
      }),
    );
  });

  it('never closes a connection when a rule is added that allows', () => {
    fc.assert(
      fc.property(policies, tiered, query, rule, fc.nat(), (own, cluster, asked, added, which) => {
        fc.pre(own.length > 0);
        const index = which % own.length;
        const more = own.map((policy, at) =>
          at !== index
            ? policy
            : {
                ...policy,
                // With its types written out: an egress rule would otherwise isolate by inference.
                policyTypes: policy.policyTypes.length > 0 ? policy.policyTypes : inferred(policy),
                ingress: [...policy.ingress, added],
                egress: [...(policy.egress ?? []), added],
              },
        );
        const before = evaluatePolicies(snapshotWith(own, cluster), asked).verdict;
        const after = evaluatePolicies(snapshotWith(more, cluster), asked).verdict;
        if (before === 'allow') expect(after).toBe('allow');
        if (before === 'unknown') expect(after).not.toBe('deny');
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every certain verdict when more becomes known', () => {
    fc.assert(
      fc.property(policies, tiered, query, (own, cluster, asked) => {
        const hidden = evaluatePolicies(snapshotWith(own, cluster, false), asked).verdict;
        if (hidden !== 'unknown')
          expect(evaluatePolicies(snapshotWith(own, cluster), asked).verdict).toBe(hidden);
      }),
      { numRuns: 500 },
    );
  });
});

function inferred(policy: NetworkPolicy): readonly ('Ingress' | 'Egress')[] {
  return (policy.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}
