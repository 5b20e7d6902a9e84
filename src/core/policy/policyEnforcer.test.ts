import { describe, expect, it } from 'vitest';
import type { Pod } from '../model/clusterSnapshot.ts';
import { notServedReason } from '../model/coverage.ts';
import { noOtherPolicies } from '../model/otherPolicies.ts';
import { container, node, pod, snapshotOf } from '../testing/snapshotBuilder.ts';
import type { NodeSigns } from './nodeSigns.ts';
import { policyEnforcerOn } from './policyEnforcer.ts';

/** An agent of a network plugin on a node. */
function agent(name: string, image: string, changes: Partial<Pod> = {}): Pod {
  const labels = { 'k8s-app': name };
  const containers = [{ ...container('agent'), image }];
  return pod('kube-system', `${name}-x7k2p`, labels, { hostNetwork: true, containers, ...changes });
}

const application = pod('shop', 'cilium-tutorial', { app: 'cilium' }, {});

interface Expected {
  readonly dialect: 'kubernetes' | 'cilium';
  readonly enforcement: 'yes' | 'doubtful' | 'unknown';
  readonly enforcer?: string;
  readonly endPortHonoured?: boolean;
}

describe('detecting who enforces policies', () => {
  const cases: readonly (readonly [string, readonly Pod[], Expected])[] = [
    [
      'Cilium by its agents, with its release',
      [agent('cilium', 'quay.io/cilium/cilium:v1.15.19@sha256:00ff')],
      { dialect: 'cilium', enforcement: 'yes', enforcer: 'Cilium 1.15.19', endPortHonoured: false },
    ],
    [
      'a later Cilium honours port ranges',
      [agent('cilium', 'quay.io/cilium/cilium:v1.17.2')],
      { dialect: 'cilium', enforcement: 'yes', enforcer: 'Cilium 1.17.2', endPortHonoured: true },
    ],
    [
      'Cilium from an image that tells no release',
      [agent('cilium', 'registry.example/platform/network@sha256:00ff')],
      { dialect: 'cilium', enforcement: 'yes', enforcer: 'Cilium', endPortHonoured: false },
    ],
    [
      'Cilium chained behind another plugin',
      [agent('aws-node', 'amazon-k8s-cni:v1.18.0'), agent('cilium', 'cilium:v1.15.3')],
      { dialect: 'cilium', enforcement: 'yes', enforcer: 'Cilium 1.15.3' },
    ],
    [
      'Calico',
      [agent('calico-node', 'docker.io/calico/node:v3.28.1')],
      { dialect: 'kubernetes', enforcement: 'yes', enforcer: 'Calico 3.28.1' },
    ],
    [
      'flannel with Calico for policies',
      [agent('canal', 'docker.io/calico/node:v3.28.1')],
      { dialect: 'kubernetes', enforcement: 'yes', enforcer: 'Calico 3.28.1' },
    ],
    [
      'the AWS VPC CNI with its policy agent',
      [
        agent('aws-node', 'amazon-k8s-cni:v1.18.0', {
          containers: [container('aws-node'), container('aws-eks-nodeagent')],
        }),
      ],
      {
        dialect: 'kubernetes',
        enforcement: 'yes',
        enforcer: 'the network policy agent of the AWS VPC CNI',
      },
    ],
    [
      'flannel alone',
      [agent('flannel', 'ghcr.io/flannel-io/flannel:v0.25.1')],
      { dialect: 'kubernetes', enforcement: 'doubtful' },
    ],
    ['nothing known', [], { dialect: 'kubernetes', enforcement: 'unknown' }],
    ['an application of that name', [application], { dialect: 'kubernetes', enforcement: 'unknown' }],
    [
      'an agent that has ended',
      [agent('cilium', 'cilium:v1.15.3', { phase: 'Failed' })],
      { dialect: 'kubernetes', enforcement: 'unknown' },
    ],
  ];
  it.each(cases)('%s', (_, pods, expected) => {
    const { dialect, enforcement, name, notes } = policyEnforcerOn(snapshotOf({ pods }), undefined);
    expect({
      dialect: dialect.name,
      enforcement,
      ...(name === undefined ? {} : { enforcer: name }),
      ...(expected.endPortHonoured === undefined ? {} : { endPortHonoured: dialect.endPortHonoured }),
    }).toEqual(expected);
    expect(notes.length).toBeGreaterThan(0);
  });

  it("takes Cilium's own policies for a sign of Cilium", () => {
    const policy = {
      apiGroup: 'cilium.io',
      kind: 'CiliumNetworkPolicy',
      name: 'api',
      uid: 'u',
      namespace: 'shop',
    };
    const snapshot = {
      ...snapshotOf({}),
      otherPolicies: { ...noOtherPolicies, ciliumnetworkpolicies: new Map([['shop/api', policy]]) },
    };
    expect(policyEnforcerOn(snapshot, undefined).dialect.name).toBe('cilium');
  });

  it('says nothing about enforcement when pods are not all listed', () => {
    const pods = [agent('flannel', 'ghcr.io/flannel-io/flannel:v0.25.1')];
    const coverage = { pods: { state: 'forbidden' as const } };
    expect(policyEnforcerOn(snapshotOf({ pods, coverage }), undefined).enforcement).toBe('unknown');
  });

  const flannel = agent('flannel', 'ghcr.io/flannel-io/flannel:v0.25.1');
  const signs: readonly (readonly [string, NodeSigns, string | undefined])[] = [
    ['an interface of Cilium', { links: ['lo', 'eth0', 'cilium_host'] }, 'Cilium'],
    ['a chain of Cilium', { chains: ['KUBE-SERVICES', 'CILIUM_FORWARD'] }, 'Cilium'],
    ['a CNI file of Cilium', { plugins: ['cilium-cni'] }, 'Cilium'],
    ['an interface of Calico', { links: ['cali0123456789a'] }, 'Calico'],
    ['a chain of Calico', { chains: ['cali-FORWARD'] }, 'Calico'],
    ["K3s' own kube-router", { chains: ['KUBE-ROUTER-FORWARD'] }, 'kube-router'],
    ['a bridge and kube-proxy', { links: ['cni0', 'vethcali1'], chains: ['KUBE-SERVICES'] }, undefined],
  ];
  it.each(signs)('by what the node shows, whatever pods run there: %s', (_, seen, name) => {
    const snapshot = snapshotOf({ pods: [flannel] });
    expect(policyEnforcerOn(snapshot, 'n1', seen).name).toBe(name);
  });

  it('on each node for itself', () => {
    const cilium = agent('cilium', 'cilium:v1.16.1', { nodeName: 'n2' });
    const snapshot = snapshotOf({ pods: [flannel, cilium] });
    expect(policyEnforcerOn(snapshot, 'n1').name).toBeUndefined();
    expect(policyEnforcerOn(snapshot, 'n2').name).toBe('Cilium 1.16.1');
  });

  it.each([
    ['CiliumIsUp', 'False', 'Cilium'],
    ['CalicoIsUp', 'False', 'Calico'],
    ['CiliumIsUp', 'Unknown', undefined],
    ['FlannelIsUp', 'False', undefined],
  ] as const)("by the node's condition %s (%s)", (reason, status, name) => {
    const conditions = [{ type: 'NetworkUnavailable', status, reason }];
    const snapshot = snapshotOf({ nodes: [node('n1', {}, { conditions }), node('n2')] });
    expect(policyEnforcerOn(snapshot, 'n1').name).toBe(name);
    expect(policyEnforcerOn(snapshot, 'n2').name).toBeUndefined();
  });

  it.each([
    ['served, and listed', { state: 'complete', since: '2026-01-01T00:00:00Z' }, 'Cilium'],
    ['served, and refused', { state: 'forbidden', since: '2026-01-01T00:00:00Z' }, 'Cilium'],
    ['not served', { state: 'complete', since: '2026-01-01T00:00:00Z', reason: notServedReason }, undefined],
    ['a file, which says nothing of it', { state: 'complete' }, undefined],
  ] as const)('by the API of an enforcer: %s', (_, ciliumnetworkpolicies, name) => {
    const adminnetworkpolicies = { state: 'complete', reason: notServedReason } as const;
    const snapshot = snapshotOf({ coverage: { ciliumnetworkpolicies, adminnetworkpolicies } });
    expect(policyEnforcerOn(snapshot, undefined).name).toBe(name);
    expect(policyEnforcerOn(snapshot, 'n1').name).toBe(name);
  });

  it('of Cilium names the setting that is not read', () => {
    const snapshot = snapshotOf({ pods: [agent('cilium', 'cilium:v1.16.1')] });
    expect(policyEnforcerOn(snapshot, 'n1').notes.join(' ')).toContain('policy-cidr-match-mode');
  });
});
