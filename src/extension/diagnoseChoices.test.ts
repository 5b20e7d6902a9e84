import { describe, expect, test } from 'vitest';
import type { Question } from '../core/inquiry/question.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { EndChoice } from '../protocol/engineProtocol.ts';
import {
  describeChoice,
  parseTypedPort,
  parseTypedSource,
  parseTypedTarget,
  preferredFirst,
  sourceOfReference,
  targetOfReference,
  titleOfQuestion,
} from './diagnoseChoices.ts';

const choice = (kind: 'pod' | 'service', namespace: string, name: string): EndChoice => ({
  reference: { kind, namespace, name },
  detail: 'detail',
  ports: [],
});

test('a choice is found by namespace/name and says what it is', () => {
  expect(describeChoice(choice('service', 'shop', 'web'))).toMatchObject({
    label: 'shop/web',
    description: 'Service · detail',
  });
  expect(describeChoice({ ...choice('pod', 'shop', 'cart-0'), detail: '' }).description).toBe('pod');
});

test('preferred choices come first, once, and only if they exist', () => {
  const [a, b, c] = [choice('pod', 'x', 'a'), choice('pod', 'x', 'b'), choice('pod', 'x', 'c')] as const;
  const gone: ObjectReference = { kind: 'pod', namespace: 'x', name: 'gone' };
  expect(preferredFirst([a, b, c], [gone, c.reference, b.reference, c.reference])).toEqual({
    preferred: [c, b],
    rest: [a],
  });
});

describe('typed targets', () => {
  const check = (text: string, expected: unknown): void => {
    test(JSON.stringify(text), () => {
      expect(parseTypedTarget(text, 'shop')).toEqual(expected);
    });
  };
  check('10.96.0.10', { kind: 'address', address: '10.96.0.10' });
  check(' fd00::a ', { kind: 'address', address: 'fd00::a' });
  check('fe80::1%eth0', undefined);
  check('web', { kind: 'name', name: 'web' });
  check('web.shop.svc.cluster.local.', { kind: 'name', name: 'web.shop.svc.cluster.local.' });
  check('_http._tcp.web', { kind: 'name', name: '_http._tcp.web' });
  check('svc/web', { kind: 'service', namespace: 'shop', name: 'web' });
  check('data/pod/db-0', { kind: 'pod', namespace: 'data', name: 'db-0' });
  check('node/n1', undefined);
  check('data/db', { kind: 'service', namespace: 'data', name: 'db' });
  check('http://web', undefined);
  check('two words', undefined);
  check('', undefined);
});

test.each([
  ['shop/cart-0', { kind: 'pod', namespace: 'shop', name: 'cart-0' }],
  ['pod/cart-0', { kind: 'pod', namespace: 'shop', name: 'cart-0' }],
  ['data/pod/db-0', { kind: 'pod', namespace: 'data', name: 'db-0' }],
  ['node/n1', { kind: 'node', name: 'n1' }],
  ['192.0.2.1', { kind: 'address', address: '192.0.2.1' }],
  ['service/web', undefined],
  ['cart', undefined],
])('the typed source %s', (text, expected) => {
  expect(parseTypedSource(text, 'shop')).toEqual(expected);
});

describe('typed ports', () => {
  const check = (text: string, expected: unknown): void => {
    test(JSON.stringify(text), () => {
      expect(parseTypedPort(text)).toEqual(expected);
    });
  };
  check('80', { port: 80, protocol: 'TCP' });
  check(' 53/udp ', { port: 53, protocol: 'UDP' });
  check('http', { port: 'http', protocol: 'TCP' });
  check('dns-tcp/SCTP', { port: 'dns-tcp', protocol: 'SCTP' });
  check('0', undefined);
  check('65536', undefined);
  check('80/quic', undefined);
  check('80/tcp/udp', undefined);
  check('-http', undefined);
  check('a-name-longer-than-15', undefined);
  check('', undefined);
});

test('only what opens connections is a source, only what takes them a target', () => {
  const pod: ObjectReference = { kind: 'pod', namespace: 'a', name: 'b' };
  const service: ObjectReference = { kind: 'service', namespace: 'a', name: 'b' };
  const node: ObjectReference = { kind: 'node', name: 'n1' };
  expect([pod, service, node].map(sourceOfReference)).toEqual([pod, undefined, node]);
  expect([pod, service, node].map(targetOfReference)).toEqual([pod, service, undefined]);
});

describe('the title of a report', () => {
  const from = { kind: 'pod', namespace: 'shop', name: 'cart-0' } as const;
  const check = (question: Partial<Question>, title: string): void => {
    test(title, () => {
      const to = { kind: 'service', namespace: 'shop', name: 'web' } as const;
      expect(titleOfQuestion({ from, to, protocol: 'TCP', ...question })).toBe(title);
    });
  };
  check({ port: 80 }, 'cart-0 → web:80');
  check({}, 'cart-0 → web');
  check({ to: { kind: 'service', namespace: 'data', name: 'db' }, port: 'sql' }, 'cart-0 → db.data:sql');
  check({ to: { kind: 'name', name: 'web.shop' }, port: 80 }, 'cart-0 → web.shop:80');
  check({ to: { kind: 'address', address: 'fd00::1' }, port: 80 }, 'cart-0 → [fd00::1]:80');
  check({ to: { kind: 'address', address: 'fd00::1' } }, 'cart-0 → fd00::1');
});
