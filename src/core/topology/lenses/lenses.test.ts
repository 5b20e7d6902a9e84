import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot, Node } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { flattenTopology } from '../flattenTopology.ts';
import { foldTopology } from '../foldTopology.ts';
import {
  coverageOf,
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
} from '../testing/sampleCluster.ts';
import { buildLens, type LensQuestion } from './buildLens.ts';

function lines(snapshot: ClusterSnapshot, question: LensQuestion): string[] {
  return [...flattenTopology(buildLens(snapshot, question)).nodes.values()]
    .filter(({ kind, parent }) => kind !== 'pod' || parent?.startsWith('namespace/') === true)
    .map(({ id, state, badge, stateReason }) => `${id} ${state} [${badge}] ${stateReason}`.trim())
    .sort();
}

function edges(snapshot: ClusterSnapshot, question: LensQuestion): string[] {
  return [...flattenTopology(buildLens(snapshot, question)).edges.values()]
    .filter(({ kind }) => kind !== 'owns')
    .map(({ kind, id, state, ports, badge = '' }) =>
      `${kind} ${id} ${state} ${ports.map(({ port }) => port).join(' ')} ${badge}`.trim(),
    )
    .sort();
}

function node(name: string, values: Partial<Node> = {}): readonly [string, Node] {
  const whole = {
    name,
    uid: name,
    labels: {},
    addresses: [],
    podCIDRs: ['10.244.0.0/24'],
    conditions: [{ type: 'Ready', status: 'True' as const }],
    unschedulable: false,
    ...values,
  };
  return [name, whole];
}

describe('the lens nodes', () => {
  const web = deploymentPods('shop', 'web', 4, 3).map((pod, index) => ({
    ...pod,
    nodeName: index < 2 ? 'n1' : 'n2',
  }));
  const waiting = samplePod('shop', 'late', {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', message: 'no room' }],
  });
  const lost = { ...samplePod('shop', 'lost'), nodeName: 'gone' };
  const snapshot = (values: Partial<ClusterSnapshot> = {}): ClusterSnapshot =>
    sampleSnapshot([samplePartition('shop', { pods: [...web, waiting, lost] })], {
      nodes: new Map([
        node('n1', { unschedulable: true, taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }] }),
        node('n2', { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] }),
        node('n3'),
      ]),
      ...values,
    });

  test('shows who runs where', () => {
    expect(lines(snapshot(), { lens: 'nodes' })).toEqual([
      'n1#shop/deployment/web ok [×2]',
      'n2#shop/deployment/web warning [×2 · 1/2 ready] 1 of 2 pods are ready',
      'node/gone error [1 pod] does not exist, and pods are still bound to it',
      'node/n1 ok [2 pods · 10.244.0.0/24 · cordoned · taint gpu=true:NoSchedule]',
      'node/n2 error [2 pods · 10.244.0.0/24] has stopped reporting: NodeStatusUnknown',
      'node/n3 ok [0 pods · 10.244.0.0/24]',
      'unscheduled error [1 pod] 1 pod cannot be scheduled',
    ]);
  });

  test('accuses no node that nobody may read', () => {
    const blind = snapshot({ nodes: new Map(), coverage: coverageOf({ nodes: { state: 'forbidden' } }) });
    expect(lines(blind, { lens: 'nodes' }).filter((line) => line.startsWith('node/'))).toEqual([
      'node/gone unknown [1 pod] nodes: forbidden',
      'node/n1 unknown [2 pods] nodes: forbidden',
      'node/n2 unknown [2 pods] nodes: forbidden',
    ]);
  });

  test('folds by size', () => {
    const { marks, contents } = foldTopology(buildLens(snapshot(), { lens: 'nodes' }), {
      unfolded: ['-node/n1'],
      markLimit: 300,
    });
    expect(marks.get('node/n1')).toMatchObject({ unfolded: false, foldedPods: 2 });
    expect(contents).toBe('6 pods in 5 nodes · showing 4 pods and 1 group of 6 pods');
  });
});

describe('the lens policies', () => {
  const policy = (name: string, app: string, values: Partial<NetworkPolicy> = {}): NetworkPolicy => ({
    namespace: 'shop',
    name,
    uid: name,
    podSelector: { matchLabels: { app }, matchExpressions: [] },
    policyTypes: ['Ingress'],
    ingress: [],
    ...values,
  });
  const fromCart = policy('web', 'web', {
    ingress: [
      { peers: [{ podSelector: { matchLabels: { app: 'cart' }, matchExpressions: [] } }], ports: [] },
    ],
  });
  const snapshot = sampleSnapshot([
    samplePartition('shop', {
      pods: [...deploymentPods('shop', 'web', 2), ...deploymentPods('shop', 'cart', 2)],
      services: [sampleService('shop', 'web')],
      networkPolicies: [fromCart, policy('nobody', 'gone')],
    }),
    samplePartition('ops', { pods: [samplePod('ops', 'probe', { labels: { app: 'probe' } })] }),
  ]);

  test('shows who is isolated, and by what', () => {
    expect(lines(snapshot, { lens: 'policies' })).toEqual([
      'namespace/ops ok [1 workload open]',
      'namespace/shop ok [1 of 2 workloads isolated · 2 policies]',
      'ops/pod/probe ok [open]',
      'shop/deployment/cart ok [open]',
      'shop/deployment/web ok [isolated: ingress]',
      'shop/networkpolicy/nobody inactive [ingress] selects no pod',
      'shop/networkpolicy/web ok [ingress]',
    ]);
    expect(edges(snapshot, { lens: 'policies' })).toEqual([
      'selects shop/networkpolicy/web > shop/deployment/web ok',
    ]);
  });

  test.each(['shop/deployment/web', 'shop/service/web'])('around %s shows who may reach it', (subject) => {
    expect(edges(snapshot, { lens: 'policies', subject })).toEqual([
      'reaches shop/deployment/cart > shop/deployment/web ok 8080',
      'reaches shop/deployment/web > ops/pod/probe ok 8080',
      'reaches shop/deployment/web > shop/deployment/cart ok 8080',
      'selects shop/networkpolicy/web > shop/deployment/web ok',
    ]);
    const { nodes } = flattenTopology(buildLens(snapshot, { lens: 'policies', subject }));
    expect(nodes.get('shop/deployment/web')?.stateReason).toBe(
      'reached by: 1 workload may, 1 may not; reaches: 2 workloads may, 0 may not',
    );
  });

  test('calls nobody open where policies are not readable', () => {
    const blind = { ...snapshot, coverage: coverageOf({ networkpolicies: { state: 'forbidden' } }) };
    expect(lines(blind, { lens: 'policies' })[2]).toBe('ops/pod/probe unknown [] networkpolicies: forbidden');
  });

  test('the lens services says who is isolated too', () => {
    const { nodes } = flattenTopology(buildLens(snapshot, { lens: 'services' }));
    expect(nodes.get('shop/deployment/web')?.isolated).toEqual(['ingress']);
    expect(nodes.get('shop/deployment/cart')?.isolated).toBeUndefined();
  });
});
