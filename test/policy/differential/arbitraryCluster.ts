import type fc from 'fast-check';
import { arbitraryPolicySet } from '../arbitraries/policySets.ts';
import type { PolicyManifest, SelectorManifest } from '../arbitraries/policyManifest.ts';
import { exampleWorld } from '../arbitraries/world.ts';
import { directionsOf } from '../../../src/core/policy/selectingPolicies.ts';
import { projectNetworkPolicy } from '../../../src/core/model/projectNetworkPolicy.ts';
import type { PolicyCluster, PolicyPod } from '../policyCluster.ts';

/** Hosts on the network of a node are not in it: cyclonus knows pods and addresses, and a node is neither. */
const pods: readonly PolicyPod[] = [
  ...exampleWorld.pods
    .filter(({ hostNetwork }) => !hostNetwork)
    .map(({ namespace, name, labels, address, ports }) => ({
      namespace,
      name,
      labels,
      ip: address,
      ports: oneNameEach(
        ports.map(({ name: portName, port, protocol }) => ({
          name: portName,
          containerPort: port,
          protocol,
        })),
      ),
    })),
  ...exampleWorld.outside.map(({ name, address }) => ({
    namespace: '',
    name,
    labels: {},
    ip: address,
    ports: [],
  })),
];

/** The first name of each port: what cyclonus makes of several stands in disagreements.ts. */
function oneNameEach(ports: PolicyPod['ports']): PolicyPod['ports'] {
  return ports.filter(
    ({ containerPort, protocol }, index) =>
      ports.findIndex((other) => other.containerPort === containerPort && other.protocol === protocol) ===
      index,
  );
}

const namespaces = Object.fromEntries(
  exampleWorld.namespaces.map(({ name, labels }) => [
    name,
    { ...labels, 'kubernetes.io/metadata.name': name },
  ]),
);

/** NotIn on a label that not everything has: what cyclonus makes of it stands in disagreements.ts. */
function withoutOpenNotIn(selector: SelectorManifest, all: readonly PolicyPod['labels'][]): SelectorManifest {
  const { matchExpressions = [], ...rest } = selector;
  const kept = matchExpressions.filter(
    ({ key, operator }) => operator !== 'NotIn' || all.every((labels) => Object.hasOwn(labels, key)),
  );
  return { ...rest, ...(kept.length === 0 ? {} : { matchExpressions: kept }) };
}

const podLabels = pods.filter(({ namespace }) => namespace !== '').map(({ labels }) => labels);
const namespaceLabels = Object.values(namespaces);

type Peers = NonNullable<NonNullable<PolicyManifest['spec']['ingress']>[number]['from']>;

function comparablePeers(peers: Peers): Peers {
  return peers.map(({ podSelector, namespaceSelector, ipBlock }) => ({
    ...(podSelector === undefined ? {} : { podSelector: withoutOpenNotIn(podSelector, podLabels) }),
    ...(namespaceSelector === undefined
      ? {}
      : { namespaceSelector: withoutOpenNotIn(namespaceSelector, namespaceLabels) }),
    ...(ipBlock === undefined ? {} : { ipBlock }),
  }));
}

/** A policy as the API server gives it back (policyTypes are filled in), without what is known to be read otherwise. */
function comparablePolicy(policy: PolicyManifest): PolicyManifest {
  const { spec } = policy;
  const { value, errors } = projectNetworkPolicy(policy);
  if (value === undefined) throw new Error(errors.join('; '));
  return {
    ...policy,
    spec: {
      ...spec,
      podSelector: withoutOpenNotIn(spec.podSelector, podLabels),
      policyTypes: directionsOf(value),
      ...(spec.ingress === undefined
        ? {}
        : {
            ingress: spec.ingress.map(({ from, ...rule }) => ({
              ...rule,
              ...(from === undefined ? {} : { from: comparablePeers(from) }),
            })),
          }),
      ...(spec.egress === undefined
        ? {}
        : {
            egress: spec.egress.map(({ to, ...rule }) => ({
              ...rule,
              ...(to === undefined ? {} : { to: comparablePeers(to) }),
            })),
          }),
    },
  };
}

const ports = [
  { port: 80, protocol: 'TCP' },
  { port: 81, protocol: 'TCP' },
  { port: 81, protocol: 'UDP' },
  { port: 80, protocol: 'SCTP' },
  { port: 90, protocol: 'TCP' },
] as const;

/** Random policies over a small world, as far as both engines mean the same by them. */
export const arbitraryCluster: fc.Arbitrary<PolicyCluster> = arbitraryPolicySet(exampleWorld, {
  portRanges: true,
  maxPolicies: 6,
}).map((policies) => ({ namespaces, pods, policies: policies.map(comparablePolicy), ports }));
