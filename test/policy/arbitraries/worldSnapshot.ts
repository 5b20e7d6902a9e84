import { assembleSnapshot } from '../../../src/core/documents/snapshotConversion.ts';
import type { ClusterSnapshot, Node, Pod } from '../../../src/core/model/clusterSnapshot.ts';
import { projectNetworkPolicy } from '../../../src/core/model/projectNetworkPolicy.ts';
import { completeCoverage } from '../../../src/core/testing/snapshotBuilder.ts';
import type { PolicyManifest } from './policyManifest.ts';
import type { World, WorldNode, WorldPod } from './world.ts';

function podOf({ namespace, name, labels, node, address, hostNetwork, ports }: WorldPod): Pod {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels,
    nodeName: node,
    phase: 'Running',
    podIPs: [address],
    hostNetwork,
    dnsPolicy: 'ClusterFirst',
    hostAliases: [],
    conditions: [{ type: 'Ready', status: 'True' }],
    containers: [
      {
        name: 'server',
        image: 'example/server',
        ports: ports.map(({ name: portName, port, protocol }) => ({
          name: portName,
          containerPort: port,
          protocol,
        })),
        ready: true,
        restartCount: 0,
        state: { kind: 'running' },
      },
    ],
  };
}

function nodeOf({ name, address, podRange }: WorldNode): Node {
  return {
    name,
    uid: `uid-${name}`,
    labels: { 'kubernetes.io/hostname': name },
    addresses: [{ type: 'InternalIP', address }],
    podCIDRs: [podRange],
    conditions: [{ type: 'Ready', status: 'True' }],
    unschedulable: false,
  };
}

/**
 * What the API would say about a world with these policies in it.
 * @throws for a policy that cannot be read, which a generated one never is
 */
export function worldSnapshot(world: World, policies: readonly PolicyManifest[]): ClusterSnapshot {
  return assembleSnapshot({
    asOf: '2026-01-01T00:00:00.000Z',
    context: 'world',
    coverage: completeCoverage,
    namespaces: world.namespaces.map(({ name, labels }) => ({
      name,
      labels: { ...labels, 'kubernetes.io/metadata.name': name },
      phase: 'Active',
    })),
    nodes: world.nodes.map(nodeOf),
    pods: world.pods.map(podOf),
    services: [],
    endpointSlices: [],
    networkPolicies: policies.map((policy) => {
      const { value, errors } = projectNetworkPolicy(policy);
      if (value === undefined) throw new Error(`policy ${policy.metadata.name}: ${errors.join('; ')}`);
      return value;
    }),
  });
}
