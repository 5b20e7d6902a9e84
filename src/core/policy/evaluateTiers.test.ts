import { describe, expect, it } from 'vitest';
import { formatReference } from '../model/reference.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import { policyScene, queryOf } from './testing/policyScene.ts';

const pods = [
  'shop/web app=web @n1 10.0.0.1 :http=8080',
  'shop/api app=api @n1 10.0.0.2',
  'ops/probe app=probe @n2 10.0.0.3',
];
const world = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: ops, labels: { team: ops } }
---
kind: Node
metadata: { name: n2, labels: { role: edge } }
status: { addresses: [{ type: InternalIP, address: 192.168.0.2 }] }
`;
const all = '{ namespaces: {} }';
const web =
  '{ pods: { namespaceSelector: { matchLabels: { team: shop } }, podSelector: { matchLabels: { app: web } } } }';
const fromOps = '[{ namespaces: { matchLabels: { team: ops } } }]';
const fromAll = '[{ namespaces: {} }]';

const admin = (name: string, priority: number, subject: string, rules: string): string => `
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: ${name} }
spec: { priority: ${String(priority)}, subject: ${subject}, ${rules} }`;
const cluster = (name: string, tier: string, priority: number, subject: string, rules: string): string => `
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: ${name} }
spec: { tier: ${tier}, priority: ${String(priority)}, subject: ${subject}, ${rules} }`;
const baseline = (rules: string): string => `
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: ${all}, ${rules} }`;
const namespaced = (spec: string): string => `
---
kind: NetworkPolicy
metadata: { namespace: shop, name: own }
spec: ${spec}`;
const isolate = namespaced('{ podSelector: {} }');
const open = namespaced('{ podSelector: {}, ingress: [{}] }');

/** `verdict by POLICY RULE`, of the direction that the query is about. */
function decide(policies: string, text: string, direction: 'ingress' | 'egress' = 'ingress'): string {
  const { [direction]: result } = evaluatePolicies(policyScene(pods, world + policies), queryOf(text));
  const by = result.by.map(({ policy, rulePath = '' }) => `${formatReference(policy)} ${rulePath}`.trim());
  if (result.verdict === 'unknown') return `unknown: ${result.unknown.join('; ')}`;
  return [result.verdict, by.length === 0 ? `(${result.reason})` : `by ${by.join(', ')}`].join(' ');
}

const probing = 'ops/probe > shop/web :8080';

describe('tiers', () => {
  it.each([
    // Admin is asked first, and decides finally.
    [
      admin('a', 1, all, `ingress: [{ action: Deny, from: ${fromOps} }]`) + open,
      'deny by adminnetworkpolicy/a spec.ingress[0]',
    ],
    [
      admin('a', 1, all, `ingress: [{ action: Allow, from: ${fromOps} }]`) + isolate,
      'allow by adminnetworkpolicy/a spec.ingress[0]',
    ],
    // Pass leaves the tier, and with it every later policy of it.
    [
      admin('a', 1, all, `ingress: [{ action: Pass, from: ${fromOps} }]`) +
        admin('b', 2, all, `ingress: [{ action: Allow, from: ${fromAll} }]`) +
        isolate,
      'deny by shop/networkpolicy/own',
    ],
    [
      admin('a', 1, all, `ingress: [{ action: Pass, from: ${fromOps} }]`) +
        baseline(`ingress: [{ action: Deny, from: ${fromAll} }]`),
      'deny by baselineadminnetworkpolicy/default spec.ingress[0]',
    ],
    [admin('a', 1, all, `ingress: [{ action: Pass, from: ${fromOps} }]`), 'allow (no-policy)'],
    // The order of rules, then of priorities.
    [
      admin(
        'a',
        1,
        all,
        `ingress: [{ action: Deny, from: ${fromOps} }, { action: Allow, from: ${fromAll} }]`,
      ),
      'deny by adminnetworkpolicy/a spec.ingress[0]',
    ],
    [
      admin('z', 1, all, `ingress: [{ action: Allow, from: ${fromAll} }]`) +
        admin('a', 2, all, `ingress: [{ action: Deny, from: ${fromAll} }]`),
      'allow by adminnetworkpolicy/z spec.ingress[0]',
    ],
    [
      admin(
        'a',
        1,
        web,
        `ingress: [{ action: Deny, from: [{ namespaces: { matchLabels: { team: none } } }] }]`,
      ),
      'allow (no-policy)',
    ],
    // Baseline is asked only about pods that no NetworkPolicy isolates in this direction.
    [
      baseline(`ingress: [{ action: Deny, from: ${fromAll} }]`),
      'deny by baselineadminnetworkpolicy/default spec.ingress[0]',
    ],
    [
      baseline(`ingress: [{ action: Deny, from: ${fromAll} }]`) + open,
      'allow by shop/networkpolicy/own spec.ingress[0]',
    ],
    [baseline(`ingress: [{ action: Allow, from: ${fromAll} }]`) + isolate, 'deny by shop/networkpolicy/own'],
    [
      baseline(`ingress: [{ action: Allow, from: ${fromOps} }, { action: Deny, from: ${fromAll} }]`),
      'allow by baselineadminnetworkpolicy/default spec.ingress[0]',
    ],
    // Both generations of the API.
    [
      cluster('c', 'Admin', 7, web, `ingress: [{ action: Accept, from: ${fromOps} }]`) + isolate,
      'allow by clusternetworkpolicy/c spec.ingress[0]',
    ],
    [
      cluster('c', 'Baseline', 7, web, `ingress: [{ action: Deny, from: ${fromOps} }]`),
      'deny by clusternetworkpolicy/c spec.ingress[0]',
    ],
    [
      cluster('c', 'Baseline', 7, web, `ingress: [{ action: Pass, from: ${fromOps} }]`) +
        cluster('d', 'Baseline', 8, web, `ingress: [{ action: Deny, from: ${fromOps} }]`),
      'allow (no-policy)',
    ],
    // Nobody may rely on the order of equal priorities.
    [
      admin('a', 1, all, `ingress: [{ action: Allow, from: ${fromOps} }]`) +
        admin('b', 1, all, `ingress: [{ action: Deny, from: ${fromAll} }]`),
      'unknown: policies of the same priority 1 decide differently: a, b',
    ],
    [
      admin('a', 1, all, `ingress: [{ action: Deny, from: ${fromOps} }]`) +
        admin('b', 1, all, `ingress: [{ action: Deny, from: ${fromAll} }]`),
      'deny by adminnetworkpolicy/b spec.ingress[0]',
    ],
    [
      admin('a', 1, all, `ingress: [{ action: Pass, from: ${fromOps} }]`) +
        admin('b', 1, all, `ingress: [{ action: Allow, from: ${fromAll} }]`) +
        open,
      'allow by shop/networkpolicy/own spec.ingress[0]',
    ],
    // An unused direction is not concerned.
    [admin('a', 1, all, `egress: [{ action: Deny, to: ${fromAll} }]`), 'allow (no-policy)'],
  ])('%s', (policies, expected) => {
    expect(decide(policies, probing)).toBe(expected);
  });

  it.each([
    ['ports: [{ portNumber: { port: 8080 } }]', 'deny'],
    ['ports: [{ portNumber: { port: 8080, protocol: UDP } }]', 'allow'],
    ['ports: [{ portRange: { start: 8000, end: 8080 } }]', 'deny'],
    ['ports: [{ portRange: { start: 1, end: 80 } }]', 'allow'],
    ['ports: [{ namedPort: http }]', 'deny'],
    ['ports: [{ namedPort: other }]', 'allow'],
  ])('ports of v1alpha1: %s', (ports, expected) => {
    const rules = `ingress: [{ action: Deny, from: ${fromAll}, ${ports} }]`;
    expect(decide(admin('a', 1, all, rules), probing)).toContain(expected);
  });

  it.each([
    ['protocols: [{ tcp: { destinationPort: { number: 8080 } } }]', 'deny'],
    ['protocols: [{ tcp: { destinationPort: { range: { start: 8000, end: 9000 } } } }]', 'deny'],
    ['protocols: [{ udp: { destinationPort: { number: 8080 } } }]', 'allow'],
    ['protocols: [{ destinationNamedPort: http }]', 'deny'],
    ['protocols: [{ tcp: {} }]', 'deny'],
    ['protocols: [{ icmp: {} }]', 'unknown: spec.ingress[0].protocols[0]: icmp is not evaluated'],
  ])('protocols of v1alpha2: %s', (protocols, expected) => {
    const rules = `ingress: [{ action: Deny, from: ${fromAll}, ${protocols} }]`;
    expect(decide(cluster('a', 'Admin', 1, all, rules), probing)).toContain(expected);
  });

  it.each([
    ['[{ nodes: {} }]', 'shop/web > 192.168.0.2 :80', 'deny'],
    ['[{ nodes: { matchLabels: { role: edge } } }]', 'shop/web > node/n2 :80', 'deny'],
    ['[{ nodes: { matchLabels: { role: other } } }]', 'shop/web > node/n2 :80', 'allow'],
    ['[{ nodes: {} }]', 'shop/web > ops/probe :80', 'allow'],
    ['[{ networks: [10.0.0.0/8, 192.168.0.0/16] }]', 'shop/web > ops/probe :80', 'deny'],
    ['[{ networks: [10.0.0.0/8, 192.168.0.0/16] }]', 'shop/web > 192.168.0.2 :80', 'deny'],
    ['[{ networks: [10.0.0.0/8] }]', 'shop/web > 8.8.8.8 :80', 'allow'],
    [
      '[{ domainNames: ["*.example.com"] }]',
      'shop/web > 8.8.8.8 :80',
      'unknown: spec.egress[0].to[0]: domainNames is not evaluated',
    ],
  ])('egress to %s: %s', (to, query, expected) => {
    expect(decide(admin('a', 1, all, `egress: [{ action: Deny, to: ${to} }]`), query, 'egress')).toContain(
      expected,
    );
  });

  it.each([
    // v0.1.1 of the API wrapped namespaces once more, and knew peers that share labels with the subject.
    ['[{ namespaces: { namespaceSelector: { matchLabels: { team: ops } } } }]', 'deny'],
    [
      '[{ pods: { namespaces: { namespaceSelector: {} }, podSelector: { matchLabels: { app: probe } } } }]',
      'deny',
    ],
    [
      '[{ namespaces: { sameLabels: [team] } }]',
      'unknown: spec.ingress[0].from[0]: namespaces.sameLabels is not evaluated',
    ],
    [
      '[{ namespaces: { notSameLabels: [team] } }]',
      'unknown: spec.ingress[0].from[0]: namespaces.notSameLabels is not evaluated',
    ],
    ['[{}]', 'unknown: spec.ingress[0].from[0]: a peer without a field is not evaluated'],
  ])('peers of other versions: %s', (from, expected) => {
    expect(decide(admin('a', 1, all, `ingress: [{ action: Deny, from: ${from} }]`), probing)).toContain(
      expected,
    );
  });

  it('asks a policy whose peers are not evaluated only where it matters', () => {
    const same = admin(
      'a',
      1,
      all,
      `ingress: [{ action: Deny, from: [{ namespaces: { sameLabels: [team] } }] }]`,
    );
    expect(decide(same + isolate, probing)).toBe('deny by shop/networkpolicy/own');
    expect(decide(same.replace('Deny', 'Allow') + open, probing)).toBe(
      'allow by shop/networkpolicy/own spec.ingress[0]',
    );
  });
});
