import { describe, expect, it } from 'vitest';
import { policyDialects } from '../policy/dialect.ts';
import { denialCause } from '../policy/causes/denialCause.ts';
import { denialOf } from '../policy/causes/denialOf.ts';
import { evaluatePolicies } from '../policy/evaluatePolicies.ts';
import type { PolicyEnd } from '../policy/policyQuery.ts';
import { policyScene } from '../policy/testing/policyScene.ts';
import type { Question, Source, Target } from '../inquiry/question.ts';
import { sliceSnapshot } from './sliceSnapshot.ts';

const snapshot = policyScene(
  [
    'shop/web app=web @n1 10.244.1.1 :http=8080',
    'shop/cart app=cart @n2 10.244.2.1',
    'data/db app=db @n3 10.244.3.1 :http=9090',
    'ops/probe app=probe @n3 10.244.3.2',
  ],
  `
kind: Namespace
metadata: { name: data, labels: { team: data } }
---
kind: Node
metadata: { name: n1 }
spec: { podCIDRs: [10.244.1.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }
---
kind: Node
metadata: { name: n4, labels: { role: edge } }
spec: { podCIDRs: [10.244.4.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.0.4 }] }
---
kind: NetworkPolicy
metadata: { namespace: shop, name: own }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: data } } }, { ipBlock: { cidr: 192.168.0.0/24 } }] }]
  egress: [{ ports: [{ port: http }] }]
---
kind: NetworkPolicy
metadata: { namespace: data, name: db }
spec:
  podSelector: {}
  ingress:
    - from: [{ podSelector: { matchLabels: { app: probe } } }]
      ports: [{ port: 8080 }]
    - from: [{ namespaceSelector: { matchLabels: { team: data } }, podSelector: { matchLabels: { app: cart } } }]
    - from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: wbe } } }]
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: admin }
spec: { priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ nodes: { matchLabels: { role: edge } } }] }] }
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { namespace: ops, name: l7 }
`,
);

const ends: readonly PolicyEnd[] = [
  { kind: 'pod', namespace: 'shop', name: 'web' },
  { kind: 'pod', namespace: 'shop', name: 'cart' },
  { kind: 'pod', namespace: 'data', name: 'db' },
  { kind: 'pod', namespace: 'ops', name: 'probe' },
  { kind: 'node', name: 'n1' },
  { kind: 'node', name: 'n4' },
  { kind: 'address', address: '10.244.3.1' },
  { kind: 'address', address: '192.168.0.4' },
  { kind: 'address', address: '10.244.4.9' },
  { kind: 'address', address: '8.8.8.8' },
];
const questions = ends.flatMap((source) => ends.map((destination) => ({ source, destination })));

describe('slicing a snapshot', () => {
  it.each(Object.values(policyDialects))('keeps every verdict of policies ($name)', (dialect) => {
    for (const { source, destination } of questions) {
      // A question has no node as its target.
      if (destination.kind === 'node') continue;
      const question: Question = {
        from: source satisfies Source,
        to: destination satisfies Target,
        port: 8080,
        protocol: 'TCP',
      };
      const query = { source, destination, port: 8080, protocol: 'TCP' } as const;
      expect({
        source,
        destination,
        ...evaluatePolicies(sliceSnapshot(snapshot, question), query, dialect),
      }).toEqual({
        source,
        destination,
        ...evaluatePolicies(snapshot, query, dialect),
      });
    }
  });

  it.each(Object.values(policyDialects))('keeps the cause of every denial ($name)', (dialect) => {
    const causesIn = (part: typeof snapshot, query: Parameters<typeof evaluatePolicies>[1]): unknown => {
      const { egress, ingress } = evaluatePolicies(part, query, dialect);
      return [egress, ingress].map((verdict) => {
        const denial = denialOf(part, dialect, { query: { ...query, port: 8080 } }, verdict);
        return denial === undefined ? undefined : denialCause(denial)?.code;
      });
    };
    const found = new Set<unknown>();
    for (const { source, destination } of questions) {
      if (destination.kind === 'node') continue;
      const question: Question = { from: source, to: destination, port: 8080, protocol: 'TCP' };
      const query = { source, destination, port: 8080, protocol: 'TCP' } as const;
      const whole = causesIn(snapshot, query);
      expect({ source, destination, causes: causesIn(sliceSnapshot(snapshot, question), query) }).toEqual({
        source,
        destination,
        causes: whole,
      });
      for (const cause of whole as unknown[]) found.add(cause);
    }
    expect(found).toContain('policy-peer-matches-nobody');
  });
});
