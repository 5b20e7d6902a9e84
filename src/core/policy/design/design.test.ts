import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { projectNetworkPolicy } from '../../model/projectNetworkPolicy.ts';
import { parseReference } from '../../model/reference.ts';
import {
  container,
  pod,
  service,
  servicePort,
  slicesFor,
  snapshotOf,
} from '../../testing/snapshotBuilder.ts';
import { designDefaultDeny } from './defaultDeny.ts';
import { resolveDeclaration, type DeclaredEnd } from './declaredConnection.ts';
import type { DesignedPolicy } from './designedPolicy.ts';
import { designLeastPrivilege } from './leastPrivilege.ts';
import { designSegmentation } from './segmentation.ts';
import { writePolicies } from './writePolicies.ts';

const hash = { 'pod-template-hash': 'abc' };
const ofDeployment = (name: string): object => ({
  owner: { kind: 'ReplicaSet', name: `${name}-abc`, uid: name },
});
const cart = pod('shop', 'cart-abc-1', { app: 'cart', ...hash }, ofDeployment('cart'));
const cartCanary = pod(
  'shop',
  'canary-abc-1',
  { app: 'cart', track: 'canary', ...hash },
  ofDeployment('canary'),
);
const web = pod(
  'shop',
  'web-abc-1',
  { app: 'web', ...hash },
  {
    ...ofDeployment('web'),
    containers: [container('app', 8080, 'http')],
  },
);
const db = pod('data', 'db-0', { app: 'db' }, { owner: { kind: 'StatefulSet', name: 'db', uid: 'db' } });
const agent = pod(
  'data',
  'agent-1',
  { app: 'agent' },
  {
    hostNetwork: true,
    podIPs: ['192.0.2.11'],
    owner: { kind: 'DaemonSet', name: 'agent', uid: 'agent' },
  },
);
const coredns = pod('kube-system', 'coredns-1', { 'k8s-app': 'kube-dns' }, { podIPs: ['10.244.1.53'] });
const dns = service(
  'kube-system',
  'kube-dns',
  { 'k8s-app': 'kube-dns' },
  {
    labels: { 'k8s-app': 'kube-dns' },
    ports: [{ ...servicePort(53, 53, 'dns'), protocol: 'UDP' }, servicePort(53, 53, 'dns-tcp')],
  },
);
const dnsOn5353 = {
  ...dns,
  ports: [{ ...servicePort(53, 5353, 'dns'), protocol: 'UDP' as const }, servicePort(53, 5353, 'dns-tcp')],
};
const webService = service('shop', 'web', { app: 'web' }, { ports: [servicePort(80, 'http')] });
const dbService = service('data', 'db', { app: 'db' }, { ports: [servicePort(5432, 5432)] });
const outside = service('shop', 'billing', undefined, { ports: [servicePort(443, 8443)] });
const alias = service('shop', 'mail', undefined, { type: 'ExternalName', externalName: 'mail.example.com' });

function cluster(dnsService = dns): ClusterSnapshot {
  return snapshotOf({
    pods: [cart, cartCanary, web, db, agent, coredns],
    services: [dnsService, webService, dbService, outside, alias],
    endpointSlices: [
      ...slicesFor(dnsService, [coredns]),
      {
        ...slicesFor(webService, [web])[0]!,
        name: 'billing-1',
        serviceName: 'billing',
        ports: [{ name: '', port: 8443, protocol: 'TCP' }],
        endpoints: [
          { addresses: ['198.51.100.7'], ready: true, serving: true, terminating: false, hintedZones: [] },
        ],
      },
    ],
  });
}

const dnsYaml = (indent: string): string =>
  [
    '- to:',
    '    - namespaceSelector:',
    '        matchLabels:',
    '          kubernetes.io/metadata.name: kube-system',
    '      podSelector:',
    '        matchLabels:',
    '          k8s-app: kube-dns',
    '  ports:',
    '    - protocol: UDP',
    '      port: 53',
    '    - protocol: TCP',
    '      port: 53',
  ]
    .map((line) => `${indent}${line}`)
    .join('\n');

