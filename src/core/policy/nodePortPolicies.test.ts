import { describe, expect, it } from 'vitest';
import { labelled, tcp } from '../checks/testing/policies.ts';
import type { Service } from '../model/clusterSnapshot.ts';
import type { NetworkPolicyPeer } from '../model/networkPolicy.ts';
import { container, node, pod, service, slicesFor, snapshotOf } from '../testing/snapshotBuilder.ts';
import { nodePortPolicies } from './nodePortPolicies.ts';
import type { PolicyEnd } from './policyQuery.ts';

const exporter = pod(
  'metrics',
  'exporter-0',
  { app: 'exporter' },
  {
    nodeName: 'w2',
    podIPs: ['10.60.2.9'],
    containers: [container('c', 9090, 'prom')],
  },
);
const shell = pod('tools', 'shell', { app: 'shell' }, { nodeName: 'w1', podIPs: ['10.60.1.4'] });
const nodes = ['w1', 'w2'].map((name, index) =>
  node(
    name,
    {},
    {
      addresses: [{ type: 'InternalIP', address: `172.20.0.1${String(index + 1)}` }],
      podCIDRs: [`10.60.${String(index + 1)}.0/24`],
    },
  ),
);
const exposed = (externalTrafficPolicy: Service['externalTrafficPolicy']): Service =>
  service(
    'metrics',
    'exporter',
    { app: 'exporter' },
    {
      type: 'NodePort',
      externalTrafficPolicy: externalTrafficPolicy ?? 'Cluster',
      ports: [{ protocol: 'TCP', port: 9090, targetPort: 'prom', nodePort: 32766 }],
    },
  );
const block = (cidr: string): NetworkPolicyPeer => ({ ipBlock: { cidr, except: [] } });
const tools: NetworkPolicyPeer = { namespaceSelector: labelled({}), podSelector: labelled({ app: 'shell' }) };

describe('a node’s address with a node port is the Service behind it', () => {
  const fromShell: PolicyEnd = { kind: 'pod', namespace: 'tools', name: 'shell' };
  const outside: PolicyEnd = { kind: 'address', address: '203.0.113.7' };
  const [w1, w2] = ['172.20.0.11', '172.20.0.12'];
  it.each([
    // Cluster: what enters the pod comes from the node.
    ['Cluster', fromShell, w1, block('203.0.113.0/24'), 'deny'],
    ['Cluster', outside, w1, block('203.0.113.0/24'), 'deny'],
    ['Cluster', fromShell, w1, tools, 'deny'],
    ['Cluster', fromShell, w1, block('0.0.0.0/0'), 'allow'],
    // The pod's own node is always let in.
    ['Cluster', fromShell, w2, block('203.0.113.0/24'), 'allow'],
    // Local: the source stays.
    ['Local', fromShell, w1, tools, 'allow'],
    ['Local', outside, w2, block('203.0.113.0/24'), 'allow'],
    ['Local', outside, w2, tools, 'deny'],
  ] as const)('%s from %o to %s with %o', (policy, source, address, peer, expected) => {
    const own = exposed(policy);
    const snapshot = snapshotOf({
      pods: [exporter, shell],
      nodes,
      services: [own],
      endpointSlices: slicesFor(own, [exporter]),
      networkPolicies: [
        {
          namespace: 'metrics',
          name: 'guard',
          uid: 'u',
          podSelector: labelled({}),
          policyTypes: ['Ingress'],
          ingress: [{ peers: [peer], ports: [tcp(9090)] }],
        },
      ],
    });
    const judged = nodePortPolicies(snapshot, { source, address, port: 32766, protocol: 'TCP' });
    expect(
      judged?.backends.map(({ destination, port, evaluation }) => [destination, port, evaluation.verdict]),
    ).toEqual([[{ kind: 'pod', namespace: 'metrics', name: 'exporter-0' }, 9090, expected]]);
  });

  it('is known to have nobody there for clients from outside with Local', () => {
    const own = exposed('Local');
    const snapshot = snapshotOf({
      pods: [exporter],
      nodes,
      services: [own],
      endpointSlices: slicesFor(own, [exporter]),
    });
    const judged = nodePortPolicies(snapshot, { source: outside, address: w1, port: 32766, protocol: 'TCP' });
    expect(judged).toMatchObject({
      backends: [],
      unknown: [expect.stringContaining('no endpoint on node w1')],
    });
  });

  it.each([
    [w1, 80],
    ['203.0.113.9', 32766],
  ])('%s:%i is none', (address, port) => {
    const snapshot = snapshotOf({ nodes, services: [exposed('Cluster')] });
    expect(nodePortPolicies(snapshot, { source: outside, address, port, protocol: 'TCP' })).toBeUndefined();
  });
});
