import { describe, expect, it } from 'vitest';
import { ciliumDialect, kubernetesDialect } from './dialect.ts';
import { dialectReasons } from './dialectReasons.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import { policyScene, queryOf } from './testing/policyScene.ts';

const pods = ['shop/web app=web @n1 10.0.0.1 :http=8080', 'shop/cart app=cart @n2 10.0.0.2'];
const world = (ingress: string): string => `
kind: Node
metadata: { name: n9 }
status: { addresses: [{ type: InternalIP, address: 192.168.0.9 }] }
---
kind: NetworkPolicy
metadata: { namespace: shop, name: own }
spec: { podSelector: { matchLabels: { app: web } }, ingress: ${ingress} }`;

describe('why an enforcer decides otherwise than the API says', () => {
  it.each([
    [
      '[{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]',
      'shop/cart > shop/web :8080',
      ['an ipBlock does not match pods there'],
    ],
    [
      '[{ from: [{ ipBlock: { cidr: 192.168.0.0/16 } }] }]',
      '192.168.0.9 > shop/web :8080',
      ['an ipBlock does not match nodes there, unless policy-cidr-match-mode says so, which is not read'],
    ],
    [
      '[{ ports: [{ port: 8000, endPort: 8090 }] }]',
      'shop/cart > shop/web :8080',
      ['a port range (endPort) means its first port alone there'],
    ],
    ['[{ from: [{ podSelector: {} }] }]', 'shop/cart > shop/web :8080', []],
    ['[]', 'shop/cart > shop/web :8080', []],
  ])('%s %s', (ingress, text, expected) => {
    const snapshot = policyScene(pods, world(ingress));
    const query = queryOf(text);
    const verdict = evaluatePolicies(snapshot, query, ciliumDialect).ingress;
    expect(dialectReasons(snapshot, query, verdict, ciliumDialect)).toEqual(expected);
    const same = evaluatePolicies(snapshot, query).ingress;
    expect(dialectReasons(snapshot, query, same, kubernetesDialect)).toEqual([]);
  });
});
