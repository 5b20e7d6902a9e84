import fc from 'fast-check';
import type {
  IpBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../../model/networkPolicy.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../../model/labelSelector.ts';
import type { OpaquePolicy } from '../../../model/opaquePolicy.ts';
import { noOtherPolicies, type OtherPolicies } from '../../../model/otherPolicies.ts';
import type { TieredPeer, TieredPolicy, TieredPort, TieredRule } from '../../../model/tieredPolicy.ts';

/** The names that random pods and policies share, few enough that they meet. */
export const namespaceNames = ['x', 'y', 'z'] as const;
export const labelKeys = ['app', 'tier', 'toString'] as const;
export const labelValues = ['a', 'b', ''] as const;
export const portNames = ['http', 'admin'] as const;
export const portNumbers = [80, 81, 8080] as const;
export const nodeNames = ['n1', 'n2', 'n3'] as const;
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;

const requirement: fc.Arbitrary<LabelSelectorRequirement> = fc.record({
  key: fc.constantFrom(...labelKeys, 'kubernetes.io/metadata.name'),
  operator: fc.constantFrom('In' as const, 'NotIn' as const, 'Exists' as const, 'DoesNotExist' as const),
  values: fc.subarray([...labelValues, ...namespaceNames], { minLength: 1 }),
});

const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(fc.constantFrom(...labelKeys), fc.constantFrom(...labelValues), { maxKeys: 1 }),
  matchExpressions: fc.array(requirement, { maxLength: 1 }),
});

const cidr = fc.constantFrom(
  ...['0.0.0.0/0', '10.0.0.0/8', '10.244.1.0/24', '10.244.1.0/28', '10.244.1.3/32', '192.0.2.0/24'],
  ...['10.89.0.11/32', '10.244.0.0/25', '::/0', 'fd00:1::/64', 'fd00:1::3/128', 'no block'],
);

const ipBlock: fc.Arbitrary<IpBlock> = fc.record({ cidr, except: fc.array(cidr, { maxLength: 1 }) });

const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock }),
);

const port: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  fc.record({ protocol: fc.constantFrom(...protocols) }),
  fc.record({
    protocol: fc.constantFrom(...protocols),
    port: fc.constantFrom(...portNumbers, ...portNames),
  }),
  fc.record({ protocol: fc.constantFrom(...protocols), port: fc.constant(79), endPort: fc.constant(81) }),
);

const rules: fc.Arbitrary<readonly NetworkPolicyRule[]> = fc.array(
  fc.record({ peers: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }),
  { maxLength: 2 },
);

/** NetworkPolicies of every form. */
export const arbitraryNetworkPolicies: fc.Arbitrary<readonly NetworkPolicy[]> = fc
  .array(
    fc.record(
      {
        namespace: fc.constantFrom(...namespaceNames),
        podSelector: selector,
        policyTypes: fc.subarray(['Ingress' as const, 'Egress' as const]),
        ingress: rules,
        egress: rules,
      },
      { requiredKeys: ['namespace', 'podSelector', 'policyTypes', 'ingress'] },
    ),
    { maxLength: 5 },
  )
  .map((policies) =>
    policies.map((policy, index) => ({ ...policy, name: `policy-${index}`, uid: `uid-${index}` })),
  );

const namespacedPods = fc.record(
  { namespaceSelector: selector, podSelector: selector },
  { requiredKeys: ['namespaceSelector'] },
);

const tieredPeer: fc.Arbitrary<TieredPeer> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ pods: namespacedPods }) },
  { weight: 1, arbitrary: fc.record({ nodes: selector }) },
  { weight: 2, arbitrary: fc.record({ networks: fc.array(cidr, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.constant({ unsupported: 'domainNames' }) },
);

const tieredPort: fc.Arbitrary<TieredPort> = fc.oneof(
  { weight: 4, arbitrary: port },
  { weight: 2, arbitrary: fc.record({ port: fc.constantFrom(...portNames) }) },
  { weight: 1, arbitrary: fc.constant({ unsupported: 'something' }) },
);

const tieredRules: fc.Arbitrary<readonly TieredRule[]> = fc.array(
  fc.record(
    {
      action: fc.constantFrom('Accept' as const, 'Deny' as const, 'Pass' as const),
      peers: fc.array(tieredPeer, { maxLength: 2 }),
      ports: fc.array(tieredPort, { maxLength: 2 }),
    },
    { requiredKeys: ['action', 'peers'] },
  ),
  { maxLength: 3 },
);

const tieredPolicies: fc.Arbitrary<readonly TieredPolicy[]> = fc
  .array(
    fc.record({
      tier: fc.constantFrom('Admin' as const, 'Baseline' as const),
      priority: fc.nat(2),
      subject: namespacedPods,
      ingress: tieredRules,
      egress: tieredRules,
    }),
    { maxLength: 3 },
  )
  .map((policies) =>
    policies.map((policy, index) => ({
      ...policy,
      kind: 'ClusterNetworkPolicy' as const,
      name: `tiered-${index}`,
      uid: `tiered-uid-${index}`,
    })),
  );

/** Policies of other APIs; one that nobody can evaluate is rare, since it leaves everything open. */
export const arbitraryOtherPolicies: fc.Arbitrary<OtherPolicies> = fc
  .tuple(
    tieredPolicies,
    fc.integer({ min: 0, max: 19 }).map((choice) => choice === 0),
  )
  .map(([tiered, hasOpaque]) => {
    const opaque: OpaquePolicy = {
      apiGroup: 'cilium.io',
      kind: 'CiliumNetworkPolicy',
      namespace: 'x',
      name: 'opaque',
    };
    return {
      ...noOtherPolicies,
      clusternetworkpolicies: new Map(tiered.map((policy) => [policy.name, policy])),
      ciliumnetworkpolicies: new Map(hasOpaque ? [['x/opaque', opaque]] : []),
    };
  });
