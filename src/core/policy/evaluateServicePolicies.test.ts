import { describe, expect, it } from 'vitest';
import { evaluateServicePolicies, type ServicePolicyQuery } from './evaluateServicePolicies.ts';
import { policyScene } from './testing/policyScene.ts';

const pods = [
  'shop/cart app=cart 10.0.0.1',
  'shop/web-0 app=web v=1 10.0.0.2 :http=8080',
  'shop/web-1 app=web v=2 10.0.0.3 :http=8090',
];
const service = (spec: string): string => `
kind: Service
metadata: { namespace: shop, name: web }
spec: ${spec}`;
const named = service(
  '{ clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9], selector: { app: web }, ports: [{ port: 80, targetPort: http }] }',
);
const headless = service(
  '{ clusterIP: None, clusterIPs: [None], selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }',
);
const allow = (port: string): string => `
---
kind: NetworkPolicy
metadata: { namespace: shop, name: own }
spec: { podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: ${port} }] }] }`;
const query: ServicePolicyQuery = {
  source: { kind: 'pod', namespace: 'shop', name: 'cart' },
  service: { namespace: 'shop', name: 'web' },
  port: 80,
  protocol: 'TCP',
};

const check = (
  manifests: string,
  changes: Partial<ServicePolicyQuery> = {},
  slices: 'complete' | 'failed' = 'complete',
) => {
  const snapshot = policyScene(pods, manifests, { endpointslices: { state: slices } });
  const { verdict, backends, unknown } = evaluateServicePolicies(snapshot, { ...query, ...changes });
  const lines = backends.map(({ destination, port, evaluation }) => {
    const name = 'name' in destination ? destination.name : destination.address;
    return `${name}:${String(port)} ${evaluation.verdict}`;
  });
  return [verdict, ...lines, ...unknown];
};

describe('policies for a Service', () => {
  it.each([
    [
      'each backend on its own target port',
      named + allow('http'),
      {},
      ['allow', 'web-0:8080 allow', 'web-1:8090 allow'],
    ],
    [
      'never the port of the Service',
      named + allow('80'),
      {},
      ['deny', 'web-0:8080 deny', 'web-1:8090 deny'],
    ],
    ['backends that differ', named + allow('8080'), {}, ['mixed', 'web-0:8080 allow', 'web-1:8090 deny']],
    [
      'the only port when none is given',
      named,
      { protocol: 'TCP' as const },
      ['allow', 'web-0:8080 allow', 'web-1:8090 allow'],
    ],
    [
      'a headless Service by the pods’ own port',
      headless + allow('80'),
      {},
      ['allow', 'web-0:80 allow', 'web-1:80 allow'],
    ],
    ['a port that it lacks', named, { port: 81 }, ['unknown', 'Service shop/web has no such TCP port']],
    [
      'a Service that is not there',
      named,
      { service: { namespace: 'shop', name: 'wbe' } },
      ['unknown', 'Service shop/wbe is not known'],
    ],
    [
      'no backends',
      named.replace('app: web', 'app: none'),
      {},
      ['unknown', 'Service shop/web has no backends'],
    ],
  ])('judges %s', (_title, manifests, changes, expected) => {
    expect(check(manifests, changes)).toEqual(expected);
  });

  it('takes the pods of the selector where slices are not known', () => {
    const snapshot = policyScene(pods, named + allow('http'), { endpointslices: { state: 'failed' } });
    const shop = snapshot.namespaces.get('shop')!;
    const without = { ...snapshot, namespaces: new Map([['shop', { ...shop, endpointSlices: new Map() }]]) };
    expect(evaluateServicePolicies(without, query)).toMatchObject({ verdict: 'allow', unknown: [] });
  });
});
