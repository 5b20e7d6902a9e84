import { describe, expect, it } from 'vitest';
import type { Coverage } from '../model/coverage.ts';
import { ciliumDialect, ciliumDialectOf, kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import type { PolicyVerdict } from './policyQuery.ts';
import { policyScene, queryOf } from './testing/policyScene.ts';

const pods = [
  'shop/web app=web pod-template-hash=6bf597 app.kubernetes.io/name=web @n1 10.244.1.1 :http=80 :admin=9000',
  'shop/api app=api @n2 10.244.2.1 :http=80 :admin=9001',
  'data/db app=db @n2 10.244.2.2 :sql=5432',
  'ops/agent app=agent @n1 192.168.0.1 host',
];
const world = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: data }
---
kind: Namespace
metadata: { name: ops }
---
kind: Node
metadata: { name: n1 }
spec: { podCIDRs: [10.244.1.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }
---
kind: Node
metadata: { name: n2 }
spec: { podCIDRs: [10.244.2.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.2 }] }
---
kind: NetworkPolicy
metadata: { namespace: shop, name: policy }
spec: `;

function verdictsOf(
  spec: string,
  query: string,
  coverage: Partial<Coverage> = {},
): Record<string, PolicyVerdict> {
  const snapshot = policyScene(pods, `${world}${spec}`, coverage);
  const verdict = (dialect: PolicyDialect): PolicyVerdict =>
    evaluatePolicies(snapshot, queryOf(query), dialect).verdict;
  return { kubernetes: verdict(kubernetesDialect), cilium: verdict(ciliumDialect) };
}

type Row = readonly [spec: string, query: string, kubernetes: PolicyVerdict, cilium: PolicyVerdict];

function rows(title: string, table: readonly Row[]): void {
  it.each(table)(`${title}: %s, %s`, (spec, query, kubernetes, cilium) => {
    expect(verdictsOf(spec, query)).toEqual({ kubernetes, cilium });
  });
}

describe('what a dialect changes', () => {
  rows('rules that policyTypes does not name', [
    [
      '{ podSelector: {}, policyTypes: [Egress], ingress: [{ ports: [{ port: 80 }] }], egress: [{}] }',
      'data/db > shop/web :81',
      'allow',
      'deny',
    ],
    [
      '{ podSelector: {}, policyTypes: [Egress], ingress: [{ ports: [{ port: 80 }] }], egress: [{}] }',
      'data/db > shop/web :80',
      'allow',
      'allow',
    ],
    [
      '{ podSelector: {}, policyTypes: [Ingress], egress: [{ ports: [{ port: 80 }] }] }',
      'shop/web > data/db :81',
      'allow',
      'deny',
    ],
    // An empty list says nothing, whatever policyTypes says.
    [
      '{ podSelector: {}, policyTypes: [Egress], ingress: [], egress: [{}] }',
      'data/db > shop/web :80',
      'allow',
      'allow',
    ],
    ['{ podSelector: {}, policyTypes: [Ingress], egress: [] }', 'shop/web > data/db :80', 'allow', 'allow'],
  ]);

  rows('port names on egress', [
    // One number in the whole cluster: it holds for destinations that do not declare the name, too.
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: sql }] }] }',
      'shop/web > data/db :5432',
      'allow',
      'allow',
    ],
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: sql }] }] }',
      'shop/web > 203.0.113.9 :5432',
      'deny',
      'allow',
    ],
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }',
      'shop/web > data/db :80',
      'deny',
      'allow',
    ],
    // Two numbers: the name means nothing.
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: admin }] }] }',
      'shop/web > shop/api :9001',
      'allow',
      'deny',
    ],
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: sql, protocol: UDP }] }] }',
      'shop/web > data/db :5432/UDP',
      'deny',
      'deny',
    ],
    [
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: nowhere }] }] }',
      'shop/web > data/db :80',
      'deny',
      'deny',
    ],
    // On ingress the name is the pod's own for everybody.
    [
      '{ podSelector: {}, ingress: [{ ports: [{ port: admin }] }] }',
      'data/db > shop/api :9001',
      'allow',
      'allow',
    ],
    [
      '{ podSelector: {}, ingress: [{ ports: [{ port: admin }] }] }',
      'data/db > shop/api :9000',
      'deny',
      'deny',
    ],
  ]);

  const from = (peer: string): string => `{ podSelector: {}, ingress: [{ from: [${peer}] }] }`;
  const notTeam = 'namespaceSelector: { matchExpressions: [{ key: team, operator: DoesNotExist }] }';
  const notIn = 'namespaceSelector: { matchExpressions: [{ key: team, operator: NotIn, values: [a] }] }';
  rows('selectors that only exclude', [
    [from(`{ ${notTeam} }`), 'data/db > shop/web :80', 'allow', 'allow'],
    [from(`{ ${notTeam} }`), '203.0.113.9 > shop/web :80', 'deny', 'allow'],
    [from(`{ ${notIn} }`), 'node/n2 > shop/web :80', 'deny', 'allow'],
    [from(`{ ${notTeam}, podSelector: {} }`), '203.0.113.9 > shop/web :80', 'deny', 'allow'],
    [
      from(`{ ${notTeam}, podSelector: { matchLabels: { app: db } } }`),
      '203.0.113.9 > shop/web :80',
      'deny',
      'deny',
    ],
    [
      from('{ namespaceSelector: { matchLabels: { team: shop } } }'),
      '203.0.113.9 > shop/web :80',
      'deny',
      'deny',
    ],
    [from('{ namespaceSelector: {} }'), '203.0.113.9 > shop/web :80', 'deny', 'deny'],
    [
      from('{ podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } }'),
      '203.0.113.9 > shop/web :80',
      'deny',
      'deny',
    ],
  ]);

  rows('labels without identity', [
    [
      '{ podSelector: { matchLabels: { pod-template-hash: 6bf597 } } }',
      'data/db > shop/web :80',
      'deny',
      'allow',
    ],
    [
      '{ podSelector: { matchExpressions: [{ key: pod-template-hash, operator: DoesNotExist }] } }',
      'data/db > shop/web :80',
      'allow',
      'deny',
    ],
    [
      '{ podSelector: { matchExpressions: [{ key: pod-template-hash, operator: Exists }] } }',
      'data/db > shop/api :80',
      'allow',
      'allow',
    ],
    [
      '{ podSelector: { matchLabels: { app.kubernetes.io/name: web } } }',
      'data/db > shop/web :80',
      'deny',
      'deny',
    ],
    [
      from('{ podSelector: { matchLabels: { pod-template-hash: 6bf597 } } }'),
      'shop/web > shop/api :80',
      'allow',
      'deny',
    ],
  ]);

  it('leaves port names on egress open while pods are not all listed', () => {
    const spec = '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: sql }] }] }';
    const coverage = { pods: { state: 'forbidden' } } as const;
    expect(verdictsOf(spec, 'shop/web > data/db :5432', coverage)['cilium']).toBe('unknown');
    // More pods cannot make two numbers one again.
    const admin = '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: admin }] }] }';
    expect(verdictsOf(admin, 'shop/web > shop/api :9001', coverage)['cilium']).toBe('deny');
  });
});

describe('releases of Cilium', () => {
  it.each([
    [14, false],
    [15, false],
    [16, true],
    [19, true],
  ])('1.%d honours endPort: %s', (minor, honoured) => {
    expect(ciliumDialectOf(minor).endPortHonoured).toBe(honoured);
  });

  it('gives the same object for the same release, by which policies are remembered', () => {
    expect(ciliumDialectOf(17)).toBe(ciliumDialectOf(18));
  });
});