/** Each document, read again as the API server's answer would be, is the policy that was designed. */
function checkReadsBack(policies: readonly DesignedPolicy[]): void {
  const read = parseAllDocuments(writePolicies(policies)).map((document) => {
    const { value, errors } = projectNetworkPolicy(document.toJS());
    expect(errors).toEqual([]);
    return value;
  });
  expect(read).toEqual(policies.map(({ policy }) => policy));
}

function end(text: string): DeclaredEnd {
  const reference = parseReference(text, 'shop');
  return reference === undefined ? { kind: 'address', address: text } : { kind: 'object', reference };
}

/** Designs policies for one declared connection. */
function leastPrivilege(from: string, to: string, port?: number | string, snapshot = cluster()): string {
  const declared = {
    from: end(from),
    to: end(to),
    protocol: 'TCP' as const,
    ...(port === undefined ? {} : { port }),
  };
  const resolved = resolveDeclaration(snapshot, declared);
  if (resolved.problem !== undefined) return `problem: ${resolved.problem}`;
  const options = { directions: ['Ingress', 'Egress'] as const, keepDns: false };
  const design = designLeastPrivilege(snapshot, resolved.connections, options);
  checkReadsBack(design.policies);
  const warnings = [...resolved.warnings, ...design.warnings].map((warning) => `# warning: ${warning}\n`);
  return warnings.join('') + writePolicies(design.policies);
}

describe('default deny', () => {
  it('keeps name resolution open, and says what it does', () => {
    const { policies, warnings } = designDefaultDeny(cluster(), {
      namespace: 'shop',
      directions: ['Ingress', 'Egress'],
      keepDns: true,
    });
    expect(warnings).toEqual([]);
    checkReadsBack(policies);
    expect(writePolicies(policies)).toBe(`# Without this no pod of the namespace could resolve a name.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-dns
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
    - Egress
  egress:
    # name resolution: the pods of kube-system/kube-dns
${dnsYaml('    ')}
---
# Nothing may connect to and from a pod of shop unless another policy allows it.
# Pods with hostNetwork are not covered: to a policy they are their node.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
`);
  });

  it('names the port of the DNS pods, not that of their Service', () => {
    const { policies } = designDefaultDeny(cluster(dnsOn5353), {
      namespace: 'shop',
      directions: ['Egress'],
      keepDns: true,
    });
    expect(policies[0]?.policy.egress?.[0]?.ports).toEqual([
      { protocol: 'UDP', port: 5353 },
      { protocol: 'TCP', port: 5353 },
    ]);
  });

  it('warns where names stop resolving', () => {
    const { policies, warnings } = designDefaultDeny(cluster(), {
      namespace: 'shop',
      directions: ['Egress'],
      keepDns: false,
    });
    expect(policies.map(({ policy }) => policy.name)).toEqual(['default-deny-egress']);
    expect(warnings).toEqual(['no pod of shop will be able to resolve names']);
  });

  it('allows DNS everywhere where no DNS Service is known', () => {
    const { warnings } = designDefaultDeny(snapshotOf({ pods: [cart] }), {
      namespace: 'shop',
      directions: ['Egress'],
      keepDns: true,
    });
    expect(warnings).toHaveLength(1);
  });
});

