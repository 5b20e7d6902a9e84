import { describe, expect, test } from 'vitest';
import { portOfArgument, referenceOfArgument } from './referenceOfArgument.ts';

const web = { kind: 'service', namespace: 'shop', name: 'web' };

describe('what a command was invoked on', () => {
  const check = (title: string, argument: unknown, expected: unknown): void => {
    test(title, () => {
      expect(referenceOfArgument(argument)).toEqual(expected);
    });
  };
  check('the palette', undefined, undefined);
  check('an item of the tree', { id: 'x', node: { reference: web, port: 80 } }, web);
  check('an item that stands for no object', { id: 'x', node: { kind: 'message' } }, undefined);
  check('a thing on the map', { webviewSection: 'service', reference: web }, web);
  check('a reference', web, web);
  check('a reference as text', 'shop/service/web', web);
  check('a namespace', { kind: 'namespace', name: 'shop' }, { kind: 'namespace', name: 'shop' });
  check('an item of another extension', { nodeType: 'resource', name: 'web' }, undefined);
  check('a kind that nobody knows', { kind: 'widget', namespace: 'shop', name: 'web' }, undefined);
  check('a namespace that is no text', { kind: 'service', namespace: 1, name: 'web' }, undefined);
  check(
    'a name that would be read as a path',
    { kind: 'service', namespace: 'shop', name: 'a/b' },
    undefined,
  );
});

test('the port of a port item', () => {
  expect(portOfArgument({ node: { port: 80 } })).toBe(80);
  expect(portOfArgument({ node: {} })).toBeUndefined();
  expect(portOfArgument(undefined)).toBeUndefined();
});
