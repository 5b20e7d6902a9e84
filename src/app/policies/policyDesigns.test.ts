import { describe, expect, it } from 'vitest';
import type { NetworkPolicy } from '../../core/model/networkPolicy.ts';
import { pod, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { designPolicies } from './policyDesigns.ts';

const policy = (name: string): NetworkPolicy => ({
  namespace: 'shop',
  name,
  uid: name,
  podSelector: { matchLabels: { app: name }, matchExpressions: [] },
  policyTypes: ['Ingress'],
  ingress: [],
});
const names = (text: string): string[] =>
  [...text.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name ?? '');

describe('a design beside what is there', () => {
  const snapshot = snapshotOf({
    pods: [pod('shop', 'web-0', { app: 'web' })],
    networkPolicies: [policy('a-kept'), policy('default-deny-ingress')],
  });

  it('begins with what changes, keeps the rest, and proposes nothing else', () => {
    const { before, after, proposed } = designPolicies(snapshot, {
      kind: 'default-deny',
      namespaces: ['shop'],
      directions: ['Ingress'],
      keepDns: true,
    });
    expect(names(before)).toEqual(['default-deny-ingress', 'a-kept']);
    expect(names(after)).toEqual(['default-deny-ingress', 'a-kept']);
    expect(names(proposed)).toEqual(['default-deny-ingress']);
    expect(after).not.toBe(before);
  });

  it('says what is wrong with a connection', () => {
    const request = { kind: 'least-privilege', namespaces: ['shop'], keepDns: true } as const;
    expect(() => designPolicies(snapshot, { ...request, declared: '' })).toThrow('No connection is named.');
    expect(() => designPolicies(snapshot, { ...request, declared: 'service/no -> pod/web-0:80' })).toThrow(
      /service\/no/,
    );
  });
});
