import { expect, test } from 'vitest';
import { parseReference } from '../../model/reference.ts';
import { gateway, gatewayRoute, ingress, serviceBackend } from '../../testing/routingBuilder.ts';
import {
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
} from '../testing/sampleCluster.ts';
import { objectDetails } from './objectDetails.ts';
import { objectHistory } from './objectHistory.ts';

const web = deploymentPods('shop', 'web', 12, 11).map((pod, index) => ({
  ...pod,
  name: `web-${String(index).padStart(2, '0')}`,
  nodeName: index % 2 === 0 ? 'n1' : 'n2',
  podIPs: [`10.244.0.${index + 1}`],
}));
const lastChange = { manager: 'helm', time: '2026-01-01T11:00:00Z', operation: 'Apply' as const };
const snapshot = sampleSnapshot(
  [
    samplePartition('shop', {
      pods: [...web, samplePod('shop', 'host', { hostNetwork: true })],
      services: [sampleService('shop', 'web', { lastChange })],
      ingresses: [ingress('shop', 'front', 'a.test', { '/x': serviceBackend('web', 80) })],
      gateways: [gateway('shop', 'gw')],
      gatewayRoutes: [gatewayRoute('HTTPRoute', 'shop', 'r', 'gw', 'web')],
      networkPolicies: [
        {
          namespace: 'shop',
          name: 'deny',
          uid: 'deny',
          podSelector: { matchLabels: { app: 'web' }, matchExpressions: [] },
          policyTypes: ['Ingress'],
          ingress: [],
        },
      ],
    }),
  ],
  {
    nodes: new Map([
      [
        'n1',
        {
          name: 'n1',
          uid: 'n1',
          labels: {},
          addresses: [{ type: 'InternalIP', address: '192.0.2.1' }],
          podCIDRs: ['10.244.0.0/24'],
          conditions: [{ type: 'Ready', status: 'True' as const }],
          unschedulable: true,
        },
      ],
    ]),
    networkEvents: new Map([
      [
        'shop',
        new Map([
          [
            'k',
            {
              namespace: 'shop',
              name: 'e',
              regarding: { kind: 'Pod', namespace: 'shop', name: 'web-11' },
              reason: 'Unhealthy',
              message: 'Readiness probe failed',
              type: 'Warning' as const,
              count: 3,
              lastSeen: '2026-01-01T11:59:00Z',
            },
          ],
        ]),
      ],
    ]),
  },
);

function factsOf(id: string): string[] {
  const reference = parseReference(id, '');
  const details = reference === undefined ? undefined : objectDetails(snapshot, reference);
  return (details?.facts ?? []).map(
    ({ label, value, id: target }) => `${label}: ${value}${target === undefined ? '' : ` (${target})`}`,
  );
}

test.each([
  ['shop/service/web', 'Port: http 80/TCP → 8080'],
  ['shop/service/web', 'Endpoints: 11 of 12 ready'],
  ['shop/service/web', 'Endpoint: 10.244.0.12 · web-11 · not ready (shop/pod/web-11)'],
  ['shop/service/web', 'Endpoint: and 4 more'],
  ['shop/service/web', 'Reached through: Ingress front (shop/ingress/front)'],
  ['shop/pod/web-00', 'Node: n1 (node/n1)'],
  ['shop/pod/web-00', 'Deployment: web (shop/deployment/web)'],
  ['shop/pod/web-00', 'Ingress isolated by: deny (shop/networkpolicy/deny)'],
  ['shop/pod/host', 'Isolation: none: it is on its node’s network, where no NetworkPolicy applies'],
  ['shop/deployment/web', 'Pods: 11 of 12 ready, 12 in all'],
  ['shop/deployment/web', 'Runs on: n1 ×6 (node/n1)'],
  ['shop/ingress/front', 'Rule: a.test/x → web:80 (shop/service/web)'],
  ['shop/gateway/gw', 'Route: HTTPRoute r (shop/httproute/r)'],
  ['shop/httproute/r', 'Backend: shop/web:80 · weight 1 (shop/service/web)'],
  ['shop/networkpolicy/deny', 'Selects: app In (web)'],
  ['shop/networkpolicy/deny', 'Ingress rules: none: nothing comes in'],
  ['namespace/shop', 'Pods: 13 in 1 workload'],
  ['namespace/shop', 'Problem: Service web 11 of 12 endpoints are ready (shop/service/web)'],
  ['node/n1', 'Pod addresses: 10.244.0.0/24'],
  ['node/n1', 'Pods: 6'],
])('%s tells %s', (id, expected) => {
  expect(factsOf(id)).toContain(expected);
});

test.each(['shop/service/gone', 'gone/pod/x', 'node/gone', 'namespace/gone', 'shop/deployment/gone'])(
  'nothing is known of %s',
  (id) => {
    expect(factsOf(id)).toEqual([]);
  },
);

test('history holds what the cluster reported, changes, and who wrote it last', () => {
  const reference = { kind: 'deployment', namespace: 'shop', name: 'web' } as const;
  expect(objectHistory(snapshot, reference, lastChange, [])).toEqual([
    {
      time: '2026-01-01T11:59:00Z',
      title: 'Unhealthy (Pod web-11), 3 times',
      detail: 'Readiness probe failed',
      state: 'warning',
    },
    { time: '2026-01-01T11:00:00Z', title: 'Last written by helm', detail: '', state: 'inactive' },
  ]);
});
