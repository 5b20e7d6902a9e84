import { expect, test } from 'vitest';
import { parseExternalName } from './externalName.ts';

test.each([
  ['web.shop.svc', { kind: 'service', namespace: 'shop', name: 'web', domain: '' }],
  [
    'web.shop.svc.cluster.local.',
    { kind: 'service', namespace: 'shop', name: 'web', domain: 'cluster.local' },
  ],
  ['web-0.web.shop.svc.a.b', { kind: 'service', namespace: 'shop', name: 'web', domain: 'a.b' }],
  ['Web.Shop.SVC', { kind: 'service', namespace: 'shop', name: 'web', domain: '' }],
  ['shop.svc', { kind: 'domain', domain: 'shop.svc' }],
  ['svc', { kind: 'domain', domain: 'svc' }],
  ['..svc', { kind: 'domain', domain: '..svc' }],
  ['api.example.com', { kind: 'domain', domain: 'api.example.com' }],
  ['', { kind: 'domain', domain: '' }],
])('%s', (name, expected) => {
  expect(parseExternalName(name)).toEqual(expected);
});