describe('least privilege', () => {
  it("names the pods' port, the other namespace, and both directions", () => {
    const text = leastPrivilege('service/web', 'data/service/db', 5432);
    expect(text).toContain('name: allow-to-db\n  namespace: data');
    expect(text).toContain('name: allow-from-web\n  namespace: shop');
    expect(text).toContain('kubernetes.io/metadata.name: shop');
    expect(text).toContain('kubernetes.io/metadata.name: data');
    expect(text).toContain('port: 5432');
  });

  it.each([
    ['a named target port becomes its number', 'deployment/canary', 'service/web', 80, 'port: 8080'],
    [
      'an unresolvable Service port is refused',
      'service/web',
      'data/service/db',
      80,
      'has no port 80 over TCP; it has TCP 5432',
    ],
    ['the workload that shares a label with another', 'pod/canary-abc-1', 'service/web', 80, 'track: canary'],
    [
      'the workload that no labels tell apart',
      'pod/cart-abc-1',
      'service/web',
      80,
      '# warning: no labels tell shop/cart from canary-abc-1',
    ],
    ['host-network pods by address', 'data/daemonset/agent', 'service/web', 80, 'cidr: 192.0.2.11/32'],
    [
      'a Service without a selector by its endpoints',
      'service/web',
      'service/billing',
      443,
      'cidr: 198.51.100.7/32',
    ],
    ['a range', '203.0.113.0/24', 'service/web', 80, 'cidr: 203.0.113.0/24'],
    ['a name outside', 'service/web', 'service/mail', 25, 'problem: shop/service/mail is a name outside'],
    [
      'a Service that is not there',
      'service/wbe',
      'service/web',
      80,
      'problem: shop/service/wbe does not exist',
    ],
    ['two addresses', '192.0.2.1', '192.0.2.2', 80, '# warning: no policy covers either end'],
  ])('%s', (_title, from, to, port, expected) => {
    expect(leastPrivilege(from, to, port)).toContain(expected);
  });

  it('writes one policy a pod group, and one rule a peer', () => {
    const snapshot = cluster();
    const connections = [
      { from: 'pod/canary-abc-1', to: 'service/web', port: 80 },
      { from: 'data/statefulset/db', to: 'service/web', port: 80 },
      { from: 'data/statefulset/db', to: 'service/web', port: undefined },
    ].flatMap(({ from, to, port }) => {
      const declared = { from: end(from), to: end(to), protocol: 'TCP' as const };
      return resolveDeclaration(snapshot, port === undefined ? declared : { ...declared, port }).connections;
    });
    const { policies } = designLeastPrivilege(snapshot, connections, {
      directions: ['Ingress'],
      keepDns: true,
    });
    expect(policies.map(({ policy }) => [policy.name, policy.ingress.length])).toEqual([['allow-to-web', 2]]);
  });

  it('cannot be left by a hostile name', () => {
    const text = writePolicies([
      {
        policy: projectNetworkPolicy({
          metadata: { name: 'x', namespace: 'shop\n---\nkind: Secret' },
          spec: { podSelector: { matchLabels: { 'a: b\n': '*x' } } },
        }).value!,
        comments: ['one\nkind: Secret', 'two\u2028kind: Secret'],
      },
    ]);
    const [document, ...more] = parseAllDocuments(text);
    expect(more).toEqual([]);
    expect(document?.toJS()).toMatchObject({ kind: 'NetworkPolicy' });
  });
});

describe('segmentation', () => {
  it.each([
    ['strict', ['Ingress', 'Egress'], 2, 2],
    ['permissive', ['Ingress'], 2, undefined],
    ['open', ['Ingress', 'Egress'], 1, 1],
  ] as const)('%s, with monitoring exempt', (preset, types, ingress, egress) => {
    const { policies } = designSegmentation(cluster(), {
      namespaces: ['shop'],
      preset,
      monitoringNamespaces: ['data', 'shop'],
    });
    checkReadsBack(policies);
    expect(
      policies.map(({ policy }) => [policy.policyTypes, policy.ingress.length, policy.egress?.length]),
    ).toEqual([[types, ingress, egress]]);
  });

  it('says which namespace is not there', () => {
    const options = { namespaces: ['nowhere'], preset: 'strict', monitoringNamespaces: [] } as const;
    expect(designSegmentation(cluster(), options)).toEqual({
      policies: [],
      warnings: ['there is no namespace nowhere'],
    });
  });
});
