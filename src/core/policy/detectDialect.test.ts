import { describe, expect, it } from 'vitest';
import type { Pod } from '../model/clusterSnapshot.ts';
import { noOtherPolicies } from '../model/otherPolicies.ts';
import { container, pod, snapshotOf } from '../testing/snapshotBuilder.ts';
import { detectDialect } from './detectDialect.ts';

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
    const { dialect, enforcement, enforcer, notes } = detectDialect(snapshotOf({ pods }));
    expect({
      dialect: dialect.name,
      enforcement,
      ...(enforcer === undefined ? {} : { enforcer }),
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
    expect(detectDialect(snapshot).dialect.name).toBe('cilium');
  });

  it('says nothing about enforcement when pods are not all listed', () => {
    const pods = [agent('flannel', 'ghcr.io/flannel-io/flannel:v0.25.1')];
    const coverage = { pods: { state: 'forbidden' as const } };
    expect(detectDialect(snapshotOf({ pods, coverage })).enforcement).toBe('unknown');
  });
});
