import { describe, expect, it } from 'vitest';
import type { PolicyDesignRequest } from '../../protocol/policyProtocol.ts';
import { describeDesign, designDocuments } from './designDocuments.ts';
import { connectionLinesOf, typedConnection } from './namedConnection.ts';
import { type PolicyDraft, questionsOf, requestOf } from './policyDraft.ts';

const closed: PolicyDesignRequest = {
  kind: 'default-deny',
  namespaces: ['shop'],
  directions: ['Ingress', 'Egress'],
  keepDns: true,
};

describe('the documents of a design', () => {
  it.each<[PolicyDesignRequest, string]>([
    [closed, 'Default deny in shop (ingress and egress, DNS kept open)'],
    [{ ...closed, directions: ['Ingress'] }, 'Default deny in shop (ingress)'],
    [{ ...closed, directions: ['Egress'], keepDns: false }, 'Default deny in shop (egress, DNS closed)'],
    [
      { kind: 'segmentation', namespaces: ['a', 'b'], preset: 'strict', monitoringNamespaces: ['ops'] },
      'Segmentation of a, b (strict, ops may collect metrics)',
    ],
  ])('say what it is', (request, expected) => {
    expect(describeDesign(request)).toBe(expected);
  });

  it('begin with warnings, and nothing in them ends the comment', () => {
    const result = { before: '', after: 'a: 1\n', proposed: 'b: 1\n', warnings: ['odd\nkind: Secret'] };
    const { before, after, proposal } = designDocuments(closed, result, 'prod');
    expect(before).toContain('# No NetworkPolicy is there now.');
    for (const text of [after, proposal]) {
      const head = text.slice(0, text.indexOf('\n\n')).split('\n');
      expect(head.every((line) => line.startsWith('#'))).toBe(true);
      expect(text).toContain('#   odd\\nkind: Secret');
    }
    expect(after.endsWith('\n\na: 1\n')).toBe(true);
    expect(proposal.endsWith('\n\nb: 1\n')).toBe(true);
    expect(proposal).toContain('kubectl apply -f FILE');
  });
});

describe('a draft', () => {
  const draft: PolicyDraft = {
    kind: 'zero-trust',
    namespaces: ['shop'],
    directions: ['Ingress'],
    keepDns: true,
    preset: 'open',
    monitoringNamespaces: ['ops'],
    connections: ['a/service/b -> c/service/d:80'],
    flows: { name: 'flows.json', text: '{}' },
  };

  it('is asked for no more than its kind needs', () => {
    expect(questionsOf({ kind: 'segmentation', preset: 'open' })).not.toContain('monitoring');
    expect(questionsOf({ kind: 'segmentation', preset: 'strict' })).toContain('monitoring');
    expect(questionsOf(draft)).toEqual(['kind', 'namespaces', 'connections']);
  });

  it('keeps answers of other kinds out of its request', () => {
    expect(requestOf({ ...draft, kind: 'segmentation' }, 'default')).toMatchObject({
      monitoringNamespaces: [],
    });
    expect(requestOf({ ...draft, kind: 'observed' }, 'team')).toMatchObject({
      kind: 'least-privilege',
      declared: '',
      flows: '{}',
      namespaces: ['team'],
    });
    const { flows: _none, ...withoutFlows } = draft;
    expect(requestOf({ ...withoutFlows, flows: undefined }, 'team')).not.toHaveProperty('flows');
  });
});

describe('connections as lines', () => {
  it.each<[string, string | undefined]>([
    [' shop/service/cart -> shop/service/web:80 ', 'shop/service/cart -> shop/service/web:80'],
    ['service/cart -> 192.0.2.0/24:443', 'service/cart -> 192.0.2.0/24:443'],
    ['shop/cart', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(typedConnection(text, 'shop')).toBe(expected);
  });

  it('are taken from a text that holds nothing else', () => {
    const line = 'shop/service/cart -> shop/service/web:80';
    expect(connectionLinesOf(`# allowed\n\n${line}\n`, 'shop')).toEqual([line]);
    expect(connectionLinesOf(`${line}\nconst a = 1;\n`, 'shop')).toEqual([]);
  });
});
