import { describe, expect, it } from 'vitest';
import { formatReference } from '../model/reference.ts';
import { ciliumDialect, kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import type { DirectionVerdict } from './policyQuery.ts';
import { policyScene, queryOf } from './testing/policyScene.ts';

const pods = [
  'shop/web app=web tier=front @n1 10.244.1.1 :http=8080 :metrics=9090 :dns=53/UDP',
  'shop/api app=api @n2 10.244.2.1 fd00::21 :http=8081',
  'shop/bare @n2',
  'data/db app=db @n2 10.244.2.2',
  'ops/probe app=probe @n1 10.244.1.3',
  'ops/agent app=agent @n1 192.168.0.1 host',
  'ops/done app=probe @n1 10.244.1.9 ended',
];
const world = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: data, labels: { team: data } }
---
kind: Namespace
metadata: { name: ops }
---
kind: Node
metadata: { name: n1, labels: { role: edge } }
spec: { podCIDRs: [10.244.1.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }
---
kind: Node
metadata: { name: n2 }
spec: { podCIDRs: [10.244.2.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.2 }] }
`;

/** One or more policies for pods of shop, given by the body of their spec. */
function policiesOf(...specs: readonly string[]): string {
  return specs
    .map(
      (spec, index) =>
        `---\nkind: NetworkPolicy\nmetadata: { namespace: shop, name: p${String(index)} }\nspec: ${spec}\n`,
    )
    .join('');
}

function short({ verdict, reason }: DirectionVerdict): string {
  return reason === 'unknown' ? verdict : `${verdict} (${reason})`;
}

function check(
  policies: string,
  queries: Readonly<Record<string, string>>,
  dialect: PolicyDialect = kubernetesDialect,
): void {
  const snapshot = policyScene(pods, `${world}${policies}`);
  const found = Object.fromEntries(
    Object.keys(queries).map((text) => {
      const { egress, ingress } = evaluatePolicies(snapshot, queryOf(text), dialect);
      return [text, `${short(egress)}, ${short(ingress)}`];
    }),
  );
  expect(found).toEqual(queries);
}

const free = 'allow (no-policy)';
const outside = 'allow (not-covered)';

describe('without policies', () => {
  it('allows everything, and says who is not covered', () => {
    check('', {
      'shop/api > shop/web :8080': `${free}, ${free}`,
      'shop/web > shop/web :8080': 'allow (self), allow (self)',
      'ops/agent > shop/web :8080': `${outside}, allow (local-node)`,
      'shop/web > ops/agent :80': `allow (local-node), ${outside}`,
      'shop/web > 203.0.113.9 :443': `${free}, ${outside}`,
      '203.0.113.9 > shop/web :443': `${outside}, ${free}`,
      'node/n2 > shop/web :8080': `${outside}, ${free}`,
      'shop/web > node/n2 :10250': `${free}, ${outside}`,
    });
  });

  it('does not judge ends that have no network or do not exist', () => {
    check('', {
      'ops/done > shop/web :8080': 'unknown, allow (no-policy)',
      'shop/web > shop/nobody :80': 'allow (no-policy), unknown',
      'shop/web > 10.244.2.77 :80': 'allow (no-policy), unknown',
    });
  });
});

describe('peers', () => {
  const ingress = (from: string, ports = ''): string =>
    policiesOf(`{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: ${from}${ports} }] }`);
  const isolated = `${free}, deny (isolated)`;
  const ruled = `${free}, allow (rule)`;

  it.each([
    [
      '[]',
      {
        'shop/api > shop/web :1': ruled,
        'data/db > shop/web :1/UDP': ruled,
        '8.8.8.8 > shop/web :1': `${outside}, allow (rule)`,
      },
    ],
    ['[{ podSelector: {} }]', { 'shop/api > shop/web :1': ruled, 'data/db > shop/web :1': isolated }],
    [
      '[{ namespaceSelector: {} }]',
      { 'data/db > shop/web :1': ruled, '8.8.8.8 > shop/web :1': `${outside}, deny (isolated)` },
    ],
    [
      '[{ namespaceSelector: { matchLabels: { team: data } } }]',
      { 'data/db > shop/web :1': ruled, 'shop/api > shop/web :1': isolated },
    ],
    [
      '[{ namespaceSelector: { matchLabels: { team: data } }, podSelector: { matchLabels: { app: api } } }]',
      { 'data/db > shop/web :1': isolated, 'shop/api > shop/web :1': isolated },
    ],
    [
      '[{ namespaceSelector: { matchLabels: { team: data } } }, { podSelector: { matchLabels: { app: api } } }]',
      {
        'data/db > shop/web :1': ruled,
        'shop/api > shop/web :1': ruled,
        'ops/probe > shop/web :1': isolated,
      },
    ],
    [
      '[{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ops } } }]',
      { 'ops/probe > shop/web :1': ruled, 'data/db > shop/web :1': isolated },
    ],
    [
      '[{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [api, x] }] } }]',
      { 'shop/api > shop/web :1': ruled },
    ],
    [
      '[{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [api] }] } }]',
      { 'shop/api > shop/web :1': isolated, 'shop/bare > shop/web :1': ruled },
    ],
    [
      '[{ podSelector: { matchExpressions: [{ key: app, operator: Exists }] } }]',
      { 'shop/api > shop/web :1': ruled, 'shop/bare > shop/web :1': isolated },
    ],
    [
      '[{ podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } }]',
      { 'shop/api > shop/web :1': isolated, 'shop/bare > shop/web :1': ruled },
    ],
    [
      '[{ podSelector: {}, namespaceSelector: {} }]',
      {
        'ops/agent > shop/web :1': `${outside}, allow (local-node)`,
        'node/n2 > shop/web :1': `${outside}, deny (isolated)`,
      },
    ],
  ])('from %s', (from, queries) => {
    check(ingress(from), queries);
  });

  it.each([
    [
      '{ cidr: 10.0.0.0/8 }',
      {
        'shop/api > shop/web :1': ruled,
        '8.8.8.8 > shop/web :1': `${outside}, deny (isolated)`,
        'shop/bare > shop/web :1': `${free}, unknown`,
      },
    ],
    [
      '{ cidr: 10.0.0.0/8, except: [10.244.2.0/24] }',
      { 'shop/api > shop/web :1': isolated, 'ops/probe > shop/web :1': ruled },
    ],
    [
      '{ cidr: 203.0.113.7/24 }',
      {
        '203.0.113.200 > shop/web :1': `${outside}, allow (rule)`,
        '203.0.114.1 > shop/web :1': `${outside}, deny (isolated)`,
      },
    ],
    [
      '{ cidr: "fd00::/8" }',
      {
        'fd12::1 > shop/web :1': `${outside}, allow (rule)`,
        '8.8.8.8 > shop/web :1': `${outside}, deny (isolated)`,
      },
    ],
    ['{ cidr: "::ffff:203.0.113.0/120" }', { '203.0.113.1 > shop/web :1': `${outside}, allow (rule)` }],
    // A node shows other nodes its own address or one of its pod range.
    [
      '{ cidr: 192.168.0.0/16 }',
      {
        'node/n2 > shop/web :1': `${outside}, unknown`,
        'node/n1 > shop/web :1': `${outside}, allow (local-node)`,
      },
    ],
    ['{ cidr: 0.0.0.0/0 }', { 'node/n2 > shop/web :1': `${outside}, allow (rule)` }],
    ['{ cidr: 172.16.0.0/12 }', { 'node/n2 > shop/web :1': `${outside}, deny (isolated)` }],
    ['{ cidr: 10.244.0.0/33 }', { 'shop/api > shop/web :1': `${free}, unknown` }],
  ])('from ipBlock %s', (block, queries) => {
    check(ingress(`[{ ipBlock: ${block} }]`), queries);
  });

  it('takes the family that both ends have, or the one that was asked for', () => {
    const toApi = policiesOf(
      '{ podSelector: { matchLabels: { app: api } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }',
    );
    // The source has both families, the other end only one.
    check(toApi, { 'shop/api > shop/web :8080': `allow (rule), ${free}` });
    const snapshot = policyScene(
      ['shop/api app=api 10.0.0.1 fd00::1', 'shop/both app=both 10.0.0.2 fd00::2'],
      toApi,
    );
    const query = queryOf('shop/api > shop/both :80');
    expect(evaluatePolicies(snapshot, query).verdict).toBe('unknown');
    expect(evaluatePolicies(snapshot, { ...query, family: 4 }).verdict).toBe('allow');
    expect(evaluatePolicies(snapshot, { ...query, family: 6 }).verdict).toBe('deny');
  });
});

describe('ports', () => {
  it.each([
    ['[]', { ':1': true, ':1/UDP': true, ':1/SCTP': true }],
    ['[{ port: 8080 }]', { ':8080': true, ':8080/UDP': false, ':8081': false, ':http': true }],
    ['[{ protocol: UDP }]', { ':1': false, ':65535/UDP': true }],
    ['[{ protocol: SCTP, port: 8080 }]', { ':8080/SCTP': true, ':8080': false }],
    ['[{ port: 8000, endPort: 8080 }]', { ':7999': false, ':8000': true, ':8080': true, ':8081': false }],
    ['[{ port: http }]', { ':8080': true, ':8081': false, ':9090': false, ':metrics': false }],
    ['[{ port: dns }]', { ':53': false, ':53/UDP': false }],
    ['[{ port: dns, protocol: UDP }]', { ':53': false, ':53/UDP': true }],
    ['[{ port: nothing }]', { ':8080': false }],
    ['[{ port: nothing }, { port: 1 }]', { ':1': true }],
  ])('%s', (ports, expected) => {
    const policy = policiesOf(
      `{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: ${ports} }] }`,
    );
    check(
      policy,
      Object.fromEntries(
        Object.entries(expected).map(([port, allowed]) => [
          `data/db > shop/web ${port}`,
          `${free}, ${allowed ? 'allow (rule)' : 'deny (isolated)'}`,
        ]),
      ),
    );
  });

  it('resolves an egress port name on each destination pod', () => {
    const policy = policiesOf(
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }',
    );
    check(policy, {
      'shop/api > shop/web :8080': `allow (rule), ${free}`,
      'shop/web > shop/api :8081': `allow (rule), ${free}`,
      'shop/web > shop/api :8080': `deny (isolated), ${free}`,
      'shop/web > 8.8.8.8 :8080': `deny (isolated), ${outside}`,
    });
  });

  it('does not know a port whose name nobody declares', () => {
    const policy = policiesOf('{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }');
    check(policy, { 'shop/api > shop/web :nothing': `${free}, unknown` });
  });
});

describe('directions and unions', () => {
  it.each([
    // Inferred: ingress always, egress where there are egress rules.
    ['{ podSelector: {} }', 'allow (no-policy), deny (isolated)'],
    ['{ podSelector: {}, egress: [] }', 'allow (no-policy), deny (isolated)'],
    ['{ podSelector: {}, egress: [{}] }', 'allow (rule), deny (isolated)'],
    ['{ podSelector: {}, policyTypes: [Egress] }', 'deny (isolated), allow (no-policy)'],
    ['{ podSelector: {}, policyTypes: [Egress], ingress: [{}] }', 'deny (isolated), allow (no-policy)'],
    ['{ podSelector: {}, policyTypes: [Ingress], egress: [] }', 'allow (no-policy), deny (isolated)'],
    ['{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}] }', 'deny (isolated), allow (rule)'],
    ['{ podSelector: {}, ingress: [] }', 'allow (no-policy), deny (isolated)'],
    ['{ podSelector: { matchLabels: { app: other } } }', `${free}, ${free}`],
  ])('%s', (spec, expected) => {
    check(policiesOf(spec), { 'shop/api > shop/web :8080': expected });
  });

  it('adds up what several policies allow, and names all that do', () => {
    const policies = policiesOf(
      '{ podSelector: {} }',
      '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }] }] }',
      '{ podSelector: { matchLabels: { tier: front } }, ingress: [{}, { ports: [{ port: 1 }, { port: 8080 }] }] }',
    );
    const snapshot = policyScene(pods, `${world}${policies}`);
    const { ingress, verdict } = evaluatePolicies(snapshot, queryOf('shop/api > shop/web :8080'));
    expect(verdict).toBe('allow');
    expect(
      ingress.by.map(({ policy, rulePath, peerPath, portPath }) => [
        formatReference(policy),
        rulePath,
        peerPath,
        portPath,
      ]),
    ).toEqual([
      ['shop/networkpolicy/p1', 'spec.ingress[0]', 'spec.ingress[0].from[0]', undefined],
      ['shop/networkpolicy/p2', 'spec.ingress[0]', undefined, undefined],
      ['shop/networkpolicy/p2', 'spec.ingress[1]', undefined, 'spec.ingress[1].ports[1]'],
    ]);
    check(policies, { 'shop/web > shop/api :8081': 'allow (no-policy), deny (isolated)' });
  });

  it('finds the pod or node behind an address', () => {
    const policy = policiesOf(
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }] }] }',
    );
    check(policy, {
      '10.244.2.1 > shop/web :8080': `${free}, allow (rule)`,
      '10.244.1.3 > 10.244.1.1 :8080': `${free}, deny (isolated)`,
      '192.168.0.1 > shop/web :8080': `${outside}, allow (local-node)`,
      '192.168.0.2 > shop/web :8080': `${outside}, deny (isolated)`,
    });
  });
});

describe('the dialect of Cilium', () => {
  const policy = policiesOf(
    '{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 1, endPort: 9 }] }], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }',
  );

  it('differs in its properties alone', () => {
    const queries = {
      'data/db > shop/web :1': [`${free}, allow (rule)`, `${free}, deny (isolated)`],
      '8.8.8.8 > shop/web :1': [`${outside}, allow (rule)`, `${outside}, allow (rule)`],
      '8.8.8.8 > shop/web :9': [`${outside}, allow (rule)`, `${outside}, deny (isolated)`],
      'shop/web > 8.8.8.8 :1': [`allow (rule), ${outside}`, `allow (rule), ${outside}`],
      'shop/web > node/n2 :1': [`allow (rule), ${outside}`, `deny (isolated), ${outside}`],
      'shop/web > node/n1 :1': [`allow (local-node), ${outside}`, `deny (isolated), ${outside}`],
      'node/n1 > shop/web :1': [`${outside}, allow (local-node)`, `${outside}, allow (local-node)`],
    };
    const column = (index: 0 | 1): Record<string, string> =>
      Object.fromEntries(Object.entries(queries).map(([query, both]) => [query, both[index] ?? '']));
    check(policy, column(0));
    check(policy, column(1), ciliumDialect);
  });
});
