import fc from 'fast-check';
import type { ClusterSnapshot, Namespace, Node, Pod } from '../../../model/clusterSnapshot.ts';
import type { Coverage } from '../../../model/coverage.ts';
import type { Labels } from '../../../model/labels.ts';
import { pod, snapshotOf } from '../../../testing/snapshotBuilder.ts';
import { policyDialects } from '../../dialect.ts';
import type { PolicyEnd } from '../../policyQuery.ts';
import type { MatrixPort } from '../classMatcher.ts';
import {
  arbitraryNetworkPolicies,
  arbitraryOtherPolicies,
  labelKeys,
  labelValues,
  namespaceNames,
  nodeNames,
  portNames,
  portNumbers,
  protocols,
} from './arbitraryPolicies.ts';

const labels: fc.Arbitrary<Labels> = fc.dictionary(
  fc.constantFrom(...labelKeys),
  fc.constantFrom(...labelValues),
  { maxKeys: 2, noNullPrototype: true },
);

/** 10.244.0.0/25 is the range of n1, the rest belongs to nobody in particular. */
const addresses = fc.constantFrom<readonly string[]>(
  [],
  ...['10.244.0.7', '10.244.1.3', '10.244.1.4', '10.244.1.77', 'fd00:1::3'].map((address) => [address]),
  ['10.244.1.5', 'fd00:1::5'],
  ['10.244.1.6', 'fd00:2::6'],
);

const containerPort = fc.record(
  {
    name: fc.constantFrom(...portNames),
    containerPort: fc.constantFrom(...portNumbers),
    protocol: fc.constantFrom(...protocols),
  },
  { requiredKeys: ['containerPort', 'protocol'] },
);

const pods: fc.Arbitrary<readonly Pod[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...namespaceNames),
      labels,
      nodeName: fc.constantFrom('n1', 'n2', 'n3', ''),
      podIPs: addresses,
      hostNetwork: fc.nat(5).map((choice) => choice === 0),
      phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending', 'Succeeded'),
      ports: fc.array(containerPort, { maxLength: 2 }),
    }),
    { maxLength: 9 },
  )
  .map((drafts) =>
    drafts.map(({ namespace, labels: own, nodeName, podIPs, hostNetwork, phase, ports }, index): Pod => {
      const base = pod(namespace, `pod-${index}`, own, { hostNetwork, phase, podIPs });
      const [container] = base.containers;
      const { nodeName: _default, ...rest } = base;
      return {
        ...rest,
        ...(nodeName === '' ? {} : { nodeName }),
        containers: container === undefined ? [] : [{ ...container, ports }],
      };
    }),
  );

/** n3 is never listed. */
const nodes: fc.Arbitrary<readonly Node[]> = fc
  .record({ first: labels, second: labels })
  .map(({ first, second }) =>
    [first, second].map((own, index) => ({
      name: `n${index + 1}`,
      uid: `n${index + 1}`,
      labels: own,
      addresses: [{ type: 'InternalIP', address: `10.89.0.1${index + 1}` }],
      podCIDRs: index === 0 ? ['10.244.0.0/25'] : ['10.245.0.0/24', 'fd00:9::/64'],
      conditions: [],
      unschedulable: false,
    })),
  );

/** z is a namespace whose object may be unreadable. */
const namespaces: fc.Arbitrary<readonly Namespace[]> = fc
  .record({ x: labels, y: labels, z: fc.option(labels, { nil: undefined }) })
  .map((own) =>
    namespaceNames.flatMap((name) => {
      const known = own[name];
      return known === undefined ? [] : [{ name, labels: known, phase: 'Active' }];
    }),
  );

const coverage: fc.Arbitrary<Partial<Coverage>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Partial<Coverage>>(
      { networkpolicies: { state: 'complete', namespaces: ['x'] } },
      { pods: { state: 'forbidden' } },
      { nodes: { state: 'forbidden' } },
      { adminnetworkpolicies: { state: 'forbidden' } },
      { baselineadminnetworkpolicies: { state: 'failed' } },
      { ciliumnetworkpolicies: { state: 'complete', namespaces: ['y'] } },
    ),
  },
);

/** Small clusters that hold whatever policies can tell apart, some of it unknown. */
export const arbitraryCluster: fc.Arbitrary<ClusterSnapshot> = fc
  .record({
    pods,
    nodes,
    namespaces,
    coverage,
    networkPolicies: arbitraryNetworkPolicies,
    otherPolicies: arbitraryOtherPolicies,
  })
  .map((objects) => snapshotOf(objects));

/** Ports by number, known and unknown to the policies, and by name. */
export const arbitraryMatrixPort: fc.Arbitrary<MatrixPort> = fc.record({
  port: fc.constantFrom(...portNumbers, 443, ...portNames),
  protocol: fc.constantFrom(...protocols),
});

export const arbitraryDialect = fc.constantFrom(...Object.values(policyDialects));

/** Every end that a cluster has: its pods in any state, nodes, one that is not listed, and addresses in and out of it. */
export function everyEnd(snapshot: ClusterSnapshot): readonly PolicyEnd[] {
  const own = [...snapshot.namespaces.values()].flatMap((partition) =>
    [...partition.pods.values()].map(({ namespace, name }): PolicyEnd => ({ kind: 'pod', namespace, name })),
  );
  const texts = [
    '192.0.2.9',
    '198.51.100.1',
    '10.244.1.3',
    '10.89.0.11',
    '10.244.0.99',
    'fd00:1::3',
    'nothing',
  ];
  return [
    ...own,
    { kind: 'pod', namespace: 'x', name: 'missing' },
    ...nodeNames.map((name): PolicyEnd => ({ kind: 'node', name })),
    ...texts.map((address): PolicyEnd => ({ kind: 'address', address })),
  ];
}
