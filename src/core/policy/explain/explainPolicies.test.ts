import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ciliumDialect } from '../dialect.ts';
import { policyScene, queryOf } from '../testing/policyScene.ts';
import { explainPolicies } from './explainPolicies.ts';

const pods = [
  'shop/web app=web tier=front @n1 10.0.0.1 :http=8080 :dns=53/UDP',
  'shop/cart app=crat @n2 10.0.0.2',
  'ops/probe app=probe @n2 10.0.0.3',
];
const world = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: ops }
`;
const policy = (spec: string, name = 'own'): string => `
---
kind: NetworkPolicy
metadata: { namespace: shop, name: ${name} }
spec: ${spec}`;
const ingress = (rules: string): string =>
  policy(`{ podSelector: { matchLabels: { app: web } }, ingress: ${rules} }`);

const explain = (policies: string, query: string) =>
  explainPolicies(policyScene(pods, world + policies), queryOf(query));

describe('nearest miss', () => {
  it.each([
    [
      '[{ from: [{ podSelector: { matchLabels: { app: cart } } }] }]',
      'shop/cart > shop/web :8080',
      'spec.ingress[0].from[0]',
      'label app of pod shop/cart is "crat", and the rule wants "cart"',
    ],
    [
      '[{ from: [{ podSelector: { matchLabels: { part-of: shop } } }] }]',
      'shop/cart > shop/web :8080',
      'spec.ingress[0].from[0]',
      'label part-of of pod shop/cart is missing, and the rule wants "shop"',
    ],
    [
      '[{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }] }]',
      'ops/probe > shop/web :8080',
      'spec.ingress[0].from[0]',
      'label team of namespace ops is missing, and the rule wants "ops"',
    ],
    [
      '[{ from: [{ podSelector: { matchLabels: { app: probe } } }] }]',
      'ops/probe > shop/web :8080',
      'spec.ingress[0].from[0]',
      'the peer means pods of namespace shop, and this one is in ops',
    ],
    [
      '[{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [crat, x] }] } }] }]',
      'shop/cart > shop/web :8080',
      'spec.ingress[0].from[0]',
      'label app of pod shop/cart is "crat", and the rule wants it not to be "crat" or "x"',
    ],
    [
      '[{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } }] }]',
      'shop/cart > shop/web :8080',
      'spec.ingress[0].from[0]',
      'pod shop/cart has the label app, and the rule wants it without',
    ],
    [
      '[{ ports: [{ port: 80 }] }]',
      'shop/cart > shop/web :8080',
      undefined,
      'the port is 8080, and the rule wants 80',
    ],
    [
      '[{ ports: [{ port: 8000, endPort: 8010 }] }]',
      'shop/cart > shop/web :8080',
      undefined,
      'the port is 8080, and the rule wants 8000-8010',
    ],
    [
      '[{ ports: [{ port: 8080, protocol: UDP }] }]',
      'shop/cart > shop/web :8080',
      undefined,
      'the protocol is TCP, and the rule wants UDP',
    ],
    [
      '[{ ports: [{ port: web }] }]',
      'shop/cart > shop/web :8080',
      undefined,
      'the rule wants the port named web, which the destination does not declare; the port is 8080',
    ],
    [
      '[{ ports: [{ port: http }] }]',
      'shop/cart > shop/web :80',
      undefined,
      'the rule wants the port named http, which the destination declares as 8080/TCP; the port is 80',
    ],
    [
      '[{ from: [{ ipBlock: { cidr: 10.0.0.0/24, except: [10.0.0.2/32] } }] }]',
      'shop/cart > shop/web :1',
      'spec.ingress[0].from[0]',
      'the address is 10.0.0.2, and the rule wants one of 10.0.0.0/24 except 10.0.0.2/32',
    ],
    // The smallest edit of all rules and peers, whatever their order.
    [
      '[{ from: [{ ipBlock: { cidr: 172.16.0.0/12 } }] }, { from: [{ namespaceSelector: { matchLabels: { team: x } }, podSelector: { matchLabels: { app: cart } } }, { podSelector: { matchLabels: { app: cart } } }] }]',
      'shop/cart > shop/web :1',
      'spec.ingress[1].from[1]',
      'label app of pod shop/cart is "crat", and the rule wants "cart"',
    ],
    [
      '[{ from: [{ podSelector: { matchLabels: { app: cart } } }], ports: [{ port: 80 }, { port: 8080 }] }]',
      'shop/cart > shop/web :8080',
      'spec.ingress[0].from[0]',
      'label app of pod shop/cart is "crat", and the rule wants "cart"',
    ],
  ])('of %s for %s', (rules, query, peerPath, text) => {
    const { nearestMiss } = explain(ingress(rules), query).ingress;
    expect(nearestMiss?.text).toBe(text);
    expect(nearestMiss?.peerPath).toBe(peerPath);
  });

  it('finds a rule that stands under the wrong direction', () => {
    const { egress } = explain(
      policy(
        '{ podSelector: { matchLabels: { app: crat } }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }] }',
      ),
      'shop/cart > shop/web :8080',
    );
    expect(egress.nearestMiss?.text).toBe('the rule stands under ingress, and egress is what denies');
    expect(egress.summary).toBe(
      'egress from pod shop/cart is isolated by shop/networkpolicy/own, and none of their rules allows it to pod shop/web',
    );
  });

  it.each([
    // Nobody meant this source by these rules, or there are none.
    ['[]', 'shop/cart > shop/web :8080'],
    ['[{ from: [{ podSelector: {} }] }]', '8.8.8.8 > shop/web :8080'],
  ])('is silent for %s and %s', (rules, query) => {
    const { verdict, nearestMiss } = explain(ingress(rules), query).ingress;
    expect(verdict).toBe('deny');
    expect(nearestMiss).toBeUndefined();
  });

  it('does not depend on the order of policies', () => {
    const one = policy('{ podSelector: {}, ingress: [{ ports: [{ port: 1 }] }] }', 'one');
    const two = policy('{ podSelector: {}, ingress: [{ ports: [{ port: 2 }] }] }', 'two');
    const query = 'shop/cart > shop/web :8080';
    expect(explain(one + two, query)).toEqual(explain(two + one, query));
    expect(explain(two + one, query).ingress.nearestMiss?.policy.name).toBe('one');
  });

  it('would let the connection through, when it is a label and the label is changed', () => {
    fc.assert(
      fc.property(fc.constantFrom('cart', 'db'), fc.constantFrom('front', 'back'), (app, tier) => {
        const rules = ingress(
          `[{ from: [{ podSelector: { matchLabels: { app: ${app}, tier: ${tier} } } }] }]`,
        );
        const { nearestMiss } = explain(rules, 'shop/cart > shop/web :8080').ingress;
        const labels = nearestMiss?.edits.map((edit) =>
          edit.kind === 'pod-label' ? `${edit.requirement.key}=${edit.requirement.values[0] ?? ''}` : '',
        );
        const repaired = policyScene(
          [
            ...pods.filter((line) => !line.includes('crat')),
            `shop/cart ${labels?.join(' ') ?? ''} @n2 10.0.0.2`,
          ],
          world + rules,
        );
        expect(explainPolicies(repaired, queryOf('shop/cart > shop/web :8080')).verdict).toBe('allow');
      }),
    );
  });
});

describe('summaries', () => {
  it.each([
    ['', 'shop/cart > shop/web :1', 'no policy decides about ingress into pod shop/web, so it is open'],
    ['', 'shop/web > shop/web :1', 'pod shop/web can always talk to itself'],
    ['', 'node/n1 > shop/web :1', 'node n1 is on the node of pod shop/web, which no policy can cut off'],
    ['', 'shop/web > 8.8.8.8 :1', 'no policy covers 8.8.8.8: it is no pod with a network of its own'],
    [
      ingress('[{ from: [{ podSelector: {} }] }]'),
      'shop/cart > shop/web :1',
      'shop/networkpolicy/own spec.ingress[0].from[0] allows ingress into pod shop/web from pod shop/cart',
    ],
    [
      ingress('[{ ports: [{ port: 80 }] }]'),
      'shop/cart > shop/web :nope',
      'whether ingress into pod shop/web is allowed is not known: pod shop/web declares no TCP port named nope',
    ],
  ])('%s %s', (policies, query, summary) => {
    expect(explain(policies, query).ingress.summary).toBe(summary);
  });

  it('says that a block selects no pods where that is so', () => {
    const snapshot = policyScene(pods, world + ingress('[{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]'));
    const query = queryOf('shop/cart > shop/web :1');
    expect(explainPolicies(snapshot, query).verdict).toBe('allow');
    expect(explainPolicies(snapshot, query, ciliumDialect).ingress.verdict).toBe('deny');
  });
});
